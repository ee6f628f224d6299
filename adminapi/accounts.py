"""Shutting an account out, and what that reached: the audit log keeps it."""

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
    """Raises NotFoundError, and InvalidError for oneself."""
    keys = ApiKey.objects.filter(user=user_id, revoked_at=None).count()
    return Deactivated(tasks_paused=owners.deactivate(user_id=user_id, by=by, now=now), keys_revoked=keys)
