"""The pages behind the links in mails."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from notifications import links
from notifications.models import EmailAddress
from tests.notifications.make import email_to


@pytest.fixture
def address(owner: User) -> EmailAddress:
    email = email_to(owner, "bob@example.com").email
    assert email is not None
    return email


@pytest.fixture
def browser() -> Client:
    """It keeps cookies, and is held to Django's protection against forged requests."""
    return Client(enforce_csrf_checks=True)


def path(url: str, settings: Any) -> str:
    return url.removeprefix(settings.PUBLIC_URL)


def is_confirmed(address: EmailAddress) -> bool:
    address.refresh_from_db()
    return address.confirmed_at is not None


def is_unsubscribed(address: EmailAddress) -> bool:
    address.refresh_from_db()
    return address.unsubscribed_at is not None


def test_opening_the_confirmation_page_confirms_nothing(address: EmailAddress, browser: Client, settings: Any) -> None:
    page = browser.get(path(links.confirm_url(address.id), settings))
    assert page.status_code == 200
    assert "<button>Yes, send them here</button>" in page.content.decode()
    assert not is_confirmed(address)


def test_the_button_confirms(address: EmailAddress, browser: Client, settings: Any) -> None:
    url = path(links.confirm_url(address.id), settings)
    page = browser.get(url)
    answer = browser.post(url, {"csrfmiddlewaretoken": page.context["csrf_token"]})
    assert "The address is confirmed" in answer.content.decode()
    assert is_confirmed(address)


def test_another_site_cannot_press_the_button(address: EmailAddress, browser: Client, settings: Any) -> None:
    assert browser.post(path(links.confirm_url(address.id), settings)).status_code == 403
    assert not is_confirmed(address)


def test_a_confirmation_link_expires(address: EmailAddress, client: Client, settings: Any) -> None:
    url = path(links.confirm_url(address.id), settings)
    with time_machine.travel(timezone.now() + links.CONFIRMATION_VALIDITY + timedelta(minutes=1)):
        assert client.post(url).status_code == 410
    assert not is_confirmed(address)


def test_a_confirmation_link_holds_for_a_week(address: EmailAddress, client: Client, settings: Any) -> None:
    url = path(links.confirm_url(address.id), settings)
    with time_machine.travel(timezone.now() + links.CONFIRMATION_VALIDITY - timedelta(minutes=1)):
        assert client.post(url).status_code == 200
    assert is_confirmed(address)


@pytest.mark.parametrize("make", [links.confirm_url, links.unsubscribe_url])
def test_a_tampered_link_does_nothing(address: EmailAddress, client: Client, settings: Any, make: Any) -> None:
    url = path(make(address.id), settings)
    assert client.post(url[:-3] + ("abc" if not url.endswith("abc") else "xyz")).status_code == 404
    assert not is_confirmed(address)
    assert not is_unsubscribed(address)


def test_a_link_for_one_purpose_does_not_serve_the_other(address: EmailAddress, client: Client, settings: Any) -> None:
    swapped = path(links.unsubscribe_url(address.id), settings).replace("unsubscribe", "confirm")
    assert client.post(swapped).status_code == 404
    assert not is_confirmed(address)


def test_a_mail_reader_unsubscribes_with_one_click_and_no_cookie(
    address: EmailAddress, browser: Client, settings: Any
) -> None:
    answer = browser.post(
        path(links.unsubscribe_url(address.id), settings), {"List-Unsubscribe": "One-Click"}, secure=False
    )
    assert answer.status_code == 200
    assert is_unsubscribed(address)


def test_opening_the_unsubscribe_page_changes_nothing(address: EmailAddress, browser: Client, settings: Any) -> None:
    page = browser.get(path(links.unsubscribe_url(address.id), settings))
    assert "<button>Unsubscribe</button>" in page.content.decode()
    assert not is_unsubscribed(address)


def test_who_unsubscribed_can_subscribe_again(address: EmailAddress, client: Client, settings: Any) -> None:
    url = path(links.unsubscribe_url(address.id), settings)
    client.post(url)
    client.post(url, {"again": "1"})
    assert not is_unsubscribed(address)


@pytest.mark.parametrize("make", [links.confirm_url, links.unsubscribe_url])
def test_a_link_for_an_address_that_is_gone_is_not_found(
    address: EmailAddress, client: Client, settings: Any, make: Any
) -> None:
    url = path(make(address.id), settings)
    address.delete()
    assert client.post(url).status_code == 404
