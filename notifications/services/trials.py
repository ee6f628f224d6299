"""Test an address that is not configured as a webhook: one request, and nothing is stored.

The client waits for it, so each process makes only a few at once.
"""

import base64
import binascii
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import BoundedSemaphore
from uuid import uuid4

from accounts import counters
from accounts.counters import CountersAwayError, Window
from accounts.models import User
from core.api.rates import Rate
from core.errors import InvalidError, LimitExceededError, UnavailableError
from notifications.messages import Event
from notifications.models import SECRET_PREFIX, Attempt, Notification, SigningSecret
from notifications.services.configs import WebhookConfig
from notifications.services.webhooks import MASKED, MAX_TESTS, TEST_WINDOW, TOO_MANY_TESTS, example, recent_tests
from notifications.transports import webhook
from notifications.transports.result import DeliveryError, Receipt

# A web process has sixteen threads, and a receiver may take fifteen seconds.
_places = BoundedSemaphore(2)


def test_address(
    *, owner: User, config: WebhookConfig, secret: str | None, clock: Callable[[], datetime]
) -> tuple[Notification, Attempt]:
    """Send an example to `config`, signed with `secret` or else the owner's secret.

    Returns the delivery and its one attempt, neither of them saved. Raises InvalidError for a malformed secret,
    LimitExceededError after ten tests in an hour, UnavailableError while too many are under way.
    """
    signed_with = _checked(secret) if secret and secret != MASKED else _own_secret(owner)
    if not _places.acquire(blocking=False):
        raise UnavailableError("Too many webhooks are being tested; try again in a moment", 5)
    try:
        _count(owner, now=clock())
        return _delivered(owner, config, signed_with, clock)
    finally:
        _places.release()


def _delivered(
    owner: User, config: WebhookConfig, secret: str, clock: Callable[[], datetime]
) -> tuple[Notification, Attempt]:
    row = Notification(
        id=uuid4(),
        owner=owner,
        event=Event.WEBHOOK_TEST,
        kind=Notification.Kind.WEBHOOK,
        recipient=config.url,
        created_at=clock(),
    )
    attempt = Attempt(notification=row, number=1, started_at=row.created_at)
    result = _sent(row, config, secret, now=row.created_at)
    ended = clock()
    attempt.duration_ms = max(0, (ended - attempt.started_at) // timedelta(milliseconds=1))
    attempt.status_code, attempt.response_excerpt = result.status_code, result.excerpt
    if isinstance(result, Receipt):
        row.status, row.sent_at = Notification.Status.SENT, ended
    else:
        row.status, row.error_message, attempt.error = Notification.Status.FAILED, result.reason, result.reason
    return row, attempt


def _sent(row: Notification, config: WebhookConfig, secret: str, *, now: datetime) -> Receipt | DeliveryError:
    try:
        body = example(now).webhook_body()
        return webhook.post(config.url, config.method, body, row_id=str(row.id), secrets=[secret], now=now)
    except DeliveryError as error:
        return error


def _checked(secret: str) -> str:
    """Return the secret. Raises InvalidError unless it is base64, as Standard Webhooks demands."""
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not key:
        raise InvalidError("Invalid webhook_secret: it should look like whsec_…, with base64 after that")
    return secret


def _own_secret(owner: User) -> str:
    """Return the owner's secret, else one for this test only: a first secret is made where it can be shown."""
    own = SigningSecret.objects.filter(owner=owner).first()
    return own.secret if own else SigningSecret.fresh()


def _count(owner: User, *, now: datetime) -> None:
    """Count this test together with tests of the default webhook, which are rows. Raises LimitExceededError."""
    rows = recent_tests(owner, now=now)
    if len(rows) >= MAX_TESTS:
        raise LimitExceededError(int(TEST_WINDOW.total_seconds()), TOO_MANY_TESTS)
    rate = Rate(MAX_TESTS - len(rows), int(TEST_WINDOW.total_seconds()))
    try:
        standing = counters.count([Window(f"webhook-test:{owner.pk}", rate)])
    except CountersAwayError as error:
        raise UnavailableError("Webhooks cannot be tested at the moment") from error
    if not standing.passes:
        raise LimitExceededError(standing.retry_after, TOO_MANY_TESTS)
