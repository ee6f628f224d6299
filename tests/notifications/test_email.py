"""Mails, sent through Django's SMTP backend to a real mail server."""

import smtplib
from email.message import EmailMessage
from typing import Any

import pytest

from accounts.models import User
from notifications import links
from notifications.messages import Event, Source
from notifications.models import EmailAddress, Notification
from notifications.retries import WAITS
from notifications.services import addresses, delivery
from notifications.transports.email import classified
from tests.doubles.smtp import MailServer
from tests.notifications.make import Clock, deliver, email_to, record

FOREIGN = "bob@example.com"
HOSTILE = '<script>alert(1)</script><img src="https://evil.example/pixel">'


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def tell(owner: User, clock: Clock, **fields: Any) -> Notification:
    return deliver(record(owner, email_to(owner), now=clock(), **fields), clock)


def test_a_mail_says_first_what_happened(owner: User, clock: Clock, mail_server: MailServer) -> None:
    notification = tell(owner, clock)
    [mail] = mail_server.mails
    message = notification.message
    assert (notification.status, mail_server.recipients) == ("sent", [owner.email])
    assert mail["Subject"] == message.text, "it holds the name already"
    assert part(mail, "plain").startswith(message.text)
    for kind in ("plain", "html"):
        text = part(mail, kind)
        assert text.index(message.text) < text.index(message.answer) < text.index("Apple Newsroom")
        assert "https://www.apple.com/newsroom/" in text
        assert message.task_url in text
        assert "Next check: " in text
        assert message.condition_description in text


def test_a_mail_links_to_the_searches_at_google(owner: User, clock: Clock, mail_server: MailServer) -> None:
    search = Source(url="https://www.google.com/search?q=iphone", title="next iphone <date>")
    tell(owner, clock, searches=(search,))
    [mail] = mail_server.mails
    assert f'href="{search.url}"' in part(mail, "html")
    assert "next iphone &lt;date&gt;" in part(mail, "html")
    assert f"- {search.title}: {search.url}" in part(mail, "plain")


@pytest.mark.parametrize("event", [Event.FAILING, Event.RECOVERED])
def test_a_mail_about_trouble_says_why(owner: User, clock: Clock, mail_server: MailServer, event: Event) -> None:
    tell(owner, clock, event=event, text="The page cannot be reached.", answer="", sources=(), reasoning="")
    [mail] = mail_server.mails
    assert "The page cannot be reached." in part(mail, "plain")
    assert "Sources" not in part(mail, "html")


def test_hostile_text_is_shown_and_not_run(owner: User, clock: Clock, mail_server: MailServer) -> None:
    hostile = dict.fromkeys(
        ("task_name", "search_query", "condition_description", "text", "answer", "reasoning"), HOSTILE
    )
    sources = (Source("javascript:alert(1)", HOSTILE), Source('https://x.example/"onmouseover="alert(1)', ""))
    tell(owner, clock, sources=sources, **hostile)
    html = part(mail_server.mails[0], "html")
    assert "&lt;script&gt;" in html
    assert "<script" not in html
    assert "<img" not in html
    assert "javascript:" not in html
    assert '"onmouseover' not in html


def test_headers_cannot_be_injected(owner: User, clock: Clock, mail_server: MailServer) -> None:
    tell(owner, clock, task_name="News\r\nBcc: eve@example.com\r\n\r\nBody", text="x" * 400)
    [mail] = mail_server.mails
    assert mail["Bcc"] is None
    assert mail_server.recipients == [owner.email]
    assert len(mail["Subject"].strip()) == 150


def test_every_mail_can_be_unsubscribed_from_with_one_click(
    owner: User, clock: Clock, mail_server: MailServer, client: Any, settings: Any
) -> None:
    email_to(owner, FOREIGN)
    deliver(Notification.objects.get(event=Event.CONFIRMATION), clock)
    tell(owner, clock)
    assert len(mail_server.mails) == 2
    for mail in mail_server.mails:
        url = mail["List-Unsubscribe"].strip(" <>")
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert url in part(mail, "plain")
        client.post(url.removeprefix(settings.PUBLIC_URL), {"List-Unsubscribe": "One-Click"})
    assert not EmailAddress.objects.filter(unsubscribed_at=None).exists()


def test_long_headers_arrive_as_they_were_written(owner: User, clock: Clock, mail_server: MailServer) -> None:
    notification = tell(owner, clock)
    [raw] = mail_server.raw
    assert notification.email is not None
    assert f"\r\nMessage-ID: <{notification.id}@127.0.0.1>\r\n".encode() in raw
    assert f" <{links.unsubscribe_url(notification.email.id)}>\r\n".encode() in raw


def test_a_mail_that_is_sent_again_has_the_same_message_id(owner: User, clock: Clock, mail_server: MailServer) -> None:
    mail_server.answers["DATA"] = "451 try later"
    notification = tell(owner, clock)
    mail_server.answers.clear()
    clock.now += WAITS[0] * 2
    deliver(notification, clock)
    assert [mail["Message-ID"] for mail in mail_server.mails] == [f"<{notification.id}@127.0.0.1>"]


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_mail_that_is_refused_for_good_is_not_sent_again(
    owner: User, clock: Clock, mail_server: MailServer, command: str
) -> None:
    mail_server.answers[command] = "550 no such user here"
    notification = tell(owner, clock)
    assert notification.status == "failed"
    assert "550 no such user here" in notification.error_message
    assert notification.attempts.get().status_code == 550


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_mail_that_is_refused_for_now_is_retried(
    owner: User, clock: Clock, mail_server: MailServer, command: str
) -> None:
    mail_server.answers[command] = "451 greylisted"
    notification = tell(owner, clock)
    assert notification.status == "pending"
    assert notification.next_attempt_at is not None
    assert notification.next_attempt_at >= clock() + WAITS[0]
    assert "451 greylisted" in notification.error_message


def test_a_mail_server_that_is_away_is_tried_again(owner: User, clock: Clock, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    notification = tell(owner, clock)
    assert (notification.status, notification.error_message) == (
        "pending",
        "The mail server cannot be reached (ConnectionRefusedError).",
    )


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPAuthenticationError(535, b"user torale, password hunter2"),
        smtplib.SMTPSenderRefused(550, b"hunter2", "torale@example.com"),
        smtplib.SMTPServerDisconnected("hunter2"),
        TimeoutError("hunter2"),
    ],
)
def test_what_the_operator_must_mend_is_retried_and_not_shown(error: Exception) -> None:
    failure = classified(error)
    assert not failure.permanent
    assert "hunter2" not in failure.reason


def test_a_foreign_address_gets_nothing_but_a_question_until_it_is_confirmed(
    owner: User, clock: Clock, mail_server: MailServer
) -> None:
    channels = email_to(owner, FOREIGN)
    notification = deliver(record(owner, channels, now=clock(), text="secret user text"), clock)
    assert notification.error_message == "Waiting for the address to be confirmed."
    assert (notification.status, notification.attempt_count) == ("pending", 0)
    assert notification.next_attempt_at is not None
    assert notification.next_attempt_at > clock() + WAITS[-1], "it is not tried over and over"
    assert mail_server.raw == []

    question = deliver(Notification.objects.get(event=Event.CONFIRMATION), clock)
    assert question.status == "sent"
    assert channels.email is not None
    addresses.confirm(email_id=channels.email.id, now=clock())
    assert deliver(notification, clock).status == "sent"
    asked, told = mail_server.mails
    assert "secret user text" not in asked.as_string()
    assert owner.email not in asked.as_string()
    assert "secret user text" in part(told, "plain")


def test_what_waits_for_a_confirmation_that_never_comes_fails_in_the_end(
    owner: User, clock: Clock, mail_server: MailServer
) -> None:
    notification = deliver(record(owner, email_to(owner, FOREIGN), now=clock()), clock)
    assert notification.next_attempt_at is not None
    clock.now = notification.next_attempt_at
    assert deliver(notification, clock).status == "failed"
    assert notification.error_message == "The address was not confirmed in time."
    assert mail_server.raw == []


def test_a_confirmation_while_a_worker_looks_is_not_overlooked(
    owner: User, clock: Clock, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    notification = record(owner, email_to(owner, FOREIGN), now=clock())
    email = EmailAddress.objects.get()

    def confirmed_meanwhile(*_: object) -> bool:
        addresses.confirm(email_id=email.id, now=clock())
        return True

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(delivery, "_needs_consent", confirmed_meanwhile)
        deliver(notification, clock)
    assert deliver(notification, clock).status == "sent"


def test_nothing_is_sent_to_who_has_unsubscribed(owner: User, clock: Clock, mail_server: MailServer) -> None:
    channels = email_to(owner)
    assert channels.email is not None
    notification = record(owner, channels, now=clock())
    addresses.unsubscribe(email_id=channels.email.id, now=clock())
    assert deliver(notification, clock).error_message == "The reader of this address has unsubscribed."
    assert notification.status == "cancelled"
    assert mail_server.raw == []
