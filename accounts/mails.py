"""Mails about accounts: sign-up, new passwords and security notices.

A page that requests a mail answers alike with or without an account, so that nobody learns who has one.
"""

import hashlib
from datetime import timedelta
from email.utils import make_msgid, parseaddr

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from accounts import links
from accounts.models import SecurityNotice, User

# Pause between mails, so that nobody can fill another person's mailbox.
PAUSE = timedelta(minutes=2)
SIGN_UP, RESET = "sign_up", "reset"
SUBJECTS = {
    "sign_up": "Finish signing up for Torale",
    "sign_up_known": "You have a Torale account",
    "password_reset": "Set your Torale password",
    "new_password": "Your Torale password was changed",
    "new_key": "A new API key for your Torale account",
    "new_address": "Your Torale account has a new address",
    "new_sign_in": "A sign-in to your Torale account from a new place",
}


def send_sign_up(email: str) -> None:
    """Send the link that opens an account, or a note that there is one. Raises what the mail server raises."""
    if User.objects.filter(email=email).exists():
        _send(email, SIGN_UP, "sign_up_known", {"url": settings.PUBLIC_URL})
    else:
        _send(email, SIGN_UP, "sign_up", {"url": links.sign_up_url(email)})


def send_reset(email: str) -> None:
    """Send the link that sets a new password, if there is an account that signs in by password."""
    user = User.objects.filter(email=email, is_active=True).first()
    if user and _signs_in_here(user):
        _send(email, RESET, "password_reset", {"url": links.reset_url(user)})


def send_notice(notice: SecurityNotice) -> None:
    """Tell the owner what happened to the account (`accounts.notices`). Raises what the mail server raises.

    Sent again, it has the same `Message-ID`.
    """
    context = {"url": settings.PUBLIC_URL, **notice.facts}
    _compose(notice.recipient, notice.kind, context, message_id=f"<{notice.pk}@{_own_domain()}>").send()


def _signs_in_here(user: User) -> bool:
    """Return False for users who sign in at Clerk only."""
    return user.clerk_user_id is None or user.has_usable_password()


def _send(email: str, kind: str, template: str, context: dict[str, str]) -> None:
    sent_lately = f"account-mail:{kind}:{hashlib.sha256(email.encode()).hexdigest()}"
    if not cache.add(sent_lately, True, PAUSE.total_seconds()):
        return
    try:
        _compose(email, template, context).send()
    except Exception:
        cache.delete(sent_lately)
        raise


def _own_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


def _compose(email: str, template: str, context: dict[str, str], *, message_id: str | None = None) -> EmailMessage:
    return EmailMessage(
        subject=SUBJECTS[template],
        body=render_to_string(f"accounts/email/{template}.txt", {**context, "email": email}).strip() + "\n",
        to=[email],
        headers={"Message-ID": message_id or make_msgid(domain=_own_domain()), "Auto-Submitted": "auto-generated"},
    )
