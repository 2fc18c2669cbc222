"""Why a submission is wrong: one cause that explains every failing test, or none."""

from judge.diagnosis.cause import VAGUE, diagnose
from judge.diagnosis.judged import Diagnosis, Judged, lay
from judge.diagnosis.slips import Slip, find_slip

__all__ = ["VAGUE", "Diagnosis", "Judged", "Slip", "diagnose", "find_slip", "lay"]
