"""Signed links in mails. The signature is the proof, so the reader of the mail needs no account."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

CONFIRMATION_VALIDITY = timedelta(days=7)
_CONFIRM, _UNSUBSCRIBE = "notifications.confirm", "notifications.unsubscribe"


class BadLinkError(Exception):
    """The link was not made by this installation, or has been changed."""


class ExpiredLinkError(BadLinkError):
    """The link is genuine and too old."""


def confirm_url(email_id: UUID) -> str:
    return _url("notifications:confirm", signing.TimestampSigner(salt=_CONFIRM).sign(str(email_id)))


def unsubscribe_url(email_id: UUID) -> str:
    return _url("notifications:unsubscribe", signing.Signer(salt=_UNSUBSCRIBE).sign(str(email_id)))


def read_confirm(token: str) -> UUID:
    """Return the id of the link's address. Raises BadLinkError, ExpiredLinkError."""
    try:
        return UUID(signing.TimestampSigner(salt=_CONFIRM).unsign(token, max_age=CONFIRMATION_VALIDITY))
    except signing.SignatureExpired as error:
        raise ExpiredLinkError from error
    except signing.BadSignature as error:
        raise BadLinkError from error


def read_unsubscribe(token: str) -> UUID:
    """Return the id of the link's address. These links do not expire. Raises BadLinkError."""
    try:
        return UUID(signing.Signer(salt=_UNSUBSCRIBE).unsign(token))
    except signing.BadSignature as error:
        raise BadLinkError from error


def _url(name: str, token: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=[token])}"
