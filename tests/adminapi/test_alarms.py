"""An error of configuration reaches whoever can mend it, and not more often than they can bear."""

from collections.abc import Iterator
from datetime import timedelta
from unittest import mock

import pytest
from django.core import mail
from django.core.cache import cache

from accounts.models import User
from adminapi.alarms import TOLD, tell_operators
from tasks_app.pipeline.errors import ConfigurationError, RateLimitError
from tasks_app.providers import standing
from tasks_app.services import outcomes
from tests.conftest import member
from tests.tasks_app.make import NOW, begin, make_task, taken

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_been_told() -> Iterator[None]:
    cache.delete(TOLD)
    yield
    cache.delete(TOLD)


@pytest.fixture
def failed(owner: User) -> None:
    claim = taken(begin(make_task(owner)))
    outcomes.record_failure(claim=claim, error=ConfigurationError("The key was refused."), now=NOW)


def test_the_active_admins_are_told_once_an_hour(admin: User, failed: None) -> None:
    gone = member("gone@example.com", User.Role.ADMIN)
    User.objects.filter(pk=gone.pk).update(is_active=False)

    assert [tell_operators(now=NOW + timedelta(minutes=minutes)) for minutes in (1, 6, 11)] == [1, 0, 0]

    (sent,) = mail.outbox
    assert (sent.bcc, sent.to) == ([admin.email], [])
    assert "The key was refused." in sent.body
    assert "GEMINI_API_KEY" in sent.body


def test_the_admins_are_told_of_what_a_worker_was_refused_at_its_start(
    admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = standing.Refusal("Gemini has no model x: set GEMINI_MODEL.", NOW)
    monkeypatch.setattr(standing, "refusal", lambda: refused)
    assert tell_operators(now=NOW + timedelta(minutes=1)) == 1
    assert refused.message in mail.outbox[0].body
    assert "/admin/tasks_app/execution/" not in mail.outbox[0].body
    cache.delete(TOLD)
    assert tell_operators(now=NOW + timedelta(hours=2)) == 0


def test_a_mail_that_could_not_be_sent_is_sent_later(admin: User, failed: None) -> None:
    with mock.patch("django.core.mail.EmailMessage.send", side_effect=OSError), pytest.raises(OSError):
        tell_operators(now=NOW)
    assert tell_operators(now=NOW) == 1


def test_nobody_is_told_of_what_mends_itself_or_is_over(admin: User, owner: User, failed: None) -> None:
    assert tell_operators(now=NOW + timedelta(hours=2)) == 0
    outcomes.record_failure(claim=taken(begin(make_task(owner))), error=RateLimitError("busy"), now=NOW)
    assert tell_operators(now=NOW + timedelta(hours=2)) == 0
    assert mail.outbox == []
