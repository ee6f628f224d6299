from adminapi.models.audit import AppendOnlyError, AuditEntry

__all__ = ["AppendOnlyError", "AuditEntry"]
