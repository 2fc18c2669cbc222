"""The solutions of problems, for those who have solved them or given them up."""
