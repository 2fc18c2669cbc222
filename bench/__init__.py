"""What judging costs, measured beside what it cannot cost less than."""
