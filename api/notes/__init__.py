"""What people write down for themselves beside a problem, a lab, a question or a course."""
