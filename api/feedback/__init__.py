"""What people report to the operator: a task or a page that is wrong, unclear or broken."""
