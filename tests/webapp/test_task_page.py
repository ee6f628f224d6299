"""The page of a task: for whom it opens, what it says, and that it says it harmlessly."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from core.web.middleware import CONTENT_SECURITY_POLICY
from notifications.services import ChannelConfigs
from tasks_app.models import Execution, Task
from tasks_app.pipeline import errors
from tasks_app.pipeline.types import Verdict
from tasks_app.selectors.overview import Result
from tasks_app.services import outcomes, sharing, view_counts
from tests.tasks_app.make import NOW, begin, make_task, outcome, taken
from webapp import timeline
from webapp.pages import task as pages
from webapp.timeline import Link


@pytest.fixture(autouse=True)
def _own_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view_counts, "KEY", f"torale:views:{uuid.uuid4()}")


@pytest.fixture
def task(owner: User) -> Task:
    return make_task(owner, channels=ChannelConfigs(email="reader@example.com"))


def shared(task: Task) -> Task:
    return sharing.set_visibility(owner=task.owner, task_id=task.pk, is_public=True, now=NOW)


def found(
    task: Task, verdict: Verdict, *, seconds: float = 4, minutes: int = 0, suggestions: str | None = None
) -> Execution:
    now = NOW + timedelta(minutes=minutes)
    execution = begin(task, now=now)
    gave = outcome(verdict, search_suggestions=suggestions)
    outcomes.record_outcome(claim=taken(execution, now=now), outcome=gave, now=now + timedelta(seconds=seconds))
    execution.refresh_from_db()
    return execution


def failed(task: Task) -> None:
    wrong = errors.ConfigurationError("The key was rejected")
    outcomes.record_failure(claim=taken(begin(task)), error=wrong, now=NOW)


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


# ── For whom ─────────────────────────────────────────────────────────────────────────────────────


def test_anybody_sees_a_public_task(client: Client, task: Task) -> None:
    shared(task)
    found(task, Verdict.MET)
    page = text(client, f"/tasks/{task.pk}")

    for said in (task.name, task.search_query, task.condition_description, "It is out.", "An answer", "News"):
        assert said in page
    assert f'href="/tasks/{task.pk}/rss"' in page
    assert f'href="/tasks/{task.pk}/fork"' in page
    assert "reader@example.com" not in page


def test_the_owner_sees_a_private_task_its_channels_and_its_errors(client: Client, owner: User, task: Task) -> None:
    failed(task)
    client.force_login(owner)
    page = text(client, f"/tasks/{task.pk}")

    assert "Only you see this" in page
    assert "reader@example.com" in page
    assert "The key was rejected" in page
    assert "/rss" not in page


def test_others_do_not_see_what_went_wrong(client: Client, task: Task) -> None:
    failed(shared(task))
    page = text(client, f"/tasks/{task.pk}")
    assert "Failed" in page
    assert "The key was rejected" not in page


def test_nobody_learns_whether_a_private_task_exists(client: Client, stranger: User, task: Task) -> None:
    paths = [f"/tasks/{task.pk}", f"/tasks/{uuid.uuid4()}"]
    for path in paths:
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, f"/login?next={path}")
        opened = client.get(path, headers={"Sec-Fetch-Site": "cross-site"})
        assert opened.status_code == 200
        assert f'content="0; url={path}?again"' in opened.content.decode()
        again = client.get(f"{path}?again", headers={"Sec-Fetch-Site": "cross-site"})
        assert (again.status_code, again["Location"]) == (302, f"/login?next={path}")
    client.force_login(stranger)
    assert [client.get(path).status_code for path in paths] == [404, 404]


def test_a_deactivated_users_public_task_is_not_shown(client: Client, stranger: User, task: Task) -> None:
    shared(task)
    User.objects.filter(pk=task.owner_id).update(is_active=False)
    assert client.get(f"/tasks/{task.pk}").status_code == 302
    client.force_login(stranger)
    assert client.get(f"/tasks/{task.pk}").status_code == 404


def test_no_cache_keeps_the_page(client: Client, task: Task) -> None:
    assert "no-store" in client.get(f"/tasks/{shared(task).pk}")["Cache-Control"]


# ── What it says ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("state", "said"),
    [("active", "2026-03-01 12:01:00 UTC"), ("paused", "none while it is paused"), ("completed", "settled")],
)
def test_the_page_says_when_it_looks_again(client: Client, owner: User, state: str, said: str) -> None:
    assert said in text(client, f"/tasks/{shared(make_task(owner, state=state)).pk}")


def test_a_page_without_executions_says_so(client: Client, task: Task) -> None:
    assert "it has not been checked" in text(client, f"/tasks/{shared(task).pk}")


@pytest.mark.parametrize("executions", [1, 10])
def test_a_page_takes_two_queries(client: Client, task: Task, executions: int, django_assert_num_queries: Any) -> None:
    shared(task)
    for minutes in range(executions):
        found(task, Verdict.NOT_MET, minutes=minutes)
    with django_assert_num_queries(2):
        text(client, f"/tasks/{task.pk}")


def test_a_page_is_bounded(client: Client, task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SHOWN_EXECUTIONS", 2)
    shared(task)
    for minutes in range(3):
        found(task, Verdict.NOT_MET, minutes=minutes)
    page = text(client, f"/tasks/{task.pk}")
    assert len(re.findall(r'<li class="entry', page)) == 2
    assert "the newest 2" in page


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"status": "success", "condition_met": True}, Result.MET),
        ({"status": "success", "condition_met": False}, Result.NOT_MET),
        ({"status": "success", "condition_met": None}, Result.UNCLEAR),
        ({"status": "failed"}, Result.FAILED),
        ({"status": "cancelled"}, Result.CANCELLED),
        ({"status": "pending"}, Result.OPEN),
        ({"status": "retrying"}, Result.OPEN),
    ],
)
def test_each_execution_is_shown_as_what_came_of_it(fields: dict[str, Any], result: Result) -> None:
    assert timeline.entry(Execution(started_at=NOW, **fields), for_owner=True).result is result


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        ("https://www.apple.example/a?b=c", Link("Title", "https://www.apple.example/a?b=c", "apple.example")),
        ("HTTP://a.example/", Link("Title", "HTTP://a.example/", "a.example")),
        ("javascript:alert(1)", Link("Title", None, "")),
        (" javascript:alert(1)", Link("Title", None, "")),
        ("data:text/html,x", Link("Title", None, "")),
        ("https:///nowhere", Link("Title", None, "")),
        ("//a.example/", Link("Title", None, "")),
        ("https://[bad/", Link("Title", None, "")),
    ],
)
def test_only_web_pages_are_linked(uri: str, shown: Link) -> None:
    assert timeline.links([{"uri": uri, "title": "Title"}]) == (shown,)


@pytest.mark.parametrize("sources", [None, {}, "x", [1, None, {}, {"uri": 1}, {"title": "t"}]])
def test_sources_that_are_none_are_left_out(sources: object) -> None:
    assert timeline.links(sources) == ()


def test_a_source_without_a_title_is_called_by_its_host() -> None:
    assert timeline.links([{"uri": "https://www.a.example/x"}]) == (Link("a.example", "https://www.a.example/x", ""),)


def test_the_chart_draws_durations_the_oldest_first_and_says_the_same_in_words(task: Task) -> None:
    ended = [found(task, Verdict.NOT_MET, seconds=2), found(task, Verdict.MET, seconds=4, minutes=1)]
    chart = timeline.chart([timeline.entry(execution, for_owner=True) for execution in reversed(ended)])

    assert chart is not None
    assert [(bar.x, bar.height, bar.result) for bar in chart.bars] == [(0, 22.0, Result.NOT_MET), (8, 40.0, Result.MET)]
    assert chart.words == "The last 2: 1 condition met, 1 not met; usually in 3.0\N{NO-BREAK SPACE}s."


@pytest.mark.parametrize(("milliseconds", "words"), [(0, "0.0 s"), (59_949, "59.9 s"), (65_000, "1 min 5 s")])
def test_a_duration_is_said_in_words(milliseconds: int, words: str) -> None:
    assert timeline.in_words(milliseconds).replace("\N{NO-BREAK SPACE}", " ") == words


def test_too_little_is_not_drawn(task: Task) -> None:
    assert timeline.chart([timeline.entry(found(task, Verdict.MET), for_owner=True)]) is None


# ── Forking ──────────────────────────────────────────────────────────────────────────────────────


def test_forking_needs_a_session_whether_there_is_a_task_or_not(client: Client, task: Task) -> None:
    for path in (f"/tasks/{task.pk}/fork", f"/tasks/{uuid.uuid4()}/fork"):
        for answer in (client.get(path), client.post(path)):
            assert (answer.status_code, answer["Location"]) == (302, f"/login?next={path}")
    assert Task.objects.count() == 1


@pytest.mark.parametrize(("typed", "name"), [("", "iPhone (Copy)"), (" Mine ", "Mine")])
def test_a_fork_is_made_and_shown(client: Client, stranger: User, task: Task, typed: str, name: str) -> None:
    client.force_login(stranger)
    path = f"/tasks/{shared(task).pk}/fork"
    assert "iPhone (Copy)" in text(client, path)

    answer = client.post(path, {"name": typed}, follow=True)
    made = Task.objects.owned_by(stranger).get()
    assert (made.name, answer.redirect_chain) == (name, [(f"/tasks/{made.pk}", 302)])
    assert "private, and paused" in answer.content.decode()


def test_a_name_that_is_taken_is_said_on_the_form(client: Client, stranger: User, task: Task) -> None:
    client.force_login(stranger)
    make_task(stranger, name="Mine")
    answer = client.post(f"/tasks/{shared(task).pk}/fork", {"name": "Mine"})
    assert "You already have a task named “Mine”" in answer.content.decode()
    assert Task.objects.owned_by(stranger).count() == 1


def test_a_private_task_of_others_cannot_be_forked(client: Client, stranger: User, task: Task) -> None:
    client.force_login(stranger)
    path = f"/tasks/{task.pk}/fork"
    assert (client.get(path).status_code, client.post(path).status_code) == (404, 404)


def test_a_fork_from_another_site_is_refused(stranger: User, task: Task) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(stranger)
    assert client.post(f"/tasks/{shared(task).pk}/fork").status_code == 403
    assert not Task.objects.owned_by(stranger).exists()


# ── Search Suggestions ───────────────────────────────────────────────────────────────────────────


def test_search_suggestions_stand_in_a_frame_without_scripts(client: Client, task: Task) -> None:
    found(shared(task), Verdict.MET, suggestions='<style>a { color: red }</style><a href="https://x.example">"x"</a>')
    answer = client.get(f"/tasks/{task.pk}")
    page = answer.content.decode()
    assert page.count("<iframe") == 2, "beside the newest answer, and in the timeline"
    assert page.count('sandbox="allow-popups allow-popups-to-escape-sandbox"') == 2
    assert 'srcdoc="&lt;!doctype html&gt;&lt;base target=&quot;_blank&quot;&gt;&lt;style&gt;' in page
    assert "<style>" not in page
    policy = answer.headers["Content-Security-Policy"]
    assert "style-src 'self' 'sha256-" in policy
    assert "unsafe" not in policy


def test_without_search_suggestions_there_is_no_frame_and_no_other_policy(client: Client, task: Task) -> None:
    found(shared(task), Verdict.MET)
    answer = client.get(f"/tasks/{task.pk}")
    assert b"<iframe" not in answer.content
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
