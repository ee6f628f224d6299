"""The alerts of one person: which are unread, and who may follow them by a feed."""

from datetime import timedelta

import pytest

from accounts.models import User
from tasks_app.models import AlertReader
from tasks_app.pipeline.types import Verdict
from tasks_app.selectors.alerts import alerts, count_unread
from tasks_app.services import alerts as reading
from tests.tasks_app.make import NOW, make_task
from tests.tasks_app.test_overview import look

pytestmark = pytest.mark.django_db


def unread(owner: User) -> list[bool]:
    return [alert.is_unread for alert in alerts(owner.pk, start=0, end=50)]


def test_alerts_are_unread_until_they_are_marked(owner: User, stranger: User) -> None:
    task = make_task(owner)
    for hours in (1, 2, 3):
        look(task, Verdict.MET, hours=hours)
    look(task, Verdict.NOT_MET, hours=4)
    assert (unread(owner), count_unread(owner.pk)) == ([True] * 3, 3)

    reading.mark_read(user=owner, until=NOW + timedelta(hours=2), now=NOW + timedelta(days=1))
    assert (unread(owner), count_unread(owner.pk)) == ([True, False, False], 1)

    reading.mark_read(user=owner, until=NOW, now=NOW + timedelta(days=1))
    assert unread(owner) == [True, False, False], "the marker went back"
    assert (unread(stranger), count_unread(stranger.pk)) == ([], 0)


def test_what_is_still_to_come_stays_unread(owner: User) -> None:
    reading.mark_read(user=owner, until=NOW + timedelta(days=365), now=NOW)
    look(make_task(owner), Verdict.MET, hours=1)
    assert unread(owner) == [True]


def test_a_feed_is_opened_by_its_newest_token_alone(owner: User) -> None:
    first = reading.renew_feed(user=owner, now=NOW)
    second = reading.renew_feed(user=owner, now=NOW)

    def readers(token: str) -> list[User]:
        return [reader.user for reader in AlertReader.objects.by_token(token)]

    assert [readers(first), readers(second), readers(""), readers("\ud800")] == [[], [owner], [], []]
    assert second.encode() not in bytes(AlertReader.objects.get().feed_digest or b"")

    User.objects.update(is_active=False)
    assert readers(second) == []
    User.objects.update(is_active=True)
    reading.close_feed(user=owner)
    assert readers(second) == []
