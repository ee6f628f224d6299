"""JSON bodies, read and written as JSON whatever the Content-Type and Accept headers say."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, NoReturn, Protocol

import orjson
from django.http import HttpResponse, UnreadablePostError
from rest_framework.exceptions import APIException
from rest_framework.metadata import BaseMetadata
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

MAX_BODY_BYTES = 1024 * 1024
MAX_DEPTH = 32
# Lists, objects and their members, counted by the signs between them. Each takes a hundred times its bytes in memory.
MAX_VALUES = 10_000
MAX_DIGITS = 400
# Bounds of a 422's body.
MOST_PROBLEMS, LONGEST_NAME, LONGEST_MESSAGE = 20, 100, 1000
_STRING_OR_SIGN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|([\[{,])', re.DOTALL)


class BodyTooLargeError(APIException):
    status_code = 413
    default_detail = f"Request body is larger than {MAX_BODY_BYTES} bytes"


class UnprocessableError(APIException):
    """The request does not fit the schema; `detail` lists each problem with its type, place and message.

    At most 20 problems are listed, and long names are cut, so that the answer stays small.
    """

    status_code = 422

    def __init__(self, problems: Iterable[Mapping[str, Any]]) -> None:
        self.detail = [_brief(problem) for problem in islice(problems, MOST_PROBLEMS)]


def _brief(problem: Mapping[str, Any]) -> dict[str, Any]:
    place = [part[:LONGEST_NAME] if isinstance(part, str) else part for part in problem["loc"]]
    return {**problem, "loc": place, "msg": problem["msg"][:LONGEST_MESSAGE]}


class Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


class BoundedJSONParser(BaseParser):
    """JSON (RFC 8259) in UTF-8, of a bounded size, depth and number of values.

    Lone surrogates pass here; `core.api.fields` refuses them and names the field.
    """

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        if int((parser_context or {})["request"].META.get("CONTENT_LENGTH") or 0) > MAX_BODY_BYTES:
            raise BodyTooLargeError
        return decode(_read(stream))


def _read(stream: Readable) -> bytes:
    try:
        body = stream.read(MAX_BODY_BYTES + 1)
    except UnreadablePostError as error:
        raise not_json("the request ended before its body did") from error
    if len(body) > MAX_BODY_BYTES:
        raise BodyTooLargeError
    return body


def decode(body: bytes) -> Any:
    """Decode JSON; a byte order mark before it is ignored (RFC 8259, 8.1).

    Raises UnprocessableError for anything but JSON, NaN and Infinity included.
    """
    if _has_too_many_values(body):
        raise not_json(f"more than {MAX_VALUES} values")
    try:
        value = STRICT.decode(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise not_json("body is not UTF-8") from error
    except RecursionError as error:
        raise not_json("nested too deeply") from error
    except json.JSONDecodeError as error:
        raise not_json(f"{error.msg} at character {error.pos}") from error
    except ValueError as error:
        raise not_json("a number is out of range") from error
    if body.count(b"[") + body.count(b"{") >= MAX_DEPTH and _deeper_than(MAX_DEPTH, value):
        raise not_json("nested too deeply")
    return value


def not_json(reason: str) -> UnprocessableError:
    return UnprocessableError([{"type": "json_invalid", "loc": ["body"], "msg": f"JSON decode error: {reason}"}])


def _has_too_many_values(body: bytes) -> bool:
    if body.count(b",") + body.count(b"[") + body.count(b"{") <= MAX_VALUES:
        return False
    signs = (match for match in _STRING_OR_SIGN.finditer(body) if match[1])
    return next(islice(signs, MAX_VALUES, None), None) is not None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ValueError(digits)
    return int(digits)


STRICT = json.JSONDecoder(parse_constant=_refuse_constant, parse_int=_integer)


def _deeper_than(limit: int, value: Any) -> bool:
    level = [value]
    for _ in range(limit):
        level = [child for item in level for child in _children(item)]
        if not level:
            return False
    return True


def _children(value: Any) -> Sequence[Any]:
    match value:
        case dict():
            return list(value.values())
        case list():
            return value
    return ()


class ORJSONRenderer(BaseRenderer):
    """Renders DRF's own responses: errors."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        return b"" if data is None else to_json(data)


def to_json(data: Any) -> bytes:
    """Encode as JSON, with times in UTC and whole seconds: `2025-01-15T10:30:00Z`."""
    return orjson.dumps(data, default=str, option=orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS)


class ORJSONResponse(HttpResponse):
    """A JSON response rendered immediately. DRF's Response waits for a renderer to be chosen."""

    def __init__(self, data: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(to_json(data), status=status, headers=headers, content_type=ORJSONRenderer.media_type)


class OnlyJSON(BaseContentNegotiation):
    """Answers in JSON whatever the client accepts: it is the only format."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser:
        return next(iter(parsers))

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, str(renderer.media_type)


class NoMetadata(BaseMetadata):
    """Leaves OPTIONS without a body: its Allow header lists the methods, `/openapi.json` has the rest."""

    def determine_metadata(self, request: Request, view: object) -> None:
        return None
