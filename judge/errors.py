"""The base of every error that `judge` raises."""


class JudgeError(Exception):
    """Something that the judge cannot do; the text says what and, where it can, what helps."""
