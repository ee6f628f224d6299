"""Send mails through Django's configured backend."""

import smtplib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from notifications import links
from notifications.messages import Event, Message, Source
from notifications.models import EmailAddress, Notification
from notifications.transports.result import DeliveryError, Receipt

CONFIRMATION_SUBJECT = "Please confirm: notifications from Torale to this address"
WEBHOOK_DISABLED_SUBJECT = "Your webhook has been disabled"
DIGEST_SUBJECT = "{} notifications that came too fast for one mail each"
EXCERPT_LENGTH = 300


def send(notification: Notification, *, now: datetime) -> Receipt:
    """Send one mail. Raises DeliveryError. A mail sent again has the same Message-ID, so that readers can tell."""
    if notification.email is None:
        raise DeliveryError("The address was removed.", permanent=True)
    mail = compose(notification, notification.email)
    try:
        mail.send()
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise classified(error) from error
    return Receipt()


@dataclass(frozen=True)
class Content:
    """Content of a mail: its subject, and a pair of templates for text and HTML."""

    subject: str
    template: str
    context: dict[str, Any]

    def as_text(self, unsubscribe_url: str) -> str:
        return self._rendered("txt", unsubscribe_url).strip() + "\n"

    def as_html(self, unsubscribe_url: str) -> str:
        return self._rendered("html", unsubscribe_url)

    def _rendered(self, kind: str, unsubscribe_url: str) -> str:
        context = {**self.context, "unsubscribe_url": unsubscribe_url}
        return render_to_string(f"notifications/email/{self.template}.{kind}", context)


def compose(notification: Notification, email: EmailAddress) -> EmailMultiAlternatives:
    """Return the mail with a body as text and as HTML."""
    unsubscribe_url = links.unsubscribe_url(email.id)
    content = _content(notification, email)
    mail = EmailMultiAlternatives(
        subject=content.subject,
        body=content.as_text(unsubscribe_url),
        to=[email.address],
        headers={
            "Message-ID": f"<{notification.id}@{_own_domain()}>",
            "Auto-Submitted": "auto-generated",
            # RFC 8058: unsubscribe by one click in the mail reader.
            "List-Unsubscribe": f"<{unsubscribe_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    mail.attach_alternative(content.as_html(unsubscribe_url), "text/html")
    return mail


def _content(notification: Notification, email: EmailAddress) -> Content:
    match notification.event:
        case Event.CONFIRMATION:
            return confirmation(links.confirm_url(email.id))
        case Event.DIGEST:
            parts = notification.parts.filter(status=Notification.Status.PENDING).order_by("created_at", "id")
            return digest([part.message for part in parts])
        case Event.WEBHOOK_DISABLED:
            return webhook_disabled(notification.payload)
    return about_task(notification.message)


def confirmation(confirm_url: str) -> Content:
    context = {"confirm_url": confirm_url, "days": links.CONFIRMATION_VALIDITY.days}
    return Content(CONFIRMATION_SUBJECT, "confirmation", context)


def digest(messages: Sequence[Message]) -> Content:
    return Content(DIGEST_SUBJECT.format(len(messages)), "digest", {"messages": messages})


def webhook_disabled(payload: Mapping[str, Any]) -> Content:
    context = {**payload, "public_url": settings.PUBLIC_URL}
    return Content(WEBHOOK_DISABLED_SUBJECT, "webhook_disabled", context)


def about_task(message: Message) -> Content:
    sources = [{"title": _title(source), "url": source.url, "is_link": _is_web(source)} for source in message.sources]
    return Content(message.subject(), "message", {"message": message, "sources": sources})


def _title(source: Source) -> str:
    return source.title or urlsplit(source.url).hostname or source.url


def _is_web(source: Source) -> bool:
    return source.url.lower().startswith(("https://", "http://"))


def _own_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


def classified(error: Exception) -> DeliveryError:
    """Return the DeliveryError for `error`. A refused sender or sign-in is retried: an operator can mend it."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, text = next(iter(error.recipients.values()))
            return _refused("The mail server refused the address", code, text)
        case smtplib.SMTPDataError():
            return _refused("The mail server refused the mail", error.smtp_code, error.smtp_error)
        case smtplib.SMTPResponseException():
            return DeliveryError(f"The mail server does not work for Torale ({error.smtp_code}).")
        case ValueError():
            return DeliveryError("No mail can be made for this address.", permanent=True)
        case _:
            return DeliveryError(f"The mail server cannot be reached ({type(error).__name__}).")


def _refused(what: str, code: int, text: bytes | str) -> DeliveryError:
    """Return the DeliveryError for an SMTP answer. An answer of 5xx is final (RFC 5321, 4.2.1)."""
    answer = text.decode(errors="replace") if isinstance(text, bytes) else text
    return DeliveryError(
        f"{what}: {code} {answer[:EXCERPT_LENGTH]}",
        permanent=500 <= code < 600,
        status_code=code,
        excerpt=answer[:EXCERPT_LENGTH],
    )
