"""Clerk's public keys for session tokens, from its JWKS (RFC 7517)."""

import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from dataclasses import dataclass
from functools import cache
from threading import Lock, Thread
from typing import Any

from jwt import PyJWK, PyJWTError

from accounts.clerk.errors import ClerkUnavailableError, InvalidTokenError
from accounts.clerk.http import POLICY, get_object

logger = logging.getLogger(__name__)

ALGORITHM = "RS256"

# In seconds. Keys older than the first are renewed in the background. Keys older than the second are
# no longer used: Clerk has been away for a day.
RENEW_AFTER = 5 * 60
KEEP = 24 * 60 * 60
# Pause after a fetch that failed or lacked the wanted key. The shorter one applies while there are no keys.
REST = 60
REST_WITHOUT_KEYS = 10


@dataclass(frozen=True, slots=True)
class _KeySet:
    keys: Mapping[str, PyJWK]
    fetched_at: float


class Jwks:
    """Keys of one address, fetched on demand by one thread at a time and kept.

    The lock is never held during a fetch. A request whose key is known never waits.
    """

    def __init__(self, url: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._clock = clock
        self._lock = Lock()
        self._kept: _KeySet | None = None
        self._fetch: Future[None] | None = None
        self._in_vain_since = float("-inf")

    def key(self, kid: str) -> PyJWK:
        """Return the key with that id. Raises InvalidTokenError if unknown, ClerkUnavailableError without keys."""
        kept = self._usable()
        if kept is None or kid not in kept.keys:
            self._await(self._fetching(kid))
            kept = self._usable()
        elif self._clock() - kept.fetched_at > RENEW_AFTER:
            self._fetching(kid)
        if kept is None:
            raise ClerkUnavailableError("its keys are not known")
        if kid not in kept.keys:
            raise InvalidTokenError
        return kept.keys[kid]

    def _usable(self) -> _KeySet | None:
        kept = self._kept
        return kept if kept and self._clock() - kept.fetched_at <= KEEP else None

    def _fetching(self, kid: str) -> Future[None] | None:
        """Return the present fetch, the last one during the pause after it, else a new one."""
        with self._lock:
            rest = REST if self._usable() else REST_WITHOUT_KEYS  # both are longer than a fetch can take
            if self._clock() - self._in_vain_since >= rest:
                self._fetch = self._start(kid)
            return self._fetch

    def _start(self, kid: str) -> Future[None]:
        self._in_vain_since = self._clock()  # until it has brought that key
        fetch: Future[None] = Future()
        Thread(target=self._run, args=(fetch, kid), name="clerk-jwks", daemon=True).start()
        return fetch

    def _run(self, fetch: Future[None], kid: str) -> None:
        try:
            kept = _KeySet(_fetched(self._url), self._clock())
            with self._lock:
                self._kept = kept
                if kid in kept.keys:
                    self._in_vain_since = float("-inf")
        except ClerkUnavailableError as error:
            logger.warning("Clerk's keys could not be fetched: %s", error.reason)
        finally:
            fetch.set_result(None)

    @staticmethod
    def _await(fetch: Future[None] | None) -> None:
        if fetch is not None:
            wait([fetch], timeout=POLICY.deadline + 1)


@cache
def keys_at(url: str) -> Jwks:
    """Return this process's keys of that address."""
    return Jwks(url)


def _fetched(url: str) -> dict[str, PyJWK]:
    answer = get_object(url)
    listed = answer.get("keys") if answer else None
    keys = dict(filter(None, map(_parsed, listed))) if isinstance(listed, list) else {}
    if not keys:
        raise ClerkUnavailableError("its answer lists no keys")
    return keys


def _parsed(jwk: Any) -> tuple[str, PyJWK] | None:
    """Return the id and the key, or None for a key that does not sign session tokens."""
    fits = isinstance(jwk, dict) and jwk.get("kty") == "RSA" and isinstance(jwk.get("kid"), str)
    if not fits or jwk.get("use", "sig") != "sig" or jwk.get("alg", ALGORITHM) != ALGORITHM:
        return None
    try:
        return jwk["kid"], PyJWK(jwk, algorithm=ALGORITHM)
    except PyJWTError:
        return None
