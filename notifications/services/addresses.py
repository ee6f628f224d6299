"""Email addresses and their readers' consent."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from core.errors import InvalidError, NotFoundError
from core.net.email_address import folded
from core.net.mailboxes import mailbox_of
from notifications.links import CONFIRMATION_VALIDITY
from notifications.messages import Event
from notifications.models import EmailAddress, Notification
from notifications.services import outbox

OWN_ADDRESS = "It is the address of your account: it cannot be removed."


def choose(*, owner: User, address: str, current: EmailAddress | None, now: datetime) -> EmailAddress:
    """Return the row of an address that is set on a task whose address was `current`.

    Choosing one's own verified address is consent. The reader of any other address is asked.
    """
    is_own = owner.owns_verified(address)
    new = EmailAddress(owner=owner, address=address, confirmed_at=now if is_own else None)
    EmailAddress.objects.bulk_create([new], ignore_conflicts=True)
    email = EmailAddress.objects.named(owner, address).get()
    if not is_own:
        _ask(email, owner, now)
    elif email.confirmed_at is None or (email.unsubscribed_at and email != current):
        _agree(email, now)
    return email


def own(*, owner: User, now: datetime) -> EmailAddress:
    """Return the row of the owner's own address. An earlier unsubscription stands."""
    current = EmailAddress.objects.named(owner, owner.email).first()
    return choose(owner=owner, address=owner.email, current=current, now=now)


def remove(*, owner: User, named: str) -> None:
    """Remove a verified address, named by its id or by itself, also from the tasks that use it.

    Raises NotFoundError if the owner has no such verified address, InvalidError for the account's own address.
    An unsubscribed address stays: its row keeps the reader's no.
    """
    with transaction.atomic():
        # Lock the owner first, as all changes of several tasks do, so that two of them cannot deadlock.
        User.objects.select_for_update(no_key=True).get(pk=owner.pk)
        found = next((one for one in owner.email_addresses.verified_of(owner) if _is_named(one, named)), None)
        if found is None:
            raise NotFoundError("Address not found")
        if owner.owns_verified(found.address):
            raise InvalidError(OWN_ADDRESS)
        outbox.cancel(found.notifications.all(), reason="The address was removed.")
        found.delete()


def _is_named(email: EmailAddress, named: str) -> bool:
    return folded(named) in (str(email.id), folded(email.address))


def _agree(email: EmailAddress, now: datetime) -> None:
    """Record consent. It takes back an earlier unsubscription."""
    email.confirmed_at = email.confirmed_at or now
    email.unsubscribed_at = None
    email.save(update_fields=["confirmed_at", "unsubscribed_at"])


def _ask(email: EmailAddress, owner: User, now: datetime) -> None:
    """Send the confirmation mail unless an earlier link is still valid or the answer was no."""
    to_be_asked = EmailAddress.objects.to_be_asked(since=now - CONFIRMATION_VALIDITY)
    if to_be_asked.filter(id=email.id).update(confirmation_asked_at=now):
        outbox.add([_confirmation(email, owner)], now=now)


def _confirmation(email: EmailAddress, owner: User) -> Notification:
    return Notification(
        owner_id=email.owner_id,
        event=Event.CONFIRMATION,
        kind=Notification.Kind.EMAIL,
        email=email,
        recipient=email.address,
        mailbox=mailbox_of(email.address),
        sender_mailbox=mailbox_of(owner.email),
    )


@transaction.atomic
def confirm(*, email_id: UUID, now: datetime) -> None:
    """Record the reader's consent and send the mails that waited for it. Ignores an address that was removed."""
    email = EmailAddress.objects.select_for_update().filter(id=email_id).first()
    if email:
        _agree(email, now)
        outbox.wake(email=email, now=now)


def unsubscribe(*, email_id: UUID, now: datetime) -> None:
    """Record that the reader wants no more mail from this user."""
    EmailAddress.objects.filter(id=email_id, unsubscribed_at=None).update(unsubscribed_at=now)


def subscribe_again(*, email_id: UUID) -> None:
    EmailAddress.objects.filter(id=email_id).update(unsubscribed_at=None)
