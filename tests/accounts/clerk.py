"""How a test speaks for a user of Clerk's."""

from typing import Any

from rest_framework.test import APIClient


def bearing(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def sync(token: str) -> Any:
    return bearing(token).post("/auth/sync-user")
