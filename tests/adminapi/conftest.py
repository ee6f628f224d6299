from datetime import datetime

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from tests.adminapi.make import Platform
from tests.conftest import client_of


@pytest.fixture
def as_admin(admin: User) -> APIClient:
    return client_of(admin)


@pytest.fixture
def now() -> datetime:
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def platform(owner: User, stranger: User, now: datetime) -> Platform:
    return Platform(owner, stranger, now)
