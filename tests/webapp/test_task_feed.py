"""The RSS feed of a public task, read by a feed reader."""

import uuid
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from tasks_app.models import Execution, Task
from tasks_app.pipeline.types import Verdict
from tasks_app.services import outcomes, sharing
from tests.tasks_app.make import NOW, begin, make_task, outcome, taken
from webapp.pages import feeds as pages

SITE = "https://torale.example"
HOSTILE = '<script>alert(1)</script> & "quoted" \x08\x1b\ufffe\uffff ünïcode 🚀 ]]>'


@pytest.fixture(autouse=True)
def _public_url(settings: Settings) -> None:
    settings.PUBLIC_URL = SITE


@pytest.fixture
def task(owner: User) -> Task:
    task = make_task(owner)
    return sharing.set_visibility(owner=owner, task_id=task.pk, is_public=True, now=NOW)


def told(task: Task, text: str = "It is out.", *, minutes: int = 0, **fields: Any) -> Execution:
    now = NOW + timedelta(minutes=minutes)
    ended = outcome(Verdict.MET, now=now, notification=text)
    execution = begin(task, now=now)
    outcomes.record_outcome(claim=taken(execution, now=now), outcome=ended, now=now)
    Execution.objects.filter(pk=execution.pk).update(**fields)
    return execution


def read(client: Client, task: Task) -> Any:
    answer = client.get(f"/tasks/{task.pk}/rss")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/rss+xml")
    ElementTree.fromstring(answer.content)
    feed = feedparser.parse(answer.content)
    assert not feed.bozo, feed.bozo_exception
    assert feed.version == "rss20"
    return feed


def test_a_feed_tells_what_the_task_has_told_the_newest_first(client: Client, task: Task) -> None:
    first, second = told(task), told(task, "It is out\n in red, too.", minutes=1)
    feed = read(client, task)

    assert (feed.feed.title, feed.feed.link) == (task.name, f"{SITE}/tasks/{task.pk}")
    assert feed.feed.subtitle == task.condition_description
    assert [entry.title for entry in feed.entries] == ["It is out in red, too.", "It is out."]
    newest = feed.entries[0]
    assert newest.link == f"{SITE}/tasks/{task.pk}#{second.pk}"
    assert [entry.id for entry in feed.entries] == [second.pk.urn, first.pk.urn]
    assert newest.published_parsed[:5] == (2026, 3, 1, 12, 1)
    assert "An answer" in newest.summary
    assert 'href="https://apple.example/news"' in newest.summary


def test_guids_stay_when_everything_else_changes(client: Client, task: Task, settings: Settings) -> None:
    told(task)
    before = read(client, task).entries[0].id
    settings.PUBLIC_URL = "https://moved.example"
    Task.objects.update(name="Renamed")
    assert read(client, task).entries[0].id == before


def test_what_was_found_and_told_nobody_is_not_in_the_feed(client: Client, task: Task) -> None:
    told(task, notification=None)
    told(task, minutes=1, condition_met=None, notification=None)
    assert read(client, task).entries == []


def test_hostile_text_is_text(client: Client, task: Task) -> None:
    sources = [
        {"uri": "javascript:alert(1)", "title": "click"},
        {"uri": "https://a.example/?a=1&b=2", "title": HOSTILE},
    ]
    told(task, result={"answer": HOSTILE.replace("\x00", "")}, notification=HOSTILE, grounding_sources=sources)
    Task.objects.update(name=HOSTILE, condition_description=HOSTILE)
    answer = client.get(f"/tasks/{task.pk}/rss").content.decode()
    item = ElementTree.fromstring(answer).find("channel/item")
    assert item is not None
    description = item.findtext("description") or ""

    assert read(client, task).entries[0].id
    assert item.findtext("title") == '<script>alert(1)</script> & "quoted" ünïcode 🚀 ]]>'
    assert "<script" not in description
    assert "&lt;script&gt;" in description
    assert "javascript:" not in description
    assert 'href="https://a.example/?a=1&amp;b=2"' in description


def test_a_feed_is_bounded(client: Client, task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "LENGTH", 2)
    for minutes in range(3):
        told(task, minutes=minutes)
    assert len(read(client, task).entries) == 2


def test_a_reader_that_has_it_already_is_not_sent_it_again(client: Client, task: Task) -> None:
    told(task)
    etag = client.get(f"/tasks/{task.pk}/rss")["ETag"]
    assert client.get(f"/tasks/{task.pk}/rss", headers={"If-None-Match": etag}).status_code == 304
    told(task, minutes=1)
    assert client.get(f"/tasks/{task.pk}/rss", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("whose", ["owner", "nobody"])
def test_only_public_tasks_have_a_feed(client: Client, owner: User, whose: str) -> None:
    if whose == "owner":
        client.force_login(owner)
    assert client.get(f"/tasks/{make_task(owner).pk}/rss").status_code == 404
    assert client.get(f"/tasks/{uuid.uuid4()}/rss").status_code == 404


@pytest.mark.parametrize("items", [1, 5])
def test_a_feed_takes_two_queries(client: Client, task: Task, items: int, django_assert_num_queries: Any) -> None:
    for minutes in range(items):
        told(task, minutes=minutes)
    with django_assert_num_queries(2):
        client.get(f"/tasks/{task.pk}/rss")
