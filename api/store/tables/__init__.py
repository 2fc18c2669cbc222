"""The tables."""

from api.store.tables.accounts import ApiToken, Invitation, LoginSession, ProviderIdentity, User
from api.store.tables.answers import Answer
from api.store.tables.base import Base, UtcDateTime, utc_now
from api.store.tables.feedback import FeedbackRow
from api.store.tables.learning import ActiveDay, Review
from api.store.tables.probes import Probe
from api.store.tables.problems import AuditEntry, ProblemRow, ProblemVersion
from api.store.tables.rejudges import RejudgeItem, Rejudging
from api.store.tables.statistics import (
    DiagnosisCount,
    HintOpening,
    Journey,
    TestCount,
    UsageCount,
    VerdictCount,
)
from api.store.tables.submissions import (
    JUDGE_ERROR,
    PRIORITIES,
    QUEUED,
    RUNNING,
    SUBMISSIONS,
    UNFINISHED,
    BatchRow,
    Event,
    Submission,
)
from api.store.tables.unfinished import CodeDraft, Note, TextDraft
from api.store.tables.webhooks import WAITING, Delivery, Webhook
from api.store.tables.workers import Errand, WorkerRow

__all__ = [
    "JUDGE_ERROR",
    "PRIORITIES",
    "QUEUED",
    "RUNNING",
    "SUBMISSIONS",
    "UNFINISHED",
    "WAITING",
    "ActiveDay",
    "Answer",
    "ApiToken",
    "AuditEntry",
    "Base",
    "BatchRow",
    "CodeDraft",
    "Delivery",
    "DiagnosisCount",
    "Errand",
    "Event",
    "FeedbackRow",
    "HintOpening",
    "Invitation",
    "Journey",
    "LoginSession",
    "Note",
    "Probe",
    "ProblemRow",
    "ProblemVersion",
    "ProviderIdentity",
    "RejudgeItem",
    "Rejudging",
    "Review",
    "Submission",
    "TestCount",
    "TextDraft",
    "UsageCount",
    "User",
    "UtcDateTime",
    "VerdictCount",
    "Webhook",
    "WorkerRow",
    "utc_now",
]
