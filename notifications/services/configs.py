"""Validate channel configurations as clients write them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from core.errors import InvalidError
from core.net import outbound
from core.net.email_address import validate_public_address, with_folded_domain
from notifications.models import Webhook

ADDRESS_LENGTH = 254
URL_LENGTH = 2000
MAX_HEADERS = 20
HEADER_NAME_LENGTH = 100
HEADER_VALUE_LENGTH = 1000
# RFC 9110, 5.6.2 and 5.5: a token; visible ASCII with inner blanks only.
HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
HEADER_VALUE = re.compile(r"(?:[!-~](?:[ \t!-~]*[!-~])?)?")
RESERVED_HEADERS = frozenset(
    {"host", "user-agent", "expect", "content-type", "content-length", "content-encoding", "accept-encoding"}
    | {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"}
)
RESERVED_PREFIXES = ("webhook-", "proxy-")


@dataclass(frozen=True, slots=True)
class WebhookConfig:
    url: str
    method: str = Webhook.Method.POST
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class ChannelConfigs:
    """Channels that an owner wants for a task: at most one of each type."""

    email: str | None = None
    webhook: WebhookConfig | None = None


def parse(configs: Sequence[Any]) -> ChannelConfigs:
    """Read a task's `notifications`. Raises InvalidError, which names the mistake."""
    parsed: dict[str, Any] = {}
    for config in configs:
        kind = config.get("type") if isinstance(config, dict) else None
        parser = PARSERS.get(kind) if isinstance(kind, str) else None
        if parser is None:
            raise _invalid('each needs a type, "email" or "webhook"')
        if kind in parsed:
            raise _invalid(f"at most one {kind} per task")
        parsed[str(kind)] = parser(config)
    return ChannelConfigs(**parsed)


def _email(config: Mapping[str, Any]) -> str:
    address = config.get("address")
    if not isinstance(address, str) or len(address) > ADDRESS_LENGTH or not _is_one_address(address):
        raise _invalid("address must be one email address")
    return with_folded_domain(address)


def _is_one_address(address: str) -> bool:
    try:
        validate_public_address(address)
    except ValidationError:
        return False
    return _is_text(address)


def _webhook(config: Mapping[str, Any]) -> WebhookConfig:
    method = config.get("method")
    if method is not None and method not in Webhook.Method.values:
        raise _invalid("method must be POST or PUT")
    return WebhookConfig(
        url=_url(config.get("url")), method=method or Webhook.Method.POST, headers=_headers(config.get("headers"))
    )


def _url(url: Any) -> str:
    if not isinstance(url, str) or not url or not _is_text(url):
        raise _invalid("a webhook needs a url")
    if len(url) > URL_LENGTH:
        raise _invalid(f"url is longer than {URL_LENGTH} characters")
    try:
        outbound.refuse_by_sight(url, outbound.WEBHOOKS)
    except outbound.OutboundError as error:
        raise _invalid(str(error)) from error
    return url


def _headers(headers: Any) -> dict[str, str]:
    if headers is None:
        return {}
    if not isinstance(headers, dict):
        raise _invalid("headers must be an object")
    if len(headers) > MAX_HEADERS:
        raise _invalid(f"at most {MAX_HEADERS} headers")
    if len({name.lower() for name in headers}) < len(headers):
        raise _invalid("a header is given twice")
    for name, value in headers.items():
        _check_header(name, value)
    return dict(headers)


def _check_header(name: str, value: Any) -> None:
    if len(name) > HEADER_NAME_LENGTH or not HEADER_NAME.fullmatch(name):
        raise _invalid(f"{name[:HEADER_NAME_LENGTH]!a} is not a header name")
    if name.lower() in RESERVED_HEADERS or name.lower().startswith(RESERVED_PREFIXES):
        raise _invalid(f"header {name} is reserved")
    if not isinstance(value, str) or len(value) > HEADER_VALUE_LENGTH or not HEADER_VALUE.fullmatch(value):
        raise _invalid(f"the value of header {name} must be at most {HEADER_VALUE_LENGTH} printable ASCII characters")


def _is_text(value: str) -> bool:
    """Return False for lone surrogates and control characters, which cannot be stored."""
    return value.isprintable()


def _invalid(reason: str) -> InvalidError:
    return InvalidError(f"Invalid notification: {reason}")


PARSERS: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {"email": _email, "webhook": _webhook}
