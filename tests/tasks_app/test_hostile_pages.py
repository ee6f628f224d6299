"""Pages that are made to cost: they are ended in their child process, and nobody else notices."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from pytest_django import Settings

from core.work import CalledOffError, Work
from tasks_app.pipeline import errors
from tasks_app.pipeline.runner import answer
from tasks_app.pipeline.types import Deadline, Outcome, Question, Verdict
from tasks_app.providers.web import WebProvider, in_child
from tests.doubles.pages import Page, Pages

NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
CPU_SECONDS = 0.5
LONGEST = 2_000_000
SOLD_OUT = "<p>Sold out.</p>"


@pytest.fixture
def pages(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    monkeypatch.setattr(in_child, "CPU_SECONDS", CPU_SECONDS)
    with Pages() as pages:
        settings.TORALE_ALLOWED_PRIVATE_URLS = (pages.url(),)
        pages["/warm"] = Page(SOLD_OUT)
        ask(pages, "/warm")
        pages.asked.clear()
        yield pages


def ask(pages: Pages, *paths: str, seconds: float = 20) -> Outcome:
    query = " ".join(map(pages.url, paths))
    question = Question(search_query=query, condition="The page says “sold out”", asked_at=NOW)
    return answer(question, WebProvider(), deadline=Deadline.after(seconds))


def filled(piece: str) -> str:
    return piece * (LONGEST // len(piece))


@pytest.mark.parametrize(
    "hostile",
    [
        Page("<b>" * 300_000),
        Page("</x><y>" * 280_000),
        Page(filled("<a><b><i>")),
        Page(filled("a\n"), content_type="text/plain"),
        Page(filled("a<br>")),
        Page(f"[{filled('1,')}1]", content_type="application/json"),
        Page(SOLD_OUT, content_type='multipart/mixed; a="' + ";" * 60_000),
    ],
    ids=["unmatched", "closing first", "nested", "lines", "breaks", "numbers", "header"],
)
def test_a_hostile_page_costs_neither_its_worker_nor_the_next_page(pages: Pages, hostile: Page) -> None:
    pages["/hostile"], pages["/shop"] = hostile, Page(SOLD_OUT)
    begun, used = time.monotonic(), time.process_time()
    with suppress(in_child.PageError):
        ask(pages, "/hostile")
    assert time.process_time() - used < 1.5
    # Two jobs in a child: one reads, one judges. The rest is for a busy machine.
    assert time.monotonic() - begun < 2 * CPU_SECONDS + 6
    assert ask(pages, "/shop").condition_met


def test_five_hostile_pages_hold_their_worker_no_longer_than_their_limits(pages: Pages) -> None:
    paths = [f"/{number}" for number in range(5)]
    for path in paths:
        pages[path] = Page(filled("</x><y>"))
    begun = time.monotonic()
    with pytest.raises(in_child.PageError, match="more time or memory"):
        ask(pages, *paths)
    assert time.monotonic() - begun < 5 * CPU_SECONDS + 8


def test_a_hostile_page_does_not_keep_another_from_being_read(pages: Pages) -> None:
    pages["/hostile"], pages["/shop"] = Page(filled("</x><y>")), Page(SOLD_OUT)
    outcome = ask(pages, "/hostile", "/shop")
    assert outcome.evaluation.verdict is Verdict.MET
    [reason] = outcome.findings.unread
    assert "more time or memory" in reason


def test_a_page_that_needs_too_much_memory_is_refused(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_child, "MEMORY_MB", 8)
    pages["/hostile"] = Page(filled("a\n"), content_type="text/plain")
    with pytest.raises(in_child.PageError, match="more time or memory"):
        ask(pages, "/hostile")


def test_reading_ends_at_the_deadline_of_its_execution(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_child, "CPU_SECONDS", 60.0)
    pages["/hostile"] = Page(filled("</x><y>"))
    begun = time.monotonic()
    with pytest.raises(errors.TimeoutError):
        ask(pages, "/hostile", seconds=1)
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("slow", ["reading", "fetching"])
def test_work_that_is_called_off_leaves_its_page(pages: Pages, monkeypatch: pytest.MonkeyPatch, slow: str) -> None:
    monkeypatch.setattr(in_child, "CPU_SECONDS", 60.0)
    if slow == "reading":
        pages["/hostile"] = Page(filled("</x><y>"))
    else:
        pages.delay = 30
    work = Work()

    def unwanted() -> Outcome:
        with work.begin():
            return ask(pages, "/hostile")

    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(unwanted)
        wait_until(lambda: bool(pages.asked))
        work.call_off()
        begun = time.monotonic()
        with pytest.raises(CalledOffError):
            asked.result()
        assert time.monotonic() - begun < 2


def wait_until(is_so: Callable[[], bool], seconds: float = 10.0) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "it did not come about in time"
        time.sleep(0.01)
