from adminapi.models.audit import MAX_TOUCHED, PATH_LENGTH, AppendOnlyError, AuditEntry
from adminapi.models.ledger import HourlyTotal, JournalEntry, QueryTotal, StateTotal

__all__ = [
    "MAX_TOUCHED",
    "PATH_LENGTH",
    "AppendOnlyError",
    "AuditEntry",
    "HourlyTotal",
    "JournalEntry",
    "QueryTotal",
    "StateTotal",
]
