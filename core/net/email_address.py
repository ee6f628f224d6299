"""Email addresses to which the public mail system can deliver."""

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

# RFC 5321, 4.5.3.1.1, in octets.
MAX_LOCAL_PART = 64
_has_valid_form = EmailValidator(allowlist=[])


def validate_public_address(address: str) -> None:
    """Raise ValidationError unless `address` is one mailbox at a domain name (RFC 5321, 4.1.2).

    `user@localhost` and address literals such as `user@[192.0.2.1]` lead into the network of the mail server.
    Quoted local parts can hold a comma, which some mail programs read as a second recipient.
    """
    _has_valid_form(address)
    local, _, domain = address.rpartition("@")
    if '"' in local or domain.startswith("[") or len(local.encode()) > MAX_LOCAL_PART:
        raise ValidationError(_has_valid_form.message, code="invalid", params={"value": address})
