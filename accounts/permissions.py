"""Who may do what."""

from typing import TYPE_CHECKING

from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:  # DRF's views load this module
    from rest_framework.views import APIView


class IsAuthenticated(BasePermission):
    """Raises NotAuthenticated, which says what is missing, rather than answer no."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not request.user.is_authenticated:
            raise NotAuthenticated("Authorization header missing")
        return True
