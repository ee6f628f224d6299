"""Canonical mailbox of an email address, by its spelling alone."""

from core.net.email_address import caseless

# Two names of one provider, which ignores dots before the @.
GMAIL = frozenset(("gmail.com", "googlemail.com"))


def mailbox_of(address: str) -> str:
    """Return `address` without what a sender may vary: letter case, forms of letters, and what follows a plus.

    `Victim+1@Example.com` is `victim@example.com` (subaddressing, RFC 5233). For counting, not for sending.
    """
    local, _, domain = caseless(address.strip()).rpartition("@")
    domain = domain.rstrip(".")
    base = local.partition("+")[0] or local
    if domain in GMAIL:
        return f"{base.replace('.', '')}@gmail.com"
    return f"{base}@{domain}"
