"""Check for each page of the Django admin that the user is still an admin at Clerk."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.clerk.roles import current_role
from accounts.models import User


class CurrentRoleInAdmin:
    """Update the role of Clerk's users before a page of the Django admin reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any) -> None:
        match = request.resolver_match
        if match and match.app_name == "admin" and isinstance(request.user, User):
            current_role(request.user, token=None, now=timezone.now())
