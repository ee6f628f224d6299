"""Verify webhooks: Standard Webhooks 1.0, symmetric signatures."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

from torale.errors import SignatureError

TOLERANCE = 300.0
# Standard Webhooks 1.0 has secrets of 24 to 64 bytes. With an empty secret anybody could sign.
SHORTEST_SECRET = 24

Body = bytes | bytearray | memoryview | str


def verify(headers: Mapping[str, str], body: Body, secret: str, *, tolerance: float = TOLERANCE) -> Any:
    """Verify a webhook (Standard Webhooks 1.0, symmetric signatures) and return its JSON.

    `body` must be the bytes as they came. A copy of the webhook passes within `tolerance` seconds, so ignore a
    `webhook-id` that you have seen. Raises SignatureError.
    """
    given = {name.lower(): value for name, value in headers.items()}
    id_, timestamp, signatures = (_header(given, name) for name in ("id", "timestamp", "signature"))
    if not _is_fresh(timestamp, tolerance):
        raise SignatureError("The webhook is too old, or its time lies ahead.")
    raw = _bytes(body) if isinstance(body, str) else bytes(body)
    expected = _signature(secret, _bytes(f"{id_}.{timestamp}.") + raw)
    # One signature for each valid secret during a rotation. Versions other than 1 are ignored.
    if not any(hmac.compare_digest(expected, _bytes(one)) for one in signatures.split()):
        raise SignatureError("The webhook is not signed with this secret.")
    try:
        return json.loads(raw)
    except ValueError:
        raise SignatureError("The webhook's body is not JSON.") from None


def _header(given: Mapping[str, str], name: str) -> str:
    try:
        return given[f"webhook-{name}"]
    except KeyError:
        raise SignatureError(f"The header webhook-{name} is missing.") from None


def _is_fresh(timestamp: str, tolerance: float) -> bool:
    # `int` itself refuses very long digits with another error.
    return timestamp.isdecimal() and len(timestamp) <= 12 and abs(time.time() - int(timestamp)) <= tolerance


def _bytes(text: str) -> bytes:
    """Encode `text`. Text that cannot be encoded matches no signature."""
    return text.encode(errors="replace")


def _signature(secret: str, signed: bytes) -> bytes:
    try:
        key = base64.b64decode(secret.strip().removeprefix("whsec_"), validate=True)
    except (ValueError, AttributeError):
        key = b""
    if len(key) < SHORTEST_SECRET:
        raise SignatureError("The secret is none: it should look like whsec_…")
    return b"v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
