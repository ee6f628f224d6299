"""Limits on mail. Mails above a limit are held and sent as one digest as soon as the limit allows.

A mail is counted in its row before it is sent, so that a crash lets no more pass. Address and sender are locked
meanwhile, always in this order.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from core.net.email_address import folded
from core.net.mailboxes import mailbox_of
from notifications.links import CONFIRMATION_VALIDITY
from notifications.messages import TASK_EVENTS, Event
from notifications.models import EmailAddress, Notification
from notifications.services import outbox

# First key of PostgreSQL's advisory locks. The second is a hash of the address, sender or name.
ADDRESS_LOCK, SENDER_LOCK, ASKING_LOCK = 7_261_401, 7_261_402, 7_261_404
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MAX_PARTS = 100


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` mails in any `window`."""

    most: int
    window: timedelta
    reason: str

    def opens(self, mails: QuerySet[Notification], *, now: datetime) -> datetime:
        """Return the time from which one more mail is within the limit: `now` or later."""
        since = mails.filter(admitted_at__gt=now - self.window).order_by("-admitted_at")
        taken = list(since.values_list("admitted_at", flat=True)[: self.most])
        return taken[-1] + self.window if len(taken) == self.most and taken[-1] else now


TO_ADDRESS = Limit(10, HOUR, "Held: at most 10 mails an hour go to one address.")
FROM_SENDER = Limit(100, DAY, "Held: at most 100 mails a day are sent for one user.")
ASKING_MAILBOX = (
    Limit(3, HOUR, "Held: one address is asked at most 3 times an hour."),
    Limit(6, DAY, "Held: one address is asked at most 6 times a day."),
)
ASKING_FOR_SENDER = (Limit(10, DAY, "Held: at most 10 addresses a day are asked for one user."),)
ASKING_IN_ALL = (
    Limit(300, HOUR, "Held: too many addresses are asked at the moment."),
    Limit(3_000, DAY, "Held: too many addresses are asked today."),
)


@transaction.atomic
def admit(held: Notification, email: EmailAddress, *, now: datetime) -> bool:
    """Return True if this mail may be sent now. Else it is held or becomes part of a digest."""
    _lock(held)
    opens, reason = _room(held, now=now)
    if held.event == Event.CONFIRMATION and opens > held.created_at + CONFIRMATION_VALIDITY:
        outbox.failed(held, None, reason="The address could not be asked in time.")
    elif opens > now:
        outbox.put_off(held, None, until=opens, reason=reason, is_held=True)
    elif not (held.is_held and held.event in TASK_EVENTS and _told_by_digest(email, now=now)):
        return outbox.admitted(held, now=now)
    return False


def _room(held: Notification, *, now: datetime) -> tuple[datetime, str]:
    """Return the time from which the limits allow it, and the reason. Confirmation mails have their own limits."""
    mails = Notification.objects.exclude(id=held.id)
    if held.event == Event.CONFIRMATION:
        return max((limit.opens(asking, now=now), limit.reason) for limit, asking in _asking(held, mails))
    mails = mails.exclude(event=Event.CONFIRMATION)
    same_address = mails.alias(lower=Lower("recipient")).filter(lower=folded(held.recipient))
    return max(
        (TO_ADDRESS.opens(same_address, now=now), TO_ADDRESS.reason),
        (FROM_SENDER.opens(mails.filter(owner=held.owner_id), now=now), FROM_SENDER.reason),
    )


def _asking(held: Notification, mails: QuerySet[Notification]) -> Iterator[tuple[Limit, QuerySet[Notification]]]:
    """Yield the limits of confirmation mails with the mails they count. Spellings of one mailbox count together."""
    asking = mails.filter(event=Event.CONFIRMATION)
    same_address = Q(lower=folded(held.recipient))
    same_reader = asking.alias(lower=Lower("recipient")).filter(Q(mailbox=mailbox_of(held.recipient)) | same_address)
    same_sender = asking.filter(Q(sender_mailbox=mailbox_of(held.owner.email)) | Q(owner=held.owner_id))
    for limits, counted in (
        (ASKING_MAILBOX, same_reader),
        (ASKING_FOR_SENDER, same_sender),
        (ASKING_IN_ALL, asking),
    ):
        for limit in limits:
            yield limit, counted


def _told_by_digest(email: EmailAddress, *, now: datetime) -> bool:
    """Put all held mails of the address into one admitted digest. Returns False if there is only one mail.

    Other workers may have claimed some of them and wait for the lock. Their claims end here.
    """
    parts = list(Notification.objects.held_for(email).values_list("id", flat=True)[:MAX_PARTS])
    if len(parts) < 2:
        return False
    digest = Notification(
        owner_id=email.owner_id,
        event=Event.DIGEST,
        kind=Notification.Kind.EMAIL,
        email=email,
        recipient=email.address,
        admitted_at=now,
    )
    outbox.add([digest], now=now)
    Notification.objects.filter(id__in=parts, digest=None, is_held=True).update(digest=digest, token=None)
    return True


def _lock(held: Notification) -> None:
    locked = [(ADDRESS_LOCK, folded(held.recipient)), (SENDER_LOCK, str(held.owner_id))]
    if held.event == Event.CONFIRMATION:
        locked = [(ASKING_LOCK, "all")]  # one of the limits is for all senders
    with connection.cursor() as cursor:
        for key, text in locked:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [key, text])
