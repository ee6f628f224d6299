"""Deactivate an account and report everything that was ended with it, for the audit log."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from accounts.models import ApiKey, User
from tasks_app.services import owners


@dataclass(frozen=True)
class Deactivated:
    tasks_paused: int
    keys_revoked: int


def deactivate(*, user_id: uuid.UUID, by: User, now: datetime) -> Deactivated:
    """Deactivate the account. Raises NotFoundError, and InvalidError for one's own account."""
    keys = ApiKey.objects.filter(user=user_id, revoked_at=None).count()
    return Deactivated(tasks_paused=owners.deactivate(user_id=user_id, by=by, now=now), keys_revoked=keys)
