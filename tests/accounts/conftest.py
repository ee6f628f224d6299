from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytest_django import Settings

from accounts.clerk import http
from tests.accounts.limiting import limited, link
from tests.doubles.clerk import ClerkDouble

__all__ = ["clerk", "limited", "link"]


@pytest.fixture
def clerk(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[ClerkDouble]:
    """A Clerk on this machine, settings that name it, and less patience with it."""
    monkeypatch.setattr(http, "POLICY", replace(http.POLICY, deadline=1.0))
    with ClerkDouble() as clerk:
        clerk.configure(settings)
        yield clerk
