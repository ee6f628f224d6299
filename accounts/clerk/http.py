"""Requests to Clerk: one bounded GET without redirects, proxies or `.netrc`."""

import json
from typing import Any

from accounts.clerk.errors import ClerkUnavailableError
from core.net import outbound

POLICY = outbound.Policy(
    schemes=frozenset({"https", "http"}),
    max_redirects=0,
    deadline=3.0,
    max_bytes=256 * 1024,
    truncate=False,
    trusted=True,
)


def get_object(url: str, *, secret_key: str = "") -> dict[str, Any] | None:
    """Return the JSON object at `url`, or None for 404.

    Raises ClerkUnavailableError for every other answer, at the latest after `POLICY.deadline` seconds.
    """
    headers = {"Authorization": f"Bearer {secret_key}"} if secret_key else {}
    try:
        answer = outbound.request("GET", url, policy=POLICY, headers=headers)
    except outbound.OutboundError as error:
        raise ClerkUnavailableError(error.message) from error
    if answer.status == 404:
        return None
    if answer.status != 200:
        raise ClerkUnavailableError(f"it answered {answer.status}")
    return _object(answer.body)


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ClerkUnavailableError("its answer is not JSON") from error
    if not isinstance(value, dict):
        raise ClerkUnavailableError("its answer is not a JSON object")
    return value
