"""The OpenAPI document: parts that all operations share, and the pages that show it."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import get_lib_doc_excludes
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
)
from rest_framework import serializers
from rest_framework.decorators import api_view, authentication_classes, permission_classes
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import MOST_NAMES, StringField
from core.api.representation import Representation
from core.api.wire import MAX_BODY_BYTES

# Own scripts and styles alone; Redoc uses inline styles and searches in a worker made from a blob.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; worker-src 'self' blob:;"
    " object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
# Patterns exclude NUL. SOME_TEXT also needs one character that is no white space in Python or in ECMA-262. Clients read
# patterns by ECMA-262, so characters that only one of the two counts as white space are listed.
ANY_TEXT = r"^[^\x00]*$"
SOME_TEXT = r"^[^\x00]*[^\s\x00\x1c-\x1f\x85\ufeff][^\x00]*$"
# Header name (RFC 9110, 5.6.2).
HEADER_NAME = r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"
TOTAL_COUNT = OpenApiParameter(
    "X-Total-Count", OpenApiTypes.INT, OpenApiParameter.HEADER, response=[200], description="Items in all."
)


class ErrorSerializer(serializers.Serializer[Any]):
    detail = serializers.CharField(help_text="What is wrong, in a sentence.")


@extend_schema_field(
    {"type": "array", "items": {"type": ["string", "integer"]}, "examples": [["body", "search_query"]]}
)
class PlaceField(serializers.Field[Any, Any, Any, Any]):
    """Location of a problem: `body`, `query`, `path` or `header`, then the field."""


class ProblemSerializer(serializers.Serializer[Any]):
    type = serializers.CharField(help_text="The kind of problem, such as `missing`.")
    loc = PlaceField()
    msg = serializers.CharField()


class ValidationErrorSerializer(serializers.Serializer[Any]):
    detail = ProblemSerializer(many=True)


class StringFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = "core.api.fields.StringField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        field: StringField = self.target
        described: dict[str, Any] = {"type": "string", **field.schema}
        if field.allow_null and "enum" in described:
            described["enum"] = [*described["enum"], None]
        if field.max_length:
            described["maxLength"] = field.max_length
        if not described.keys() & {"const", "enum", "format"}:
            described["pattern"] = ANY_TEXT if field.allow_blank else SOME_TEXT
        return described


class HeadersFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = "core.api.fields.HeadersField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        return {
            "type": "object",
            "maxProperties": MOST_NAMES,
            "propertyNames": {"pattern": HEADER_NAME},
            "additionalProperties": {"type": ["string", "null"], "pattern": ANY_TEXT},
        }


def undescribed() -> list[type[Any]]:
    """Return base classes whose docstrings are for developers, and must not describe their subclasses."""
    return [Representation, *get_lib_doc_excludes()]  # type: ignore[no-untyped-call]


class ToraleSchema(AutoSchema):
    """Takes an operation's summary from its docstring's first line, and the description from the rest."""

    def get_summary(self) -> str | None:
        return super().get_description().partition("\n")[0].rstrip(".") or None

    def get_description(self) -> str:  # type: ignore[override]  # spectacular's own has no arguments either
        return super().get_description().partition("\n")[2].strip()

    def _get_request_body(self, direction: str = "request") -> dict[str, Any] | None:
        """Mark a body as required if its serializer sets `needs_body`: spectacular sees required fields alone."""
        body: dict[str, Any] | None = super()._get_request_body(direction)  # type: ignore[no-untyped-call]
        if body and getattr(self.get_request_serializer(), "needs_body", False):
            body["required"] = True
        return body


@dataclass(frozen=True)
class Refusal:
    """One way in which an operation is refused: its status, its cause, and an example of its `detail`."""

    status: int
    when: str
    detail: str | tuple[dict[str, Any], ...]

    def described(self) -> OpenApiResponse:
        body = ErrorSerializer if isinstance(self.detail, str) else ValidationErrorSerializer
        detail = self.detail if isinstance(self.detail, str) else list(self.detail)
        example = OpenApiExample(_first_words(self.when), value={"detail": detail}, response_only=True)
        return OpenApiResponse(body, description=self.when, examples=[example])


def _first_words(when: str) -> str:
    return when.partition(".")[0].partition(":")[0].partition(",")[0]


UNKNOWN = Refusal(401, "The credential is missing, or not valid any more.", "Authorization header missing")
UNKNOWN_THOUGH_PUBLIC = Refusal(
    401, "A credential was sent, and is not valid. Without one the request is answered.", "Invalid API key"
)
TOO_LARGE = Refusal(413, "The body is larger than 1 MiB.", f"Request body is larger than {MAX_BODY_BYTES} bytes")
UNFIT_QUERY = Refusal(
    422,
    "A parameter does not fit. `detail` names each and what is wrong with it.",
    ({"type": "less_than_equal", "loc": ["query", "limit"], "msg": "Input should be less than or equal to 100"},),
)
LIMITED = Refusal(
    429, "Over the rate limit. `Retry-After` says in how many seconds to ask again.", "Rate limit exceeded"
)
AWAY = Refusal(
    503, "Something that Torale needs is away. `Retry-After` says when to ask again.", "Service temporarily unavailable"
)


def unfit_body(field: str, kind: str = "missing", message: str = "Field required") -> Refusal:
    """Return the refusal of a body, with a problem of `field` as its example."""
    return Refusal(
        422,
        "The body, or a header, does not fit. `detail` names each field and what is wrong with it.",
        ({"type": kind, "loc": ["body", field], "msg": message},),
    )


def no_string(field: str) -> Refusal:
    return unfit_body(field, "string_type", "Input should be a valid string")


def no_boolean(field: str) -> Refusal:
    return unfit_body(field, "bool_type", "Input should be a valid boolean")


def answers(
    success: Any, meaning: str, *refusals: Refusal, status: int = 200, examples: tuple[OpenApiExample, ...] = ()
) -> dict[int, OpenApiResponse]:
    """Return an operation's responses: its success, its own refusals, and the refusals that all share."""
    ways = {refusal.status: refusal for refusal in (UNKNOWN, LIMITED, AWAY, *refusals)}
    success = OpenApiResponse(success, description=meaning, examples=list(examples))
    return {status: success} | {refused: ways[refused].described() for refused in sorted(ways)}


def list_examples(items: str, item: OpenApiExample) -> tuple[OpenApiExample, OpenApiExample]:
    """Return examples of a list: a bare array, and with `?page=` an envelope; see `core.api.pagination`."""
    envelope = {"items": [item.value], "total": 1, "page": 1, "limit": 20}
    return (
        OpenApiExample(f"All {items}", value=[item.value], response_only=True),
        OpenApiExample("A page of them (`?page=1`)", value=envelope, response_only=True),
    )


@cache
def document() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call, no-any-return]


@extend_schema(exclude=True)
@api_view(["GET"])
@authentication_classes([])
@permission_classes([])
def openapi_json(request: Request) -> Response:
    return Response(document())


def redoc(request: HttpRequest) -> HttpResponse:
    return _page(request, "core/redoc.html")


def swagger(request: HttpRequest) -> HttpResponse:
    return _page(request, "core/docs.html")


def _page(request: HttpRequest, template: str) -> HttpResponse:
    page = render(request, template)
    page["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return page
