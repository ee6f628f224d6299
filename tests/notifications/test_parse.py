from typing import Any

import pytest

from core.errors import InvalidError
from notifications.services import ChannelConfigs, WebhookConfig, parse

URL = "https://receiver.example/hook"


def refusal(*configs: Any) -> str:
    with pytest.raises(InvalidError) as refused:
        parse(configs)
    assert refused.value.message.startswith("Invalid notification: ")
    return refused.value.message


def webhook(**config: Any) -> dict[str, Any]:
    return {"type": "webhook", "url": URL, **config}


def test_an_email_and_a_webhook_are_read() -> None:
    parsed = parse([{"type": "email", "address": "bob@example.com"}, webhook(method="PUT", headers={"X-Key": "a b"})])
    assert parsed == ChannelConfigs("bob@example.com", WebhookConfig(URL, "PUT", {"X-Key": "a b"}))


def test_a_webhook_is_posted_to_unless_it_says_otherwise() -> None:
    assert parse([webhook()]).webhook == WebhookConfig(URL, "POST", {})


def test_unknown_fields_are_ignored_and_null_means_not_given() -> None:
    assert parse([webhook(colour="red", method=None, headers=None)]).webhook == WebhookConfig(URL, "POST", {})


@pytest.mark.parametrize("config", [{}, {"type": "sms"}, {"type": ["email"]}, {"type": None}, "email", None, 7, []])
def test_a_type_that_is_none_is_refused(config: Any) -> None:
    assert "email" in refusal(config)


def test_two_of_a_type_are_refused() -> None:
    address = {"type": "email", "address": "bob@example.com"}
    assert "at most one email" in refusal(address, address)


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "bob",
        "bob@",
        "bob@example.com, eve@example.com",
        '"bob@example.com, eve"@example.com',
        "bob@example.com\r\nBcc: eve@example.com",
        "bob@example.com\x00",
        "bob@\ud800xample.com",
        "Bob <bob@example.com>",
        "b" * 250 + "@example.com",
        ["bob@example.com"],
    ],
)
def test_what_is_not_exactly_one_address_is_refused(address: Any) -> None:
    assert "address" in refusal({"type": "email", "address": address})


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        7,
        "receiver.example",
        "ftp://receiver.example/",
        "http://receiver.example/hook",
        "https://127.0.0.1/hook",
        "https://localhost/hook",
        "https://user:password@receiver.example/",
        "https://receiver.example/\r\nX-Evil: 1",
        "https://receiver.example/\x00",
        "https://\ud800.example/",
        "https://receiver.example/" + "a" * 2000,
    ],
)
def test_an_url_that_may_not_be_called_is_refused(url: Any) -> None:
    refusal({"type": "webhook", "url": url})


@pytest.mark.parametrize("method", ["GET", "post", "", 7, ["POST"]])
def test_a_method_other_than_post_and_put_is_refused(method: Any) -> None:
    assert "method" in refusal(webhook(method=method))


@pytest.mark.parametrize(
    "name",
    ["Host", "webhook-id", "Webhook-Signature", "content-length", "Content-Type", "Transfer-Encoding", "Connection"],
)
def test_a_reserved_header_is_refused(name: str) -> None:
    assert f"{name} is reserved" in refusal(webhook(headers={name: "x"}))


@pytest.mark.parametrize(
    "headers",
    [
        {"X-A": "one\r\nX-B: two"},
        {"X-A\r\nX-B": "two"},
        {"X-A:": "two"},
        {"": "two"},
        {"X-Ä": "two"},
        {"X-A": "two\x00"},
        {"X-A": "é"},
        {"X-A": "\ud800"},
        {"X-A": " padded "},
        {"X-A": None},
        {"X-A": 7},
        {"X-A": "long" * 1000},
        {"X-A": "1", "x-a": "2"},
        {f"X-{n}": "many" for n in range(21)},
        ["X-A"],
        "X-A: 1",
    ],
)
def test_headers_that_http_cannot_carry_are_refused(headers: Any) -> None:
    assert "header" in refusal(webhook(headers=headers))


def test_twenty_headers_are_allowed() -> None:
    parsed = parse([webhook(headers={f"X-{n}": "" for n in range(20)})]).webhook
    assert parsed is not None
    assert len(parsed.headers) == 20


def test_header_values_do_not_show_in_logs() -> None:
    assert "sesame" not in repr(parse([webhook(headers={"Authorization": "sesame"})]))
