"""One address is one however it is written, and no sign that looks like a letter makes it another's."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts import known_browsers
from accounts.models import User
from core.net.email_address import caseless, folded, validate_public_address
from notifications.models import EmailAddress
from tests.conftest import client_of, member

KELVIN, LONG_S, WIDE_K = "\u212a", "\u017f", "\uff4b"


def test_letter_case_and_forms_do_not_make_two_addresses() -> None:
    assert folded("Alice@B\u00dcCHER.example") == folded("alice@bu\u0308cher.example")


@pytest.mark.parametrize("sign", [KELVIN, LONG_S, WIDE_K])
def test_a_sign_that_folds_into_a_letter_is_refused_and_equals_nothing(sign: str) -> None:
    address = f"ali{sign}e@example.com"
    assert folded(address) == address
    with pytest.raises(ValidationError):
        validate_public_address(address)


@given(st.text())
def test_folding_twice_changes_nothing_and_neither_does_the_databases_lower(text: str) -> None:
    assert caseless(caseless(text)) == caseless(text) == caseless(text).lower()


@pytest.mark.django_db
@pytest.mark.parametrize("domain", ["B\u00dcCHER.example", "\u13a0\uab70.example"])
def test_an_address_is_one_however_its_domain_is_written(domain: str) -> None:
    owner = member("owner@example.com")
    for written in (domain, domain.lower(), domain.casefold()):
        config = {"type": "email", "address": f"Reader@{written}"}
        body = {"search_query": "Is it out?", "notifications": [config]}
        assert client_of(owner).post("/api/v1/tasks", body, format="json").status_code == 200
    assert EmailAddress.objects.count() == 1
    user = member(f"reader@{domain}")
    assert User.objects.filter(email=f"READER@{domain.casefold()}").get() == user
    assert known_browsers.digest_of(f"reader@{domain}") == known_browsers.digest_of(user.email)


@pytest.mark.django_db
def test_nobody_is_found_by_an_address_that_looks_like_theirs() -> None:
    user = member("kate@example.com")
    assert User.objects.filter(email="KATE@example.com").get() == user
    assert not User.objects.filter(email=f"{KELVIN}ate@example.com").exists()
    assert not user.owns_verified(f"{KELVIN}ate@example.com")


@pytest.mark.django_db
def test_an_address_that_looks_like_another_is_told_nothing(client: Client) -> None:
    config = {"type": "email", "address": f"{KELVIN}ate@example.com"}
    body = {"search_query": "Is it out?", "notifications": [config]}
    answer = client_of(member("kate@example.com")).post("/api/v1/tasks", body, format="json")
    assert answer.status_code == 400
