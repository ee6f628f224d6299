"""Channels, the outbox of notifications, and every attempt to deliver them."""

import base64
import secrets
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from core.net.email_address import folded
from notifications.messages import TASK_EVENTS, Event, Message

if TYPE_CHECKING:
    from accounts.models import User

SECRET_PREFIX = "whsec_"  # noqa: S105 - what marks a secret, and none itself
SECRET_BYTES = 32
SECRET_OVERLAP = timedelta(hours=24)
MAX_LISTED_ADDRESSES = 100
# Delivered notifications about a task.
TOLD = models.Q(status="sent", event__in=[event.value for event in TASK_EVENTS])


class EmailAddressQuerySet(models.QuerySet["EmailAddress"]):
    def named(self, owner: "User", address: str) -> Self:
        """Return the owner's row for `address`, however it is written: one, or none."""
        return self.alias(lower=Lower("address")).filter(owner=owner, lower=folded(address))

    def verified_of(self, owner: "User") -> list["EmailAddress"]:
        """Return addresses that may receive mail of `owner`, their own first; at most `MAX_LISTED_ADDRESSES`.

        The account's verified address needs no row: it takes mail until its reader unsubscribes.
        """
        rows = self.filter(owner=owner).order_by("created_at", "id")
        listed = list(rows.filter(confirmed_at__isnull=False, unsubscribed_at=None)[:MAX_LISTED_ADDRESSES])
        others = [address for address in listed if not owner.owns_verified(address.address)]
        if owner.email_verified_at is None:
            return others
        own = rows.named(owner, owner.email).first()
        own = own or EmailAddress(id=owner.pk, owner=owner, address=owner.email, created_at=owner.email_verified_at)
        return others if own.unsubscribed_at else [own, *others]

    def to_be_asked(self, since: datetime) -> Self:
        """Filter addresses that are neither confirmed nor declined and have not been asked since `since`."""
        asked = models.Q(confirmation_asked_at__isnull=False, confirmation_asked_at__gt=since)
        return self.filter(~asked, confirmed_at=None, unsubscribed_at=None)


class EmailAddress(models.Model):
    """An address that a user has named for mail.

    An unconfirmed address gets only the mail that asks for consent. The row keeps the reader's yes or no, so it
    outlives the tasks that use it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="email_addresses", db_index=False)
    address = models.EmailField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmation_asked_at = models.DateTimeField(null=True, blank=True)
    unsubscribed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[EmailAddressQuerySet] = EmailAddressQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name_plural = "email addresses"
        constraints = (models.UniqueConstraint("owner", Lower("address"), name="email_address_once"),)
        indexes = (
            models.Index(fields=["-created_at", "-id"], name="email_address_by_age"),
            models.Index(fields=["address"], opclasses=["varchar_pattern_ops"], name="email_address_prefix"),
        )

    def __str__(self) -> str:
        return self.address

    def as_config(self) -> dict[str, Any]:
        """The channel as the API writes it."""
        return {"type": "email", "address": self.address}


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def default_of(self, owner_id: uuid.UUID) -> Self:
        """Find the owner's default webhook: one row or none."""
        return self.filter(owner_id=owner_id, is_default=True)

    def enabled_default_of(self, owner_id: uuid.UUID) -> Self:
        return self.default_of(owner_id).filter(disabled_at=None)


class Webhook(models.Model):
    """A URL that is called for one task, or by default for all tasks of its owner."""

    class Method(models.TextChoices):
        POST = "POST"
        PUT = "PUT"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="webhooks")
    url = models.URLField(max_length=2000)
    method = models.CharField(max_length=4, choices=Method, default=Method.POST)
    headers = models.JSONField(default=dict, blank=True)
    is_default = models.BooleanField(default=False)
    # Start of the present series of failures.
    failing_since = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[WebhookQuerySet] = WebhookQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner"], condition=models.Q(is_default=True), name="webhook_one_default_for_each_owner"
            ),
        )
        indexes = (models.Index(fields=["-created_at", "-id"], name="webhook_by_age"),)

    def __str__(self) -> str:
        return self.url

    def as_config(self) -> dict[str, Any]:
        """Return the channel as the API writes it: the fields that its owner sent, without defaults."""
        config = {"type": "webhook", "url": self.url, "method": self.method}
        return config | ({"headers": self.headers} if self.headers else {})


class NotificationDefaults(models.Model):
    """Default channels of tasks without their own. Without a row everything is on."""

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="notification_defaults"
    )
    email = models.BooleanField(default=True, help_text="By mail to the account's verified address.")

    class Meta:
        verbose_name_plural = "notification defaults"

    def __str__(self) -> str:
        return f"defaults of {self.owner_id}"


class SigningSecret(models.Model):
    """The secret that signs a user's webhooks (Standard Webhooks, `whsec_…`).

    For `SECRET_OVERLAP` after a rotation webhooks are signed with the previous secret too.
    """

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="signing_secret"
    )
    secret = models.CharField(max_length=100, editable=False)
    previous = models.CharField(max_length=100, editable=False, blank=True)
    rotated_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return "whsec_…"

    @classmethod
    def made_for(cls, owner_id: uuid.UUID) -> tuple["SigningSecret", bool]:
        """Return a user's secret and whether this call made it. Of two made at once, one stays."""
        return cls.objects.get_or_create(owner_id=owner_id, defaults={"secret": cls.fresh()})

    @classmethod
    def fresh(cls) -> str:
        return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()

    def valid(self, now: datetime) -> list[str]:
        """Return the secrets that sign a webhook at `now`, the newest first."""
        overlaps = self.rotated_at is not None and now < self.rotated_at + SECRET_OVERLAP
        return [self.secret, self.previous] if overlaps and self.previous else [self.secret]


class NotificationQuerySet(models.QuerySet["Notification"]):
    def claimable(self, now: datetime) -> Self:
        """Filter undelivered rows that no worker holds: new ones, due retries, and rows of lost workers."""
        return self._pending().filter(next_attempt_at__lte=now)

    def to_publish(self, now: datetime) -> Self:
        """Filter undelivered rows that are on no known queue, soonest first."""
        return self._pending().filter(publish_at__lte=now).order_by("publish_at")

    def _pending(self) -> Self:
        """Filter pending rows that are not part of a digest, which ends them with itself."""
        return self.filter(status=Notification.Status.PENDING, digest=None)

    def told(self) -> Self:
        return self.filter(TOLD)

    def held_for(self, email: EmailAddress) -> Self:
        """Filter rows that the limits hold back for an address, oldest first."""
        held = self._pending().filter(email=email, is_held=True, event__in=TASK_EVENTS)
        return held.order_by("created_at", "id")

    def deliveries_to(self, owner: "User") -> Self:
        """Filter deliveries to the owner's webhooks, with every attempt."""
        attempts = models.Prefetch("attempts", Attempt.objects.order_by("number"))
        return self.filter(owner=owner, kind=Notification.Kind.WEBHOOK).prefetch_related(attempts)

    def sends_of(self, owner: "User") -> Self:
        """Filter all notifications of the owner: pending, sent and failed ones."""
        return self.filter(owner=owner).exclude(event__in=[Event.CONFIRMATION, Event.DIGEST])


class Notification(models.Model):
    """A message through one channel: a row of the outbox, and the record of its delivery.

    A row names its task and execution by id alone, so the record outlives them.
    """

    class Kind(models.TextChoices):
        EMAIL = "email"
        WEBHOOK = "webhook"

    class Status(models.TextChoices):
        PENDING = "pending"
        SENT = "sent"
        FAILED = "failed"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications", db_index=False)
    task_id = models.UUIDField(null=True, blank=True, db_index=True)
    execution_id = models.UUIDField(null=True, blank=True)
    event = models.CharField(max_length=30, choices=[(event.value, event.value) for event in Event])
    kind = models.CharField(max_length=10, choices=Kind)
    email = models.ForeignKey(EmailAddress, models.SET_NULL, null=True, blank=True, related_name="notifications")
    webhook = models.ForeignKey(Webhook, models.SET_NULL, null=True, blank=True, related_name="notifications")
    recipient = models.CharField(max_length=2000)
    # Mailboxes of reader and owner (`core.net.mailboxes`) of a mail that asks for consent; limits count them.
    mailbox = models.CharField(max_length=320, blank=True, default="", db_default="", editable=False)
    sender_mailbox = models.CharField(max_length=320, blank=True, default="", db_default="", editable=False)
    payload = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    # Earliest next attempt. While a worker holds the row, the end of that worker's lease.
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    # Time when the sweep queues it: never before next_attempt_at, and later while a message is under way.
    publish_at = models.DateTimeField(null=True, blank=True)
    token = models.UUIDField(null=True, editable=False)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    # Attempts made before the last request to deliver again.
    attempts_before = models.PositiveSmallIntegerField(default=0)
    # Mails only: when the limits admitted it, whether the limits hold it, and the digest that replaces it.
    admitted_at = models.DateTimeField(null=True, blank=True)
    is_held = models.BooleanField(default=False)
    digest = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="parts", db_index=False)
    error_message = models.TextField(blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[NotificationQuerySet] = NotificationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=["execution_id", "event", "kind"], name="notification_once_per_channel"),
            models.CheckConstraint(
                condition=models.Q(status__in=["pending", "sent", "failed", "cancelled"]),
                name="notification_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(status="pending", next_attempt_at__isnull=False, publish_at__isnull=False)
                | (~models.Q(status="pending") & models.Q(next_attempt_at=None, publish_at=None, token=None)),
                name="notification_next_attempt_iff_pending",
            ),
            models.CheckConstraint(
                condition=models.Q(event__startswith="task.", task_id__isnull=False, execution_id__isnull=False)
                | (~models.Q(event__startswith="task.") & models.Q(task_id=None, execution_id=None)),
                name="notification_about_a_task_or_a_channel",
            ),
        )
        indexes = (
            models.Index(fields=["owner", "-created_at"], name="notification_of_owner"),
            models.Index(fields=["-created_at", "-id"], name="notification_by_age"),
            models.Index(fields=["kind", "-created_at", "-id"], name="notification_by_kind"),
            models.Index(
                fields=["status", "-created_at", "-id"],
                condition=~models.Q(status="sent"),
                name="notification_not_sent",
            ),
            models.Index(
                fields=["publish_at"],
                condition=models.Q(status="pending", digest=None),
                name="notification_to_publish",
            ),
            models.Index(
                Lower("recipient"),
                "admitted_at",
                condition=models.Q(admitted_at__isnull=False),
                name="notification_to_address",
            ),
            models.Index(
                fields=["owner", "admitted_at"],
                condition=models.Q(admitted_at__isnull=False),
                name="notification_by_owner",
            ),
            models.Index(
                fields=["admitted_at"],
                condition=models.Q(event=Event.CONFIRMATION, admitted_at__isnull=False),
                name="notification_asking",
            ),
            models.Index(
                fields=["email"],
                condition=models.Q(status="pending", digest=None, is_held=True),
                name="notification_held",
            ),
            models.Index(fields=["digest"], condition=models.Q(digest__isnull=False), name="notification_in_digest"),
            models.Index(fields=["sent_at"], condition=TOLD, name="notification_told"),
            models.Index(fields=["owner", "sent_at"], condition=TOLD, name="notification_told_to_owner"),
            models.Index(fields=["created_at"], condition=models.Q(status="failed"), name="notification_failed"),
        )

    def __str__(self) -> str:
        return f"{self.event} to {self.recipient}"

    @property
    def tries(self) -> int:
        """Attempts since the first or last request to deliver."""
        return self.attempt_count - self.attempts_before

    @property
    def message(self) -> Message:
        return Message.from_json(self.payload)


class Attempt(models.Model):
    """One attempt to deliver a notification."""

    notification = models.ForeignKey(Notification, models.CASCADE, related_name="attempts", db_index=False)
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    duration_ms = models.PositiveIntegerField()
    status_code = models.PositiveSmallIntegerField(null=True)
    error = models.TextField(blank=True)
    response_excerpt = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["notification", "number"], name="attempt_number_once"),)

    def __str__(self) -> str:
        return f"attempt {self.number}"
