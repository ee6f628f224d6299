"""What the OpenAPI document says of every operation, and the pages that show it, served wholly from here."""

from functools import cache
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import api_view, authentication_classes, permission_classes
from rest_framework.request import Request
from rest_framework.response import Response

from config.fields import StringField

# Scripts and styles from here alone; Redoc draws with inline styles and searches in a worker made from a blob.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; worker-src 'self' blob:;"
    " object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
# No NUL, and where it may not be blank, something beside white space.
ANY_TEXT = r"^[^\x00]*$"
SOME_TEXT = r"^[^\x00]*[^\s\x00][^\x00]*$"
# A header's name (RFC 9110, 5.6.2).
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
    """Where a problem lies: `body`, `query`, `path` or `header`, then the field."""


class ProblemSerializer(serializers.Serializer[Any]):
    type = serializers.CharField(help_text="The kind of problem, such as `missing`.")
    loc = PlaceField()
    msg = serializers.CharField()


class ValidationErrorSerializer(serializers.Serializer[Any]):
    detail = ProblemSerializer(many=True)


class StringFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = "config.fields.StringField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        field: StringField = self.target
        described: dict[str, Any] = {"type": "string", **field.schema}
        if field.max_length:
            described["maxLength"] = field.max_length
        if not described.keys() & {"const", "enum", "format"}:
            described["pattern"] = ANY_TEXT if field.allow_blank else SOME_TEXT
        return described


class HeadersFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = "config.fields.HeadersField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        return {
            "type": "object",
            "propertyNames": {"pattern": HEADER_NAME},
            "additionalProperties": {"type": "string", "pattern": ANY_TEXT},
        }


class ToraleSchema(AutoSchema):
    """Summary and description of an operation are its docstring: the first line, and the rest."""

    def get_summary(self) -> str | None:
        return super().get_description().partition("\n")[0].rstrip(".") or None

    def get_description(self) -> str:  # type: ignore[override]  # spectacular's own has no arguments either
        return super().get_description().partition("\n")[2].strip()


def answers(success: Any, *refusals: int, status: int = 200) -> dict[int, OpenApiResponse]:
    """The responses of an operation: its success, the refusals it names, and those of all that need a credential."""
    responses = {status: OpenApiResponse(success, description=HTTPStatus(status).phrase)}
    for refusal in sorted({401, 429, 503, *refusals}):
        body = ValidationErrorSerializer if refusal == HTTPStatus.UNPROCESSABLE_ENTITY else ErrorSerializer
        responses[refusal] = OpenApiResponse(body, description=HTTPStatus(refusal).phrase)
    return responses


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
    return _page(request, "config/redoc.html")


def swagger(request: HttpRequest) -> HttpResponse:
    return _page(request, "config/docs.html")


def _page(request: HttpRequest, template: str) -> HttpResponse:
    page = render(request, template)
    page["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return page
