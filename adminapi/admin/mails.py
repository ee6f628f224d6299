"""Preview of every mail that Torale writes, with example data. Nothing is sent, and no user's data is shown."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse

from accounts.mails import SUBJECTS
from notifications.messages import Event, Message, Source
from notifications.transports import email
from notifications.transports.email import Content

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
EXAMPLE = Message(
    event=Event.CONDITION_MET,
    occurred_at=NOW,
    task_id=UUID("550e8400-e29b-41d4-a716-446655440000"),
    task_name="iPhone release",
    search_query="When is the next iPhone being released?",
    condition_description="Apple has announced a specific date",
    task_url=f"{settings.PUBLIC_URL}/tasks/550e8400-e29b-41d4-a716-446655440000",
    execution_id=UUID("770e8400-e29b-41d4-a716-446655440000"),
    text="The next iPhone comes out on 18 September 2026.",
    answer="Apple announced on 9 September that the next iPhone is sold from 18 September 2026.",
    reasoning="Apple's own page names the day.",
    sources=(Source("https://www.apple.com/newsroom/", "Apple Newsroom"), Source("https://example.org/a")),
    confidence=95,
    next_run=NOW + timedelta(days=1),
)
REASON = "The page could not be reached."
FAILING = replace(EXAMPLE, event=Event.FAILING, text=REASON, answer="", reasoning="", sources=(), confidence=None)
RECOVERED = replace(FAILING, event=Event.RECOVERED, text="The task is being checked again.")
DISABLED = {"url": "https://receiver.example/hook", "reason": "It has answered with errors alone for five days."}
LINK = f"{settings.PUBLIC_URL}/example"

FACTS = {
    "url": LINK,
    "email": "you@example.com",
    "name": "laptop",
    "prefix": "sk_Ab3dEf9h…",
    "new_address": "new@example.com",
    "address": "192.0.2.7",
    "browser": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
}


@dataclass(frozen=True)
class Mail:
    """A kind of mail. `when` says why somebody gets it; `html` is empty for mails of plain text."""

    name: str
    when: str
    subject: str
    text: str
    html: str = ""


def mails() -> Iterator[Mail]:
    yield _of_notifications("Condition met", "A task has found something to tell.", email.about_task(EXAMPLE))
    yield _of_notifications("Failing", "A task could not be checked three times in a row.", email.about_task(FAILING))
    yield _of_notifications("Recovered", "A task that failed is checked again.", email.about_task(RECOVERED))
    several = [EXAMPLE, replace(EXAMPLE, task_name="Concert", text="Tickets are on sale."), FAILING]
    yield _of_notifications("Digest", "More was found than one address is sent mails.", email.digest(several))
    yield _of_notifications("Confirmation", "Mail shall go to an address of somebody else's.", email.confirmation(LINK))
    yield _of_notifications("Webhook disabled", "A webhook has only failed.", email.webhook_disabled(DISABLED))
    yield _of_accounts("Sign up", "Somebody opens an account.", "sign_up")
    yield _of_accounts("Sign up, known", "Somebody who has an account opens one.", "sign_up_known")
    yield _of_accounts("Password reset", "Somebody has forgotten a password.", "password_reset")
    yield _of_accounts("New password", "A password was changed.", "new_password")
    yield _of_accounts("New API key", "A key was made.", "new_key")
    yield _of_accounts("New address", "An account got another address; it goes to the former one.", "new_address")
    yield _of_accounts("New place", "Somebody signed in from a browser that is not known.", "new_sign_in")


def _of_notifications(name: str, when: str, content: Content) -> Mail:
    return Mail(name, when, content.subject, content.as_text(LINK), content.as_html(LINK))


def _of_accounts(name: str, when: str, template: str) -> Mail:
    text = render_to_string(f"accounts/email/{template}.txt", FACTS)
    return Mail(name, when, SUBJECTS[template], text.strip())


def page(request: HttpRequest) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": "Mails", "mails": list(mails())}
    return TemplateResponse(request, "adminapi/mails.html", context)
