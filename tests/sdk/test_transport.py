"""Retries, time limits and refusals, before a server that answers what a test says."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from tests.doubles.server import LocalServer, QuietHandler
from torale.auth import Auth
from torale.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    AuthenticationError,
    ConfigurationError,
    ConflictError,
    NotFoundError,
    RateLimitError,
    ToraleError,
    UnavailableError,
    ValidationError,
    WaitTimeoutError,
)
from torale.models import Execution
from torale.tasks import FIRST_LOOK, Tasks
from torale.transport import Call, Transport, item
from torale.webhooks import Webhooks

GONE, SLOW = object(), object()
Answer = Any
To = Callable[..., Transport]


class Scripted(LocalServer):
    """Gives one answer of its script after the other: a status, with headers and a body, or none at all."""

    def __init__(self) -> None:
        super().__init__(_Handler)
        self.script: list[Answer] = []
        self.asked: list[tuple[str, str, dict[str, str]]] = []

    def sent_keys(self) -> list[str | None]:
        return [headers.get("Idempotency-Key") for _, _, headers in self.asked]


class _Handler(QuietHandler):
    server: Scripted

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append((self.command, self.path, dict(self.headers)))
        step = self.server.script.pop(0)
        if step is GONE:
            self.close_connection = True
        elif step is SLOW:
            self.server.stopping.wait(2)
        else:
            status, headers, body = step
            self.answer(status, body if isinstance(body, bytes) else json.dumps(body).encode(), headers)

    do_POST = do_PUT = do_DELETE = do_PATCH = do_GET  # noqa: N815


def ok(body: Any = None) -> Answer:
    return 200, {}, {} if body is None else body


def no(status: int, detail: Any = "Refused", **headers: str) -> Answer:
    return status, {name.replace("_", "-"): value for name, value in headers.items()}, {"detail": detail}


@pytest.fixture
def server() -> Iterator[Scripted]:
    with Scripted() as server:
        yield server


@pytest.fixture
def transport(server: Scripted, transport_to: To, waits: list[float]) -> Transport:
    return transport_to(server.url("").rstrip("/"))


# ── Again ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("failure", [no(429, Retry_After="1"), no(503, Retry_After="1"), no(503), GONE, SLOW])
def test_a_passing_failure_is_tried_again(transport: Transport, server: Scripted, failure: Answer) -> None:
    server.script = [failure, ok({"id": "1"})]
    assert transport.get("/x") == {"id": "1"}


def test_what_makes_something_is_sent_again_with_the_same_key(transport: Transport, server: Scripted) -> None:
    server.script = [GONE, no(503), no(409, Retry_After="1"), ok({"id": "1"})]
    assert transport.create("/x", {}) == {"id": "1"}
    assert len(set(server.sent_keys())) == 1
    assert None not in server.sent_keys()


def test_each_thing_that_is_made_has_a_key_of_its_own(transport: Transport, server: Scripted) -> None:
    server.script = [ok(), ok(), ok()]
    for key in (None, None, "mine"):
        transport.create("/x", idempotency_key=key)
    assert len(set(server.sent_keys())) == 3
    assert server.sent_keys()[-1] == "mine"


@pytest.mark.parametrize("failure", [GONE, SLOW, no(503, Retry_After="1")])
def test_what_cannot_be_repeated_is_not(transport: Transport, server: Scripted, failure: Answer) -> None:
    server.script = [failure]
    with pytest.raises((APIConnectionError, UnavailableError)):
        transport.send(Call("POST", "/x", is_repeatable=False))


@pytest.mark.parametrize(
    "shows_a_secret",
    [
        lambda transport: Auth(transport).create_api_key("laptop"),
        lambda transport: Webhooks(transport).rotate_secret(),
        lambda transport: Webhooks(transport).update_config(url="https://hooks.example.com/in"),
    ],
)
def test_a_second_answer_takes_no_secrets_place(
    transport: Transport, server: Scripted, shows_a_secret: Callable[[Transport], Any]
) -> None:
    server.script = [GONE]
    with pytest.raises(APIConnectionError):
        shows_a_secret(transport)


def test_what_was_refused_unseen_is_asked_again_even_then(transport: Transport, server: Scripted) -> None:
    server.script = [no(429, Retry_After="1"), ok({"id": "1"})]
    assert transport.send(Call("POST", "/x", is_repeatable=False)) == {"id": "1"}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 500, 502, 504])
def test_a_refusal_is_not_asked_again(transport: Transport, server: Scripted, status: int) -> None:
    server.script = [no(status)]
    with pytest.raises(APIError) as refused:
        transport.get("/x")
    assert (refused.value.status, len(server.asked)) == (status, 1)


def test_waits_grow_and_vary_and_end(transport: Transport, server: Scripted, waits: list[float]) -> None:
    server.script = [no(503)] * 5
    with pytest.raises(UnavailableError):
        transport.get("/x")
    assert len(server.asked) == 5
    for wait, longest in zip(waits, (0.5, 1, 2, 4), strict=True):
        assert longest / 2 <= wait <= longest


@pytest.mark.parametrize("as_date", [False, True])
def test_the_server_says_how_long_to_wait(
    transport: Transport, server: Scripted, waits: list[float], as_date: bool
) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=8), usegmt=True)
    server.script = [no(429, Retry_After=later if as_date else "7"), ok()]
    transport.get("/x")
    assert 6 <= waits[0] <= 9


def test_a_wait_that_is_too_long_is_told_at_once(transport: Transport, server: Scripted, waits: list[float]) -> None:
    server.script = [no(429, "Rate limit exceeded", Retry_After="1800")]
    with pytest.raises(RateLimitError, match="Rate limit exceeded") as limited:
        transport.get("/x")
    assert (limited.value.retry_after, waits) == (1800, [])


def test_a_delete_whose_answer_was_lost_is_done(transport: Transport, server: Scripted) -> None:
    server.script = [GONE, no(404), no(404)]
    assert transport.send(Call("DELETE", "/x")) is None
    with pytest.raises(NotFoundError):
        transport.send(Call("DELETE", "/x"))


@pytest.mark.parametrize("failure", [no(429, Retry_After="9"), no(502), no(503), no(504), GONE])
def test_waiting_for_an_execution_outlasts_an_outage(transport: Transport, server: Scripted, failure: Answer) -> None:
    execution = {"id": "1", "task_id": "2", "status": "running"}
    server.script = [failure] * 12 + [ok([execution | {"status": "success"}])]
    assert Tasks(transport).wait(Execution(execution)).status == "success"


def test_waiting_for_an_execution_leaves_a_busy_server_alone(
    transport_to: To, server: Scripted, waits: list[float]
) -> None:
    execution = {"id": "1", "task_id": "2", "status": "running"}
    server.script = [no(429, Retry_After="90"), ok([execution | {"status": "success"}])]
    assert Tasks(transport_to(server.url("").rstrip("/"), max_retries=0)).wait(Execution(execution)).is_over
    assert waits == [FIRST_LOOK, 90]


def test_what_a_busy_server_asks_for_beyond_the_time_is_not_waited_for(
    transport: Transport, server: Scripted, waits: list[float]
) -> None:
    server.script = [no(429, Retry_After="90")]
    with pytest.raises(WaitTimeoutError):
        Tasks(transport).wait(Execution({"id": "1", "task_id": "2", "status": "running"}), timeout=60)
    assert waits == [FIRST_LOOK]


@pytest.mark.parametrize("failure", [no(429, Retry_After="20"), no(503, Retry_After="20"), GONE, SLOW])
def test_waiting_for_an_execution_ends_in_time(transport: Transport, server: Scripted, failure: Answer) -> None:
    execution = Execution({"id": "1", "task_id": "2", "status": "running"})
    server.script = [failure] * 9
    begun = time.monotonic()
    with pytest.raises(WaitTimeoutError) as late:
        Tasks(transport).wait(execution, timeout=0.1)
    assert late.value.execution is execution
    assert time.monotonic() - begun < 5


# ── No answer, and strange ones ──────────────────────────────────────────────────────────────────


def test_no_answer_in_time_is_an_error_of_ours(server: Scripted, transport_to: To) -> None:
    server.script = [SLOW]
    with pytest.raises(APITimeoutError, match="did not answer in time"):
        transport_to(server.url(""), max_retries=0).get("/x")


def test_a_server_that_is_not_there_is_an_error_of_ours(server: Scripted, transport_to: To, waits: list[float]) -> None:
    server.shutdown()
    server.server_close()
    with pytest.raises(APIConnectionError, match="could not be reached"):
        transport_to(server.url("")).get("/x")
    assert len(waits) == 4


def test_a_redirect_is_refused_and_the_key_goes_nowhere_else(transport: Transport, server: Scripted) -> None:
    with Scripted() as elsewhere:
        server.script = [(302, {"Location": elsewhere.url("/x")}, b"")]
        with pytest.raises(APIError, match="redirects"):
            transport.get("/x")
        assert elsewhere.asked == []


def test_what_is_not_json_is_told(transport: Transport, server: Scripted) -> None:
    server.script = [(200, {}, b"<html>"), (502, {}, b"<html>")]
    with pytest.raises(APIError, match="not JSON"):
        transport.get("/x")
    with pytest.raises(APIError, match=r"127.0.0.1:\d+ answered 502 Bad Gateway\."):
        transport.get("/x")


@pytest.mark.parametrize("body", [b"null", b'"x"', b"1", b""])
def test_what_torale_does_not_answer_is_told(transport: Transport, server: Scripted, body: bytes) -> None:
    server.script = [(200, {}, body)]
    with pytest.raises(APIError, match="is it Torale"):
        transport.get("/x")


def test_a_host_that_is_none_is_told(transport_to: To) -> None:
    with pytest.raises(ConfigurationError, match="is the address right"):
        transport_to("http://a..b").get("/x")


@pytest.mark.parametrize("key", ["ü€", "a\nb", " "])
def test_an_idempotency_key_that_is_none_is_refused(transport: Transport, key: str) -> None:
    with pytest.raises(ConfigurationError, match="printable ASCII"):
        transport.create("/x", idempotency_key=key)


def test_a_refusal_in_other_words_is_told_all_the_same() -> None:
    assert str(ValidationError(422, [{"x": 1}, "y"])) == "The server answered 422."


def test_the_fields_that_are_wrong_are_told() -> None:
    problems = [
        {"type": "missing", "loc": ["body", "search_query"], "msg": "Field required"},
        {"type": "x", "loc": ["body", "notifications", 0, "address"], "msg": "No address"},
        {"type": "json_invalid", "loc": ["body"], "msg": "No JSON"},
    ]
    error = ValidationError(422, problems)
    assert error.fields == {
        "search_query": "Field required",
        "notifications.0.address": "No address",
        "body": "No JSON",
    }
    assert str(error) == "search_query: Field required; notifications.0.address: No address; body: No JSON"
    assert (str(ValidationError(400, "One sentence")), ValidationError(400, "One sentence").fields) == (
        "One sentence",
        {},
    )


# ── The key ──────────────────────────────────────────────────────────────────────────────────────


def held_by(error: BaseException | None) -> Iterator[str]:
    """All that an error carries: its text, and that of what it came from, with what these hold."""
    while error is not None:
        yield f"{error!r} {error} {vars(error)}"
        request = getattr(error, "request", None)
        yield str(getattr(request, "headers", ""))
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize("failure", [GONE, SLOW, no(401), no(500), (200, {}, b"<html>"), (302, {"Location": "/"}, b"")])
def test_no_error_and_no_repr_holds_the_key(server: Scripted, transport_to: To, failure: Answer) -> None:
    transport = transport_to(server.url(""), max_retries=0)
    server.script = [failure]
    with pytest.raises(ToraleError) as raised:
        transport.get("/x")
    assert server.asked[0][2]["Authorization"] == "Bearer sk_secret"
    assert "secret" not in " ".join([*held_by(raised.value), repr(transport), repr(vars(transport))])


def test_the_netrc_does_not_take_the_keys_place(
    server: Scripted, transport: Transport, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / ".netrc").write_text("machine 127.0.0.1 login somebody password else\n")
    server.script = [ok()]
    transport.get("/x")
    assert server.asked[0][2]["Authorization"] == "Bearer sk_secret"


@pytest.mark.parametrize("key", ["sk_a b", "sk_\nX-Evil: 1", "sk_ü"])
def test_a_key_that_is_none_is_refused_without_being_told(transport_to: To, key: str) -> None:
    with pytest.raises(ConfigurationError, match="characters in it that no key has") as refused:
        transport_to("http://127.0.0.1:1", key=key)
    assert key not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "torale.example.com",
        "ftp://x",
        "https://",
        "https://me:secret@x",
        "https://x?y",
        "http://[::1",
        "http://127.0.0.1:abc",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:0",
    ],
)
def test_an_address_that_is_none_is_refused(transport_to: To, url: str) -> None:
    with pytest.raises(ConfigurationError, match="no address of a server"):
        transport_to(url)


@pytest.mark.parametrize("id_", ["", "..", "a/b", "a?b", "a%2e", "ü"])
def test_what_is_no_id_leads_nowhere(id_: str) -> None:
    with pytest.raises(NotFoundError):
        item("/tasks/{}", id_)


def test_statuses_have_errors_of_their_own(transport: Transport, server: Scripted) -> None:
    for status, kind in ((401, AuthenticationError), (409, ConflictError), (422, ValidationError)):
        server.script = [no(status)]
        with pytest.raises(kind):
            transport.get("/x")
