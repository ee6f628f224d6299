"""Inquiries: an asker who waits, a worker who answers, and Redis between them."""

import socket
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread

import pytest
from pytest_django import Settings
from redis import Redis

from config.celery import app
from core.errors import DomainError, LimitExceededError, NotFoundError, TooLateError, UnavailableError
from core.jobs import inquiries
from tests.doubles.redis_link import redis_link
from tests.inquiring import apart

__all__ = ["apart"]
JOB = "inquiries.preview"
pytestmark = pytest.mark.usefixtures("apart")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids that were sent to the queue, which nobody works on."""
    ids: list[str] = []
    monkeypatch.setattr(app, "send_task", lambda job, args, task_id: ids.append(task_id))
    return ids


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Works on each inquiry in a thread of its own, and answers with what was asked."""

    def work(inquiry_id: str) -> None:
        if inquiry := inquiries.take(inquiry_id):
            inquiries.reply(inquiry_id, {"asked": inquiry.asked, "seconds": inquiry.seconds})

    monkeypatch.setattr(
        app, "send_task", lambda job, args, task_id: Thread(target=work, args=args, daemon=True).start()
    )


def ask(asker: uuid.UUID | None = None) -> dict[str, object]:
    return inquiries.ask(JOB, {"query": "what is so?"}, asker=asker or uuid.uuid4())


def outcome(call: Callable[[], object]) -> object:
    try:
        return call()
    except DomainError as error:
        return type(error)


def keys(prefix: str, url: str) -> dict[str, int]:
    """What is left in Redis, and for how many milliseconds."""
    with Redis.from_url(url) as redis:
        return {key.decode(): redis.pttl(key) for key in redis.scan_iter(f"{prefix}*")}


def test_what_is_asked_reaches_a_worker_and_its_answer_the_asker(worker: None, apart: str, settings: Settings) -> None:
    settings.TORALE_PREVIEW_DEADLINE = 20.0
    answer = ask()

    assert answer["asked"] == {"query": "what is so?"}
    assert 18 < float(str(answer["seconds"])) <= 19
    assert keys(apart, settings.REDIS_URL) == {}


def test_whoever_is_not_answered_is_told_in_time(sent: list[str], settings: Settings) -> None:
    settings.TORALE_PREVIEW_DEADLINE = 0.3
    begun = time.monotonic()

    with pytest.raises(TooLateError):
        ask()

    assert 0.3 <= time.monotonic() - begun < 10


def test_what_nobody_waits_for_any_more_is_not_worked_on(sent: list[str], settings: Settings) -> None:
    settings.TORALE_PREVIEW_DEADLINE = 0.2
    with pytest.raises(TooLateError):
        ask()

    assert inquiries.take(sent[0]) is None


def test_a_job_that_is_delivered_twice_is_worked_on_once(sent: list[str], settings: Settings) -> None:
    settings.TORALE_PREVIEW_DEADLINE = 2.0
    with ThreadPoolExecutor(9) as threads:
        waiting = threads.submit(ask)
        while not sent:
            time.sleep(0.01)
        taken = list(threads.map(lambda _: inquiries.take(sent[0]), range(8)))
        inquiries.reply(sent[0], {"it": "is so"})

        assert waiting.result() == {"it": "is so"}
    assert sum(inquiry is not None for inquiry in taken) == 1


def test_a_user_asks_one_thing_at_a_time(sent: list[str], settings: Settings) -> None:
    settings.TORALE_PREVIEW_DEADLINE = 1.0
    alice = uuid.uuid4()
    with ThreadPoolExecutor(10) as threads:
        ended = list(threads.map(lambda _: outcome(lambda: ask(alice)), range(10)))

    assert len(sent) == 1
    assert ended.count(LimitExceededError) == 9
    with pytest.raises(TooLateError):
        ask(alice)


def test_who_must_wait_is_told_how_long_at_most(sent: list[str], settings: Settings, apart: str) -> None:
    settings.TORALE_PREVIEW_DEADLINE = 1.2
    alice, begun = uuid.uuid4(), Event()
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(outcome, lambda: begun.set() or ask(alice))  # type: ignore[func-returns-value]
        begun.wait()
        while not sent:
            time.sleep(0.01)
        with pytest.raises(LimitExceededError) as refused:
            ask(alice)
        waiting.result()

    assert refused.value.message == inquiries.ONE_AT_A_TIME
    assert 1 <= refused.value.retry_after <= 1.2 + inquiries.SPARE_SECONDS + 1


def test_no_more_wait_than_leave_the_web_process_free(sent: list[str], settings: Settings) -> None:
    settings.TORALE_MAX_PREVIEWS, settings.TORALE_PREVIEW_DEADLINE = 3, 1.0
    with ThreadPoolExecutor(12) as threads:
        ended = list(threads.map(lambda _: outcome(ask), range(12)))

    assert len(sent) == 3
    assert (ended.count(TooLateError), ended.count(UnavailableError)) == (3, 9)


def test_the_place_of_an_asker_that_was_killed_becomes_free(
    sent: list[str], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TORALE_MAX_PREVIEWS, settings.TORALE_PREVIEW_DEADLINE = 1, 0.2
    monkeypatch.setattr(inquiries, "SPARE_SECONDS", 0.1)
    killed = inquiries._place(inquiries._redis(), uuid.uuid4())
    killed.__enter__()
    with pytest.raises(UnavailableError):
        ask()
    time.sleep(0.35)

    with pytest.raises(TooLateError):
        ask()


def test_all_that_is_left_behind_expires(sent: list[str], settings: Settings, apart: str) -> None:
    settings.TORALE_PREVIEW_DEADLINE = 3.0
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(outcome, ask)
        while not sent:
            time.sleep(0.01)
        seen = keys(apart, settings.REDIS_URL)
        inquiries.reply(sent[0], {})
        waiting.result()
        inquiries.reply(sent[0], {"too": "late"})
        seen |= keys(apart, settings.REDIS_URL)

    assert len(seen) == 3
    assert all(0 < left <= 30_000 for left in seen.values())


def test_without_redis_nothing_can_be_asked(settings: Settings) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.REDIS_URL = f"redis://127.0.0.1:{nobody.getsockname()[1]}/0"

        with pytest.raises(UnavailableError, match="cannot be made"):
            ask()


def test_a_redis_that_freezes_meanwhile_is_noticed(
    sent: list[str], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inquiries, "LOOK_SECONDS", 0.2)
    monkeypatch.setattr(inquiries, "SOCKET_SECONDS", 0.3)
    with redis_link(settings.REDIS_URL) as link:
        settings.REDIS_URL = link.url
        monkeypatch.setattr(app, "send_task", lambda job, args, task_id: link.go_dead())
        begun = time.monotonic()

        with pytest.raises(UnavailableError):
            ask()

    assert time.monotonic() - begun < 10


def begin(asker: uuid.UUID) -> uuid.UUID:
    return uuid.UUID(inquiries.begin(JOB, {"query": "what is so?"}, asker=asker))


def test_an_inquiry_is_followed_over_several_looks(sent: list[str], apart: str, settings: Settings) -> None:
    alice = uuid.uuid4()
    inquiry_id = begin(alice)
    assert inquiries.look(inquiry_id, asker=alice) == inquiries.Standing(step=None, answer=None)

    taken = inquiries.take(sent[0])
    assert taken
    assert taken.asked == {"query": "what is so?"}
    inquiries.note(sent[0], {"step": "reading"})
    assert inquiries.look(inquiry_id, asker=alice).step == {"step": "reading"}

    inquiries.reply(sent[0], {"it": "is so"})
    for _ in range(2):  # an answer that was lost on its way can be fetched again
        assert inquiries.look(inquiry_id, asker=alice).answer == {"it": "is so"}
    assert all(0 < left <= 90_000 for left in keys(apart, settings.REDIS_URL).values())


def test_an_inquiry_is_shown_to_its_asker_alone(sent: list[str]) -> None:
    inquiry_id = begin(uuid.uuid4())
    for unknown in (inquiry_id, uuid.uuid4()):
        with pytest.raises(NotFoundError):
            inquiries.look(unknown, asker=uuid.uuid4())


def test_an_inquiry_that_is_followed_takes_its_askers_place_until_it_is_answered(sent: list[str]) -> None:
    alice = uuid.uuid4()
    begin(alice)
    assert outcome(lambda: begin(alice)) is LimitExceededError
    inquiries.reply(sent[0], {})
    begin(alice)


def test_an_inquiry_that_cannot_be_sent_takes_no_place(sent: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    alice = uuid.uuid4()

    def fail(job: str, args: list[str], task_id: str) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(app, "send_task", fail)
        assert outcome(lambda: begin(alice)) is UnavailableError
    begin(alice)


def test_whoever_looks_after_the_deadline_is_told_that_it_is_over(sent: list[str], settings: Settings) -> None:
    settings.TORALE_PREVIEW_DEADLINE = 0.05
    alice = uuid.uuid4()
    inquiry_id = begin(alice)
    time.sleep(0.1)
    assert outcome(lambda: inquiries.look(inquiry_id, asker=alice)) is TooLateError
