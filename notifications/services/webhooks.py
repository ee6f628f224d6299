"""A user's webhooks: the default one, the signing secret, tests, and disabling after failures."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from core.errors import ConflictError, LimitExceededError, NotFoundError
from notifications.messages import Event, Message, Source
from notifications.models import Notification, SigningSecret, Webhook
from notifications.services import addresses, outbox
from notifications.services.configs import WebhookConfig
from notifications.transports.result import DeliveryError, GoneError, Receipt

MASKED = "whsec_********"
SWITCHED_OFF = "Its owner switched it off."
GIVEN_UP_AFTER = timedelta(days=5)
MAX_TESTS, TEST_WINDOW = 10, timedelta(hours=1)
TOO_MANY_TESTS = f"At most {MAX_TESTS} test deliveries an hour"


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """A user's default webhook and secret. `secret` is masked unless it was made just now; None without one."""

    url: str | None
    enabled: bool
    secret: str | None = field(repr=False)


def settings_of(owner: User) -> WebhookSettings:
    has_secret = SigningSecret.objects.filter(owner=owner).exists()
    return _settings(owner, MASKED if has_secret else None)


@transaction.atomic
def set_default(*, owner: User, config: WebhookConfig | None, enabled: bool, now: datetime) -> WebhookSettings:
    """Set or remove the default webhook. Waiting deliveries go to the new URL."""
    _lock(owner)
    current = Webhook.objects.default_of(owner.pk).first()
    if config:
        webhook = current or Webhook(owner=owner, is_default=True)
        save(webhook, config, disabled_at=None if enabled else now, reason="" if enabled else SWITCHED_OFF)
    elif current:
        current.delete()
    secret, is_new = SigningSecret.made_for(owner.pk)
    return _settings(owner, secret.secret if is_new else MASKED)


def save(webhook: Webhook, config: WebhookConfig, *, disabled_at: datetime | None = None, reason: str = "") -> Webhook:
    """Set a webhook to `config`. Waiting deliveries go there, and its count of failures starts anew."""
    webhook.url, webhook.method, webhook.headers = config.url, config.method, dict(config.headers)
    webhook.disabled_at, webhook.disabled_reason, webhook.failing_since = disabled_at, reason, None
    if not webhook._state.adding:
        webhook.notifications.filter(status=Notification.Status.PENDING).update(recipient=webhook.url)
    webhook.save()
    return webhook


def enabled_default(owner_id: UUID) -> Webhook | None:
    return Webhook.objects.enabled_default_of(owner_id).first()


@transaction.atomic
def rotate_secret(*, owner: User, now: datetime) -> WebhookSettings:
    """Sign with a new secret from now on, and for a day with the previous one too."""
    _lock(owner)
    secret, is_new = SigningSecret.made_for(owner.pk)
    if not is_new:
        secret.previous, secret.secret, secret.rotated_at = secret.secret, SigningSecret.fresh(), now
        secret.save()
    return _settings(owner, secret.secret)


@transaction.atomic
def send_test(*, owner: User, now: datetime) -> Notification:
    """Send an example to the default webhook, without retries. Raises ConflictError, LimitExceededError."""
    _lock(owner)
    webhook = Webhook.objects.default_of(owner.pk).first()
    if webhook is None or webhook.disabled_at:
        raise ConflictError("The default webhook is disabled." if webhook else "There is no default webhook.")
    sent = recent_tests(owner, now=now)
    if len(sent) == MAX_TESTS:
        retry_after = int((sent[-1] + TEST_WINDOW - now).total_seconds()) + 1
        raise LimitExceededError(retry_after, TOO_MANY_TESTS)
    row = Notification(
        owner=owner,
        event=Event.WEBHOOK_TEST,
        kind=Notification.Kind.WEBHOOK,
        webhook=webhook,
        recipient=webhook.url,
        payload=example(now).to_json(),
    )
    outbox.add([row], now=now)
    return row


def recent_tests(owner: User, *, now: datetime) -> list[datetime]:
    """Return the times of tests of the default webhook in the last hour, newest first; at most `MAX_TESTS`."""
    tests = Notification.objects.filter(owner=owner, event=Event.WEBHOOK_TEST, created_at__gt=now - TEST_WINDOW)
    return list(tests.order_by("-created_at").values_list("created_at", flat=True)[:MAX_TESTS])


def redeliver(*, notification_id: UUID, owner: User | None, now: datetime) -> None:
    """Deliver a notification again, or at once if it waits. `owner` is None for an operator.

    It keeps its id, so the receiver can tell. Raises NotFoundError, ConflictError.
    """
    rows = Notification.objects.filter(id=notification_id)
    rows = rows if owner is None else rows.filter(owner=owner, kind=Notification.Kind.WEBHOOK)
    row = rows.select_related("webhook").first()
    if row is None:
        raise NotFoundError("Delivery not found")
    if row.kind == Notification.Kind.WEBHOOK and (row.webhook is None or row.webhook.disabled_at):
        raise ConflictError("The webhook is disabled." if row.webhook else "The webhook was removed.")
    outbox.start_again(row, recipient=row.webhook.url if row.webhook else row.recipient, now=now)


def record_result(held: Notification, webhook: Webhook, result: Receipt | DeliveryError, *, now: datetime) -> None:
    """Record on the webhook that an attempt worked or failed, and disable it after too many failures.

    A failed test counts for nothing. Neither does an attempt at an earlier URL.
    """
    same = Webhook.objects.filter(id=webhook.id, url=webhook.url)
    if isinstance(result, Receipt):
        same.exclude(failing_since=None).update(failing_since=None)
    elif isinstance(result, GoneError):
        _disable(same, held.owner, result.reason, now=now)
    elif held.event != Event.WEBHOOK_TEST:
        same.filter(failing_since=None).update(failing_since=now)
        lasting = same.filter(failing_since__lte=now - GIVEN_UP_AFTER)
        _disable(lasting, held.owner, f"Nothing but failures for {GIVEN_UP_AFTER.days} days.", now=now)


@transaction.atomic
def _disable(same: QuerySet[Webhook], owner: User, reason: str, *, now: datetime) -> None:
    """Disable a webhook and mail its owner once, however many deliveries fail at this moment."""
    url = same.values_list("url", flat=True).first()
    if not same.filter(disabled_at=None).update(disabled_at=now, disabled_reason=reason):
        return
    email = addresses.own(owner=owner, now=now)
    row = Notification(
        owner=owner,
        event=Event.WEBHOOK_DISABLED,
        kind=Notification.Kind.EMAIL,
        email=email,
        recipient=email.address,
        payload={"url": url, "reason": reason},
    )
    outbox.add([row], now=now)


def _lock(owner: User) -> None:
    """Lock the user's webhooks for one change at a time."""
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)


def _settings(owner: User, secret: str | None) -> WebhookSettings:
    webhook = Webhook.objects.default_of(owner.pk).first()
    return WebhookSettings(
        url=webhook.url if webhook else None,
        enabled=webhook is not None and webhook.disabled_at is None,
        secret=secret,
    )


def example(now: datetime) -> Message:
    """Return an example message about a task that does not exist: its ids are nil."""
    return Message(
        event=Event.WEBHOOK_TEST,
        occurred_at=now,
        task_id=UUID(int=0),
        task_name="Test delivery",
        search_query="Does this webhook work?",
        condition_description="It answers with 2xx",
        task_url=settings.PUBLIC_URL,
        execution_id=UUID(int=0),
        text="This is a test. A real notification says here what was found.",
        answer="The whole answer stands here.",
        sources=(Source(settings.PUBLIC_URL, "A source"),),
    )
