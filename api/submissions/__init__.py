"""Submissions and runs: taking them in, showing them, and their live events."""
