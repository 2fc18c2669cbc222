"""The verdicts: one list, shared by reports, database, API and pages."""

from enum import StrEnum


class Verdict(StrEnum):
    """How a test or a whole submission was judged."""

    ACCEPTED = "accepted"
    WRONG_ANSWER = "wrong_answer"
    RUNTIME_ERROR = "runtime_error"
    TIME_LIMIT_EXCEEDED = "time_limit_exceeded"
    MEMORY_LIMIT_EXCEEDED = "memory_limit_exceeded"
    OUTPUT_LIMIT_EXCEEDED = "output_limit_exceeded"
    SYNTAX_ERROR = "syntax_error"
    FORBIDDEN = "forbidden"
    JUDGE_ERROR = "judge_error"
    """Our fault; it never counts as an attempt."""
