"""Users, API keys, security notices and kept answers."""

import hashlib
import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower

from core.net.email_address import folded, refuse_confusable

KEY_PREFIX = "sk_"
SHOWN_PREFIX_LENGTH = len(KEY_PREFIX) + 8
# Precision of last uses, so that not every request writes.
SEEN_PRECISION = timedelta(minutes=1)


class LowercaseEmailField(models.EmailField):  # type: ignore[type-arg]  # not generic at run time
    """An address kept, and looked up, as `folded` writes it, so that it is one address however it is written."""

    default_validators = [*models.EmailField.default_validators, refuse_confusable]

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return folded(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return folded(value) if isinstance(value, str) else value


def known_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is in the IANA time zone database."""
    if name not in available_timezones():
        raise ValidationError("There is no time zone of this name.")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=folded(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, role=User.Role.ADMIN, **fields)


class User(AbstractBaseUser):
    """A person with an email address. The role `admin` opens the admin API and the Django admin."""

    class Role(models.TextChoices):
        USER = "user"
        ADMIN = "admin"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = LowercaseEmailField(unique=True)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    clerk_user_id = models.CharField(max_length=255, null=True, blank=True, unique=True)
    first_name = models.CharField(max_length=150, blank=True)
    username = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=8, choices=Role, default=Role.USER)
    is_active = models.BooleanField(default=True)
    has_seen_welcome = models.BooleanField(default=False)
    # Security notices that the owner gets by mail, see `accounts.notices`.
    tells_new_keys = models.BooleanField(default=True, db_default=True)
    tells_new_address = models.BooleanField(default=True, db_default=True)
    tells_new_sign_ins = models.BooleanField(default=True, db_default=True)
    # Used in pages and mails. The API uses UTC and English.
    time_zone = models.CharField(max_length=64, default="UTC", db_default="UTC", validators=[known_time_zone])
    # A code of `settings.LANGUAGES`; empty follows the browser.
    language = models.CharField(max_length=10, blank=True, default="", db_default="")
    # Sessions of an earlier generation have ended.
    session_generation = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # Last sign-in or call of the API, to the minute.
    last_seen_at = models.DateTimeField(null=True, blank=True, db_index=True, editable=False)

    USERNAME_FIELD = "email"
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lowercase"),
            models.CheckConstraint(condition=models.Q(role__in=["user", "admin"]), name="user_role_known"),
        )
        indexes = (
            models.Index(fields=["-created_at", "-id"], name="user_by_age"),
            models.Index(fields=["-created_at", "-id"], condition=models.Q(is_active=True), name="user_active_by_age"),
        )

    def __str__(self) -> str:
        return str(self.email)

    @property
    def is_staff(self) -> bool:
        return self.role == self.Role.ADMIN

    @property
    def is_superuser(self) -> bool:
        return self.is_staff

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and self.is_staff

    def has_perms(self, perm_list: Iterable[str], obj: object = None) -> bool:
        return self.is_active and self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_staff

    def get_session_auth_hash(self) -> str:
        return f"{super().get_session_auth_hash()}-{self.session_generation}"

    def note_seen(self, *, now: datetime) -> None:
        """Record a sign-in or a call of the API."""
        stale = now - SEEN_PRECISION
        if self.last_seen_at is None or self.last_seen_at < stale:
            unnoted = models.Q(last_seen_at=None) | models.Q(last_seen_at__lt=stale)
            User.objects.filter(unnoted, pk=self.pk).update(last_seen_at=now)

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone, UTC for a name that the installed database no longer has."""
        try:
            return ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo("UTC")

    def owns_verified(self, address: str) -> bool:
        """Return True if `address` is this user's verified address."""
        return self.email_verified_at is not None and folded(self.email) == folded(address)


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def usable(self, key: str) -> Self:
        """Find the key that a client presents, unless it is revoked or its user deactivated."""
        return self.filter(digest=ApiKey.digest_of(key), revoked_at=None, user__is_active=True)


class ApiKey(models.Model):
    """An API key, stored as a digest. The key itself is shown once, when it is made."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=SHOWN_PREFIX_LENGTH, editable=False)
    digest = models.BinaryField(max_length=32, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ApiKeyQuerySet] = ApiKeyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "API key"
        ordering = ("-created_at",)
        indexes = (
            models.Index(fields=["-created_at", "-id"], name="api_key_by_age"),
            models.Index(
                fields=["revoked_at", "id"], condition=models.Q(revoked_at__isnull=False), name="api_key_revoked"
            ),
            models.Index(fields=["prefix"], opclasses=["varchar_pattern_ops"], name="api_key_prefix"),
        )

    def __str__(self) -> str:
        return f"{self.prefix}…"

    @property
    def is_active(self) -> bool:
        return self.revoked_at is None

    @staticmethod
    def digest_of(key: str) -> bytes:
        """Return the SHA-256 of a key. Keys are random, so a slow hash would protect no better."""
        return hashlib.sha256(key.encode()).digest()

    @classmethod
    def issue(cls, *, user: User, name: str) -> "tuple[str, ApiKey]":
        """Make a key. Returns the key itself, which cannot be read again, and its row."""
        key = KEY_PREFIX + secrets.token_urlsafe(32)
        row = cls.objects.create(user=user, name=name, prefix=key[:SHOWN_PREFIX_LENGTH], digest=cls.digest_of(key))
        return key, row

    def revoke(self, *, now: datetime) -> None:
        if self.revoked_at is None:
            self.revoked_at = now
            self.save(update_fields=["revoked_at"])


class SecurityNotice(models.Model):
    """A security mail that waits to be sent to an account's owner (`accounts.notices`). Sending deletes the row."""

    class Kind(models.TextChoices):
        NEW_PASSWORD = "new_password"  # noqa: S105 - what is told, and no password
        NEW_KEY = "new_key"
        NEW_ADDRESS = "new_address"
        NEW_SIGN_IN = "new_sign_in"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=16, choices=Kind)
    recipient = models.EmailField()
    # Variables of the mail's template.
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    # Time of the next attempt. While a worker holds the row, the end of that worker's lease.
    next_attempt_at = models.DateTimeField(db_index=True)
    attempt_count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=["new_password", "new_key", "new_address", "new_sign_in"]),
                name="security_notice_kind_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient}"


class KeptAnswer(models.Model):
    """A kept answer to a request with an `Idempotency-Key`, see `accounts.idempotency`."""

    KEY_LENGTH = 255

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=KEY_LENGTH)
    # SHA-256 of the request.
    fingerprint = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    body = models.BinaryField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "key"], name="kept_answer_key_once"),)

    def __str__(self) -> str:
        return f"{self.status} to {self.key}"
