from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import monotonic, sleep, time

import pytest

from accounts import counters
from accounts.counters import CountersAwayError, Standing, Window
from core.api.rates import Rate
from tests.doubles.redis_link import RedisLink

MINUTE, HOUR = Rate(100, 60), Rate(1000, 3600)

pytestmark = pytest.mark.usefixtures("limited")


def windows(*rates: Rate, name: str = "somebody") -> list[Window]:
    return [Window(name, rate) for rate in rates]


def test_of_130_requests_at_the_same_moment_exactly_100_pass() -> None:
    start = Barrier(130)

    def request(_: int) -> Standing:
        start.wait()
        return counters.count(windows(MINUTE, HOUR))

    with ThreadPoolExecutor(130) as pool:
        standings = list(pool.map(request, range(130)))

    assert Counter(standing.passes for standing in standings) == {True: 100, False: 30}
    assert sorted(standing.remaining for standing in standings if standing.passes) == list(range(100))


def test_a_refused_request_uses_nothing_up_in_any_window() -> None:
    for _ in range(5):
        counters.count(windows(Rate(2, 60), Rate(10, 3600)))

    assert counters.count(windows(Rate(10, 3600))).remaining == 10 - 2 - 1


def test_the_window_with_least_room_is_described() -> None:
    for _ in range(7):
        counters.count(windows(Rate(10, 3600)))

    standing = counters.count(windows(Rate(5, 60), Rate(10, 3600)))

    assert (standing.limit, standing.remaining) == (10, 2)
    assert 3590 <= standing.retry_after <= 3600


def test_of_two_full_windows_the_one_that_ends_last_is_described() -> None:
    counters.count(windows(Rate(1, 60), Rate(1, 3600)))

    standing = counters.count(windows(Rate(1, 60), Rate(1, 3600)))

    assert not standing.passes
    assert standing.retry_after > 60


def test_a_window_begins_with_its_first_request_and_its_end_does_not_move() -> None:
    first = counters.count(windows(MINUTE))
    sleep(1.1)
    second = counters.count(windows(MINUTE))

    assert first.reset == pytest.approx(time() + 60 - 1.1, abs=1.5)
    assert abs(second.reset - first.reset) <= 1
    assert second.retry_after == first.retry_after - 1


def test_there_is_room_again_after_the_reset() -> None:
    short = windows(Rate(1, 1))
    counters.count(short)
    refused = counters.count(short)

    sleep(max(0.0, refused.reset - time()) + 0.05)

    assert not refused.passes
    assert counters.count(short).passes


def test_subjects_do_not_share_their_counters() -> None:
    counters.count(windows(Rate(1, 60), name="somebody"))

    assert counters.count(windows(Rate(1, 60), name="somebody else")).passes


def test_a_lowered_limit_leaves_no_room_rather_than_less_than_none() -> None:
    for _ in range(5):
        counters.count(windows(Rate(10, 60)))

    assert counters.count(windows(Rate(3, 60))).remaining == 0


def test_every_counter_expires() -> None:
    counters.count(windows(MINUTE, HOUR))

    left = [counters.client().ttl(window.key) for window in windows(MINUTE, HOUR)]

    assert left == [pytest.approx(60, abs=1), pytest.approx(3600, abs=1)]


def test_a_full_gate_stops_who_is_new_and_nobody_else() -> None:
    gate = Window("gate", Rate(1, 60))
    counters.count(windows(MINUTE, name="known"), gate=gate)
    counters.count([gate])

    stranger = counters.count(windows(MINUTE, name="new"), gate=gate)
    known = counters.count(windows(MINUTE, name="known"), gate=gate)

    assert (stranger.passes, stranger.limit, known.passes, known.remaining) == (False, 1, True, 98)


def test_a_gate_is_not_counted_in() -> None:
    gate = Window("gate", Rate(1, 60))
    for name in ("one", "two"):
        assert counters.count(windows(MINUTE, name=name), gate=gate).passes


def test_a_request_that_is_counted_elsewhere_instead_is_forgotten_where_it_was() -> None:
    before, gate = windows(MINUTE, name="key"), Window("gate", Rate(1, 60))
    counters.count(before)

    assert counters.count_instead(windows(MINUTE, name="address"), of=before, gate=gate).remaining == 99
    assert counters.count(before).remaining == 99
    assert not counters.count([gate]).passes


def test_a_request_is_one_round_trip(link: RedisLink) -> None:
    counters.count(windows(MINUTE, HOUR))  # connects, and loads the script
    before = link.round_trips

    for _ in range(10):
        counters.count(windows(MINUTE, HOUR), gate=Window("gate", MINUTE))

    assert link.round_trips - before == 10


def test_counting_elsewhere_instead_is_one_round_trip(link: RedisLink) -> None:
    counters.count(windows(MINUTE))
    before = link.round_trips

    counters.count_instead(windows(MINUTE, name="address"), of=windows(MINUTE), gate=Window("gate", MINUTE))

    assert link.round_trips - before == 1


def test_a_script_that_redis_has_forgotten_is_loaded_again() -> None:
    counters.count(windows(MINUTE))
    counters.client().script_flush()

    assert counters.count(windows(MINUTE)).remaining == 98


def test_a_connection_that_was_closed_meanwhile_is_opened_again() -> None:
    counters.count(windows(MINUTE))
    mine = str(counters.client().client_id())
    counters.client().client_kill_filter(_id=mine, skipme=False)

    assert counters.count(windows(MINUTE)).passes


def test_a_dead_redis_holds_up_one_request_a_second_and_each_for_half_a_second(link: RedisLink) -> None:
    counters.count(windows(MINUTE))
    link.go_dead()

    waits = []
    for _ in range(50):
        began = monotonic()
        with pytest.raises(CountersAwayError):
            counters.count(windows(MINUTE))
        waits.append(monotonic() - began)

    held_up = [wait for wait in waits if wait > 0.4]
    assert 1 <= len(held_up) <= 1 + sum(waits)
    assert min(held_up) < 0.8


def test_requests_are_counted_again_when_redis_is_back(
    link: RedisLink,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(counters, "REST_SECONDS", 0.1)
    link.go_dead()
    with pytest.raises(CountersAwayError):
        counters.count(windows(MINUTE))
    link.revive()
    sleep(0.15)

    assert counters.count(windows(MINUTE)).passes


def test_an_outage_is_logged_once_in_a_while_with_how_many_went_uncounted(
    link: RedisLink,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    link.go_dead()
    for _ in range(4):
        with pytest.raises(CountersAwayError):
            counters.count(windows(MINUTE))
    assert [record.getMessage() for record in caplog.records] == [
        "Redis is away; requests not counted against a rate limit: 1 (TimeoutError)"
    ]

    monkeypatch.setattr(counters.outage, "_next_line", 0.0)
    with pytest.raises(CountersAwayError):
        counters.count(windows(MINUTE))
    assert "rate limit: 4" in caplog.records[-1].getMessage()
