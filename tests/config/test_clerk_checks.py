"""Mistakes in the settings that name Clerk are explained at start-up."""

import pytest
from pytest_django import Settings

from config.checks import check_settings
from tests.doubles.clerk import ClerkDouble


def found() -> set[str | None]:
    return {message.id for message in check_settings(None)} & {"torale.E008", "torale.W002"}


@pytest.fixture
def clerk(settings: Settings) -> ClerkDouble:
    with ClerkDouble() as clerk:
        clerk.configure(settings)
    return clerk


def test_a_clerk_on_this_machine_may_do_without_https(clerk: ClerkDouble) -> None:
    assert found() == set()


def test_without_an_issuer_there_is_nothing_to_check(clerk: ClerkDouble, settings: Settings) -> None:
    settings.CLERK_ISSUER = settings.CLERK_SECRET_KEY = ""
    settings.CLERK_JWKS_URL = "/.well-known/jwks.json"
    assert found() == set()


@pytest.mark.parametrize("name", ["CLERK_ISSUER", "CLERK_JWKS_URL", "CLERK_API_URL"])
@pytest.mark.parametrize(
    "url", ["http://clerk.example.com", "clerk.example.com", "https://", "http://127.0.0.1.example"]
)
def test_an_address_that_others_could_speak_for_is_refused(
    clerk: ClerkDouble, settings: Settings, name: str, url: str
) -> None:
    setattr(settings, name, url)
    assert found() == {"torale.E008"}


def test_a_missing_secret_key_is_worth_a_warning(clerk: ClerkDouble, settings: Settings) -> None:
    settings.CLERK_SECRET_KEY = ""
    assert found() == {"torale.W002"}
