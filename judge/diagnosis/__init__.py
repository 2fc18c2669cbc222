"""Why a submission is wrong: one cause that explains every failing test, or none."""

from judge.diagnosis.cause import Diagnosis, Failing, diagnose

__all__ = ["Diagnosis", "Failing", "diagnose"]
