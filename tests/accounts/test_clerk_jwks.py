"""Clerk's public keys: fetched seldom, behind who can do without, and kept while Clerk is away."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from accounts.clerk import http, jwks
from accounts.clerk.errors import ClerkUnavailableError, InvalidTokenError
from accounts.clerk.jwks import KEEP, RENEW_AFTER, REST, REST_WITHOUT_KEYS, Jwks
from tests.doubles.clerk import Behaviour, ClerkDouble, signing_key

OLD, NEW = signing_key(0).kid, signing_key(1).kid
BROKEN = [behaviour for behaviour in Behaviour if behaviour is not Behaviour.OK]


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def clerk(monkeypatch: pytest.MonkeyPatch) -> Iterator[ClerkDouble]:
    monkeypatch.setattr(http, "POLICY", replace(http.POLICY, deadline=1.0))
    with ClerkDouble() as clerk:
        yield clerk


@pytest.fixture
def keys(clerk: ClerkDouble, clock: Clock) -> Jwks:
    return Jwks(clerk.jwks_url, clock=clock)


def fetched(clerk: ClerkDouble, times: int) -> bool:
    """Whether the keys are asked for that often, now or in a moment: renewal happens in the background."""
    ends_at = time.monotonic() + 10
    while len(clerk.asked) < times and time.monotonic() < ends_at:
        time.sleep(0.005)
    time.sleep(0.05)
    return len(clerk.asked) == times


def settle(keys: Jwks) -> None:
    Jwks._await(keys._fetch)


def test_keys_are_fetched_once_and_kept(clerk: ClerkDouble, keys: Jwks, clock: Clock) -> None:
    for _ in range(50):
        assert keys.key(OLD).key_id == OLD
    clock.advance(RENEW_AFTER)
    assert keys.key(OLD).key_id == OLD
    assert fetched(clerk, 1)


def test_a_new_key_is_found_as_soon_as_a_token_names_it_and_the_old_one_is_trusted_no_more(
    clerk: ClerkDouble, keys: Jwks
) -> None:
    keys.key(OLD)
    clerk.rotate()
    assert keys.key(NEW).key_id == NEW
    with pytest.raises(InvalidTokenError):
        keys.key(OLD)


def test_unknown_keys_are_asked_for_once_a_minute(clerk: ClerkDouble, keys: Jwks, clock: Clock) -> None:
    keys.key(OLD)
    for minute in (1, 2):
        for number in range(40):
            with pytest.raises(InvalidTokenError):
                keys.key(f"unknown-{number}")
        assert fetched(clerk, 1 + minute)
        clock.advance(REST)


def test_many_threads_at_once_make_one_fetch(clerk: ClerkDouble, keys: Jwks) -> None:
    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(keys.key, [OLD] * 20))
    assert {key.key_id for key in found} == {OLD}
    assert fetched(clerk, 1)


def test_old_keys_are_renewed_behind_who_uses_them(clerk: ClerkDouble, keys: Jwks, clock: Clock) -> None:
    keys.key(OLD)
    clerk.keys = [signing_key(0), signing_key(1)]
    clock.advance(RENEW_AFTER + 1)
    keys.key(OLD)
    settle(keys)
    assert keys.key(NEW).key_id == NEW
    assert fetched(clerk, 2)


def test_who_has_a_known_key_does_not_wait_for_a_clerk_that_hangs(
    clerk: ClerkDouble, keys: Jwks, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "POLICY", replace(http.POLICY, deadline=2.0))
    keys.key(OLD)
    clerk.keys_behave = Behaviour.HANG
    clock.advance(RENEW_AFTER + 1)
    with ThreadPoolExecutor(1) as pool:
        asker = pool.submit(keys.key, "unknown")
        assert fetched(clerk, 2)
        keys.key(OLD)
        assert not asker.done()
        with pytest.raises(InvalidTokenError):
            asker.result()


@pytest.mark.parametrize("behaviour", BROKEN)
def test_kept_keys_go_on_working_for_a_day_without_clerk(
    clerk: ClerkDouble, keys: Jwks, clock: Clock, behaviour: Behaviour
) -> None:
    keys.key(OLD)
    clerk.keys_behave = behaviour
    clock.advance(KEEP - 1)
    assert keys.key(OLD).key_id == OLD
    settle(keys)
    assert keys.key(OLD).key_id == OLD
    clock.advance(2)
    with pytest.raises(ClerkUnavailableError):
        keys.key(OLD)
    clock.advance(REST)
    clerk.keys_behave = Behaviour.OK
    assert keys.key(OLD).key_id == OLD


def test_while_clerk_is_away_it_is_left_alone_for_a_minute(clerk: ClerkDouble, keys: Jwks, clock: Clock) -> None:
    keys.key(OLD)
    clerk.keys_behave = Behaviour.ERROR
    clock.advance(RENEW_AFTER + 1)
    for _ in range(20):
        keys.key(OLD)
        settle(keys)
    assert fetched(clerk, 2)


def test_without_any_key_waiting_ends_in_time_for_all_and_clerk_gets_a_rest(
    clerk: ClerkDouble, keys: Jwks, clock: Clock
) -> None:
    clerk.keys_behave = Behaviour.HANG
    began = time.perf_counter()
    with ThreadPoolExecutor(5) as pool:
        answers = [pool.submit(keys.key, OLD) for _ in range(5)]
        assert all(isinstance(answer.exception(), ClerkUnavailableError) for answer in answers)
    assert time.perf_counter() - began < 10
    with pytest.raises(ClerkUnavailableError):
        keys.key(OLD)
    assert fetched(clerk, 1)
    clerk.keys_behave = Behaviour.OK
    clock.advance(REST_WITHOUT_KEYS)
    assert keys.key(OLD).key_id == OLD


def test_only_keys_for_rs256_signatures_are_taken(clerk: ClerkDouble) -> None:
    jwk = signing_key(0).jwk
    others = [{**jwk, "kid": "e", "use": "enc"}, {**jwk, "kid": "p", "alg": "PS256"}, {**jwk, "kid": "n", "n": "!"}]
    secret = {"kty": "oct", "kid": "o", "k": "c2VjcmV0", "alg": "HS256"}
    for other in (*others, secret, {"kty": "RSA"}, {**jwk, "kid": 1}, None, "key"):
        assert jwks._parsed(other) is None
    assert jwks._parsed(jwk) is not None


def test_a_redirect_is_not_followed(clerk: ClerkDouble, keys: Jwks) -> None:
    clerk.keys_behave = Behaviour.REDIRECT
    with pytest.raises(ClerkUnavailableError):
        keys.key(OLD)
    assert clerk.asked == ["/.well-known/jwks.json"]


def test_a_process_has_one_set_of_keys(clerk: ClerkDouble) -> None:
    assert jwks.keys_at(clerk.jwks_url) is jwks.keys_at(clerk.jwks_url)


def test_clerk_is_waited_for_three_seconds_in_all() -> None:
    assert http.POLICY.deadline == 3
