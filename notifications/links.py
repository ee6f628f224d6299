"""Links in mails: they carry their own proof, so whoever reads the mail needs no account."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

CONFIRMATION_VALIDITY = timedelta(days=7)
_CONFIRM, _UNSUBSCRIBE = "notifications.confirm", "notifications.unsubscribe"


class BadLinkError(Exception):
    """The link was not made here, or has been changed on its way."""


class ExpiredLinkError(BadLinkError):
    """The link was made here, and is too old."""


def confirm_url(email_id: UUID) -> str:
    return _url("notifications:confirm", signing.TimestampSigner(salt=_CONFIRM).sign(str(email_id)))


def unsubscribe_url(email_id: UUID) -> str:
    return _url("notifications:unsubscribe", signing.Signer(salt=_UNSUBSCRIBE).sign(str(email_id)))


def read_confirm(token: str) -> UUID:
    """The address that the link is for; raises BadLinkError, ExpiredLinkError."""
    try:
        return UUID(signing.TimestampSigner(salt=_CONFIRM).unsign(token, max_age=CONFIRMATION_VALIDITY))
    except signing.SignatureExpired as error:
        raise ExpiredLinkError from error
    except signing.BadSignature as error:
        raise BadLinkError from error


def read_unsubscribe(token: str) -> UUID:
    """The address that the link is for; these links do not expire. Raises BadLinkError."""
    try:
        return UUID(signing.Signer(salt=_UNSUBSCRIBE).unsign(token))
    except signing.BadSignature as error:
        raise BadLinkError from error


def _url(name: str, token: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=[token])}"
