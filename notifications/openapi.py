"""Parts of the OpenAPI document that serializers cannot express."""

from typing import Any, cast

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema


class WebhookConfigSchema(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Require one of the two names of the URL."""

    target_class = "notifications.serializers.WebhookConfigSerializer"

    def map_serializer(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)  # type: ignore[no-untyped-call]
        return cast("dict[str, Any]", schema) | {"anyOf": [{"required": ["url"]}, {"required": ["webhook_url"]}]}
