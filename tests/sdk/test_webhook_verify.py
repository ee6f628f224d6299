"""`torale.webhooks.verify`, checked against another's implementation of Standard Webhooks."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks import Webhook

from torale import SignatureError
from torale.webhooks import verify

SECRET, OTHER = "whsec_" + "c2VjcmV0" * 4, "whsec_" + "b3RoZXIh" * 4
BODY = '{"type": "task.condition_met", "data": {"name": "Ünïcode"}}'


def signed(secret: str = SECRET, *, at: datetime | None = None, body: str = BODY) -> dict[str, str]:
    at = at or datetime.now(UTC)
    signature = Webhook(secret).sign("msg_1", at, body)
    return {"webhook-id": "msg_1", "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": signature}


def test_a_genuine_webhook_is_read() -> None:
    assert verify(signed(), BODY.encode(), SECRET) == json.loads(BODY)
    assert verify({name.title(): value for name, value in signed().items()}, BODY, SECRET) == json.loads(BODY)


def test_one_of_several_signatures_is_enough() -> None:
    headers = signed()
    headers["webhook-signature"] = f"v1a,xyz {signed(OTHER)['webhook-signature']} {headers['webhook-signature']}"
    assert verify(headers, BODY.encode(), SECRET)


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": "msg_2"},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1,ü"},
        {"webhook-signature": signed(OTHER)["webhook-signature"]},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "²"},
        {"webhook-timestamp": "9" * 5000},
        {"webhook-id": "\udc80"},
        {"webhook-signature": "v1,\udc80"},
        {"webhook-timestamp": ""},
    ],
)
def test_a_changed_header_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(SignatureError):
        verify(signed() | change, BODY.encode(), SECRET)


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_is_told(missing: str) -> None:
    headers: dict[str, Any] = signed()
    del headers[missing]
    with pytest.raises(SignatureError, match=f"{missing} is missing"):
        verify(headers, BODY.encode(), SECRET)


def test_another_body_is_refused() -> None:
    with pytest.raises(SignatureError, match="not signed with this secret"):
        verify(signed(), BODY.replace("met", "not").encode(), SECRET)


@pytest.mark.parametrize(("seconds", "passes"), [(-290, True), (-310, False), (290, True), (310, False)])
def test_five_minutes_either_way_are_allowed(seconds: int, passes: bool) -> None:
    headers = signed(at=datetime.now(UTC) + timedelta(seconds=seconds))
    if passes:
        assert verify(headers, BODY.encode(), SECRET)
    else:
        with pytest.raises(SignatureError, match="too old"):
            verify(headers, BODY.encode(), SECRET)


def test_a_secret_that_is_none_and_a_body_that_is_no_json_are_told() -> None:
    with pytest.raises(SignatureError, match="should look like whsec_"):
        verify(signed(), BODY.encode(), "not a secret")
    with pytest.raises(SignatureError, match="not JSON"):
        verify(signed(body="{"), b"{", SECRET)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_c2hvcnQ=", None])
def test_a_secret_that_anybody_could_guess_verifies_nothing(secret: Any) -> None:
    headers = signed()
    key = base64.b64decode((secret or "").removeprefix("whsec_"))
    made = hmac.digest(key, f"msg_1.{headers['webhook-timestamp']}.{BODY}".encode(), hashlib.sha256)
    with pytest.raises(SignatureError, match="secret is none"):
        verify(headers | {"webhook-signature": f"v1,{base64.b64encode(made).decode()}"}, BODY, secret)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_a_body_may_be_of_any_kind_of_bytes(kind: Any) -> None:
    assert verify(signed(), kind(BODY.encode()), SECRET) == json.loads(BODY)
