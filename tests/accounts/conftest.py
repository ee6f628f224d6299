from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.accounts.limiting import limited, link
from tests.doubles.clerk import ClerkDouble

__all__ = ["clerk", "limited", "link"]


@pytest.fixture
def clerk(settings: Settings) -> Iterator[ClerkDouble]:
    """A Clerk on this machine, and settings that name it."""
    with ClerkDouble() as clerk:
        clerk.configure(settings)
        yield clerk
