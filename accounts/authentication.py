"""Who makes a request: `Authorization: Bearer sk_…`."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiKey, User


class BearerAuthentication(BaseAuthentication):
    """An API key in the Authorization header (RFC 6750).

    A request without the header is anonymous; one with a bad key is refused, on public endpoints too.
    """

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        header = get_authorization_header(request)
        if not header:
            return None
        scheme, _, credential = header.decode("latin-1").partition(" ")
        if scheme.lower() != "bearer" or not credential.strip():
            raise AuthenticationFailed("Invalid API key")
        return self._by_key(credential.strip())

    def _by_key(self, key: str) -> tuple[User, ApiKey]:
        row = ApiKey.objects.usable(key).select_related("user").first()
        if row is None:
            raise AuthenticationFailed("Invalid API key")
        return row.user, row

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "accounts.authentication.BearerAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "sk_…"}
