"""Why a submission is wrong: one cause that explains every failing test, or none."""

from judge.diagnosis.cause import diagnose
from judge.diagnosis.evidence import Diagnosis, Judged

__all__ = ["Diagnosis", "Judged", "diagnose"]
