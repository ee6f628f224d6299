"""Permissions of the API."""

from typing import TYPE_CHECKING, cast

from django.utils import timezone
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.clerk.roles import current_role
from accounts.clerk.tokens import SessionToken
from accounts.models import User

if TYPE_CHECKING:  # DRF's views load this module
    from rest_framework.views import APIView


class IsAuthenticated(BasePermission):
    """Require a user. Raises NotAuthenticated, whose message says what is missing."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not request.user.is_authenticated:
            raise NotAuthenticated("Authorization header missing")
        return True


class IsAdmin(IsAuthenticated):
    message = "Admin access required"

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return super().has_permission(request, view) and role_of(request) == User.Role.ADMIN


def role_of(request: Request) -> User.Role:
    """Return the present role of the request's user."""
    token = request.auth if isinstance(request.auth, SessionToken) else None
    return current_role(cast("User", request.user), token=token, now=timezone.now())
