"""Email addresses to which the public mail system can deliver."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

# RFC 5321, 4.5.3.1.1, in octets.
MAX_LOCAL_PART = 64
_has_valid_form = EmailValidator(allowlist=[])


def caseless(text: str) -> str:
    """Return `text` without its letters' cases and forms, in NFKC (Unicode, D146: compatibility caseless match).

    Some letters fold into capitals (Cherokee); they are lowered, so that the database's `lower` changes nothing.
    """
    folded_once = unicodedata.normalize("NFD", text).casefold()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKD", folded_once).casefold().lower())


def folded(address: str) -> str:
    """Return the one spelling in which addresses are compared (`caseless`).

    An address with a sign that would become an ASCII letter so stays as it is, and equals no other: `K` (U+212A, the
    Kelvin sign) is no `k`.
    """
    return address if _is_confusable(address) else caseless(address)


def with_folded_domain(address: str) -> str:
    """Return a valid address as it is to be kept: as written, but for an internationalised domain, which is folded.

    All else of it is ASCII, so that the database's `lower` of what is kept is `folded`.
    """
    local, _, domain = address.rpartition("@")
    return address if domain.isascii() else f"{local}@{folded(domain)}"


def refuse_confusable(address: str) -> None:
    """Raise ValidationError for an address with a sign that is taken for an ASCII letter where cases are folded."""
    if _is_confusable(address):
        raise ValidationError(_has_valid_form.message, code="invalid", params={"value": address})


def _is_confusable(address: str) -> bool:
    others = (sign for sign in address if not sign.isascii())
    return any(caseless(sign).isascii() for sign in others)


def validate_public_address(address: str) -> None:
    """Raise ValidationError unless `address` is one mailbox at a domain name (RFC 5321, 4.1.2).

    `user@localhost` and address literals such as `user@[192.0.2.1]` lead into the network of the mail server.
    Quoted local parts can hold a comma, which some mail programs read as a second recipient.
    """
    _has_valid_form(address)
    refuse_confusable(address)
    local, _, domain = address.rpartition("@")
    if '"' in local or domain.startswith("[") or len(local.encode()) > MAX_LOCAL_PART:
        raise ValidationError(_has_valid_form.message, code="invalid", params={"value": address})
