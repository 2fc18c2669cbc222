"""Spaced repetition: what was solved or answered comes back when it is about to be forgotten."""
