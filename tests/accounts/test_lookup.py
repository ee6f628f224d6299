import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.lookup import usable_key
from accounts.models import ApiKey, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(owner: User) -> str:
    return ApiKey.issue(user=owner, name="tests")[0]


def all_fields(row: ApiKey | User) -> dict[str, object]:
    return {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_what_is_found_is_what_the_models_say(key: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        found = usable_key(ApiKey.digest_of(key))
        assert found is not None
        user = found.user

    expected = ApiKey.objects.get()
    assert all_fields(found) == all_fields(expected)
    assert all_fields(user) == all_fields(expected.user)
    assert not found._state.adding


def test_what_is_found_can_be_changed(key: str) -> None:
    found = usable_key(ApiKey.digest_of(key))
    assert found is not None
    found.revoke(now=timezone.now())

    assert not ApiKey.objects.get().is_active


def test_neither_an_unknown_key_nor_a_revoked_one_is_usable(key: str) -> None:
    assert usable_key(ApiKey.digest_of("sk_unknown")) is None
    ApiKey.objects.update(revoked_at=timezone.now())
    assert usable_key(ApiKey.digest_of(key)) is None


def test_no_key_of_a_deactivated_user_is_usable(key: str) -> None:
    User.objects.update(is_active=False)
    assert usable_key(ApiKey.digest_of(key)) is None
