from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, time
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries, Settings
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIClient
from rest_framework.views import APIView

from accounts import limits
from accounts.models import ApiKey, User
from core.api.rates import Rate
from core.errors import LimitExceededError, UnavailableError
from core.web.client_address import networks
from tests.conftest import client_of
from tests.doubles.clerk import ClerkDouble
from tests.doubles.redis_link import RedisLink

TASKS = "/api/v1/tasks"
HEADERS = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("limited")]


@pytest.fixture
def two_a_minute(limited: Settings) -> Settings:
    limited.TORALE_RATE_LIMITS = (Rate(2, 60), Rate(10, 3600))
    return limited


def bearer(key: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return client


def from_address(address: str) -> APIClient:
    return APIClient(REMOTE_ADDR=address)


def standing(answer: Any) -> tuple[int, int]:
    """Limit and remaining, as an answer's headers tell them."""
    return int(answer["X-RateLimit-Limit"]), int(answer["X-RateLimit-Remaining"])


class OpenToAll(APIView):
    permission_classes = (AllowAny,)

    def get(self, request: Request) -> Response:
        return Response({})


class Unlimited(OpenToAll):
    is_unlimited = True


def statuses(client: APIClient, times: int, path: str = TASKS) -> list[int]:
    return [client.get(path).status_code for _ in range(times)]


def test_an_answer_says_how_many_requests_are_left(as_owner: APIClient) -> None:
    answer = as_owner.get(TASKS)

    assert (answer.status_code, standing(answer)) == (200, (100, 99))
    assert int(answer["X-RateLimit-Reset"]) == pytest.approx(time() + 60, abs=2)


def test_the_101st_request_of_a_minute_is_refused(as_owner: APIClient) -> None:
    assert statuses(as_owner, 100) == [200] * 100

    refused = as_owner.get(TASKS)

    assert (refused.status_code, refused.json()) == (429, {"detail": "Rate limit exceeded"})
    assert standing(refused) == (100, 0)
    assert int(refused["X-RateLimit-Reset"]) - time() == pytest.approx(int(refused["Retry-After"]), abs=1.5)


@pytest.mark.django_db(transaction=True)
def test_of_130_parallel_requests_exactly_100_pass(owner: User) -> None:
    key, _ = ApiKey.issue(user=owner, name="tests")

    def request(_: int) -> int:
        try:
            return bearer(key).get(TASKS).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        assert Counter(pool.map(request, range(130))) == {200: 100, 429: 30}


def test_a_refused_request_does_not_reach_the_database(
    two_a_minute: Settings, as_owner: APIClient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    statuses(as_owner, 2)

    with django_assert_num_queries(0):
        assert statuses(as_owner, 3) == [429] * 3


def test_the_window_with_least_room_is_told(limited: Settings, as_owner: APIClient) -> None:
    limited.TORALE_RATE_LIMITS = (Rate(100, 60), Rate(5, 3600))

    assert standing(as_owner.get(TASKS)) == (5, 4)


def test_each_key_has_limits_of_its_own(two_a_minute: Settings, owner: User) -> None:
    one, other = client_of(owner), client_of(owner)

    assert statuses(one, 3) == [200, 200, 429]
    assert statuses(other, 1) == [200]


def test_all_keys_of_a_user_together_have_three_times_as_much(two_a_minute: Settings, owner: User) -> None:
    assert [statuses(client_of(owner), 3) for _ in range(3)] == [[200, 200, 429]] * 3

    refused = client_of(owner).get(TASKS)

    assert (refused.status_code, standing(refused)) == (429, (6, 0))
    assert client_of(owner).get(TASKS).status_code == 429, "a new key is no way around it"


def test_what_the_limit_of_a_user_refuses_uses_nothing_up_of_a_key(two_a_minute: Settings, owner: User) -> None:
    two_a_minute.TORALE_USER_RATE_LIMITS = (Rate(1, 60),)
    client = client_of(owner)

    assert statuses(client, 3) == [200, 429, 429]
    two_a_minute.TORALE_USER_RATE_LIMITS = ()
    assert standing(client.get(TASKS)) == (2, 0)


def test_the_window_of_a_user_is_told_where_it_has_least_room(limited: Settings, owner: User) -> None:
    limited.TORALE_USER_RATE_LIMITS = (Rate(50, 60),)

    assert [standing(client_of(owner).get(TASKS)) for _ in range(2)] == [(50, 49), (50, 48)]


def test_keys_and_session_tokens_of_a_user_are_counted_together(
    two_a_minute: Settings, clerk: ClerkDouble, owner: User
) -> None:
    User.objects.filter(pk=owner.pk).update(clerk_user_id="user_alice")
    two_a_minute.TORALE_USER_RATE_LIMITS = (Rate(2, 60),)
    token = bearer(clerk.token("user_alice"))

    assert [client_of(owner).get(TASKS).status_code, token.get(TASKS).status_code] == [200, 200]
    assert statuses(token, 1) == statuses(client_of(owner), 1) == [429]


def test_the_limit_of_a_user_does_not_reach_another(two_a_minute: Settings, owner: User, stranger: User) -> None:
    for _ in range(4):
        statuses(client_of(owner), 2)

    assert statuses(client_of(stranger), 1) == [200]


def test_a_user_has_limits_of_their_own_on_the_admin_api(two_a_minute: Settings, admin: User) -> None:
    two_a_minute.TORALE_USER_RATE_LIMITS = (Rate(2, 60),)
    client = client_of(admin)

    assert statuses(client, 2) == [200, 200]
    assert client.get("/admin/stats").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_parallel_requests_with_many_keys_exactly_as_many_pass_as_a_user_may(limited: Settings, owner: User) -> None:
    limited.TORALE_USER_RATE_LIMITS = (Rate(20, 60),)
    keys = [ApiKey.issue(user=owner, name="tests")[0] for _ in range(8)]

    def request(number: int) -> int:
        try:
            return bearer(keys[number % 8]).get(TASKS).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        assert Counter(pool.map(request, range(48))) == {200: 20, 429: 28}


def test_session_tokens_are_counted_per_user(two_a_minute: Settings, clerk: ClerkDouble, owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(clerk_user_id="user_alice")
    tokens = [bearer(clerk.token("user_alice", jti=str(number))) for number in range(3)]

    assert [client.get(TASKS).status_code for client in tokens] == [200, 200, 429]


def test_requests_without_a_credential_are_counted_per_address(two_a_minute: Settings) -> None:
    assert statuses(from_address("203.0.113.1"), 3) == [401, 401, 429]
    assert statuses(from_address("203.0.113.2"), 1) == [401]


def test_neighbours_in_an_ipv6_network_are_counted_together(two_a_minute: Settings) -> None:
    assert statuses(from_address("2001:db8:1:1::1"), 2) == [401] * 2
    assert statuses(from_address("2001:db8:1:1::2"), 1) == [429]
    assert statuses(from_address("2001:db8:1:2::1"), 1) == [401]


def test_behind_a_trusted_proxy_each_client_is_counted_for_itself(two_a_minute: Settings) -> None:
    two_a_minute.TORALE_TRUSTED_PROXIES = networks("X", "10.0.0.1")
    seen = Counter(
        APIClient(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=f"6.6.6.{number}, 203.0.113.{number % 2}")
        .get(TASKS)
        .status_code
        for number in range(6)
    )

    assert seen == {401: 4, 429: 2}


def test_an_address_cannot_be_made_up(two_a_minute: Settings) -> None:
    seen = [
        APIClient(REMOTE_ADDR="203.0.113.1", HTTP_X_FORWARDED_FOR=f"6.6.6.{number}").get(TASKS).status_code
        for number in range(3)
    ]

    assert seen == [401, 401, 429]


@pytest.mark.parametrize("credential", ["Bearer sk_wrong", "Bearer a.b.c", "Basic YTpi", "Bearer"])
def test_a_bad_credential_counts_against_its_address(two_a_minute: Settings, credential: str) -> None:
    caller = from_address("203.0.113.1")
    caller.credentials(HTTP_AUTHORIZATION=credential)

    assert statuses(caller, 3) == [401, 401, 429]
    assert statuses(from_address("203.0.113.1"), 1) == [429]


def test_a_revoked_key_is_an_unknown_one_again(
    two_a_minute: Settings, owner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    key, row = ApiKey.issue(user=owner, name="tests")
    assert statuses(bearer(key), 1) == [200]
    row.revoke(now=row.created_at)

    assert statuses(bearer(key), 2) == [401] * 2
    with django_assert_num_queries(0):
        assert statuses(bearer(key), 2) == [429] * 2


def test_after_too_many_bad_keys_unknown_ones_are_refused_unseen(
    two_a_minute: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(2):
        assert bearer(f"sk_{number}").get(TASKS).status_code == 401

    with django_assert_num_queries(0):
        assert [bearer(f"sk_{number}").get(TASKS).status_code for number in range(2, 5)] == [429] * 3


def test_bad_keys_from_an_address_do_not_stop_those_in_use_there(two_a_minute: Settings, owner: User) -> None:
    in_use = client_of(owner)
    in_use.get(TASKS)
    for number in range(4):
        bearer(f"sk_{number}").get(TASKS)

    assert in_use.get(TASKS).status_code == 200


def test_anonymous_requests_from_an_address_do_not_stop_a_new_key_there(two_a_minute: Settings, owner: User) -> None:
    assert statuses(APIClient(), 3) == [401, 401, 429]

    assert client_of(owner).get(TASKS).status_code == 200


def test_a_view_can_be_without_limits_save_for_bad_credentials(rf: RequestFactory) -> None:
    anonymous, bad = rf.get("/metrics"), rf.get("/metrics", headers={"Authorization": "Bearer sk_wrong"})
    for request in (anonymous, bad):
        Unlimited.as_view()(request)

    assert limits.headers(anonymous) == {}
    assert limits.headers(bad)["X-RateLimit-Remaining"] == "99"


def test_the_admin_api_has_limits_of_its_own(rf: RequestFactory) -> None:
    for path, limit in (("/admin/stats", 1000), ("/api/v1/tasks", 100)):
        request = rf.get(path)
        OpenToAll.as_view()(request)
        told = limits.headers(request)
        assert (told["X-RateLimit-Limit"], told["X-RateLimit-Remaining"]) == (str(limit), str(limit - 1))


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", f"{TASKS}/550e8400-e29b-41d4-a716-446655440000", 404),
        ("get", "/api/v1/nothing", 404),
        ("get", "/auth/nothing", 404),
        ("patch", TASKS, 405),
        ("post", TASKS, 422),
        ("options", TASKS, 200),
    ],
)
def test_every_answer_of_the_api_carries_the_headers(as_owner: APIClient, method: str, path: str, status: int) -> None:
    answer = getattr(as_owner, method)(path)

    assert answer.status_code == status
    assert all(answer[name].isdigit() for name in HEADERS)


def test_a_401_carries_the_headers() -> None:
    assert all(name in APIClient().get(TASKS) for name in HEADERS)
    assert all(name in bearer("sk_wrong").get(TASKS) for name in HEADERS)


def test_unknown_addresses_of_the_api_are_counted(two_a_minute: Settings) -> None:
    refused = [APIClient().get("/api/v1/nothing") for _ in range(3)][-1]

    assert (refused.status_code, refused.json()) == (429, {"detail": "Rate limit exceeded"})
    assert "Retry-After" in refused


@pytest.mark.parametrize(
    "path", ["/healthz", "/openapi.json", "/docs", "/redoc", "/static/torale.css", "/login", "/admin/"]
)
def test_health_pages_documents_and_static_files_are_not_limited(two_a_minute: Settings, path: str) -> None:
    answers = [Client().get(path) for _ in range(4)]

    assert {answer.status_code for answer in answers} <= {200, 302}
    assert "X-RateLimit-Limit" not in answers[-1]


def test_limits_can_be_switched_off(limited: Settings, as_owner: APIClient, link: RedisLink) -> None:
    limited.TORALE_RATE_LIMITS = ()
    answer = as_owner.get(TASKS)
    bearer("sk_wrong").get(TASKS)
    limits.sign_in("203.0.113.1")

    assert "X-RateLimit-Limit" not in answer
    assert link.round_trips == 0


# ── Redis away ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def dead(link: RedisLink) -> None:
    link.go_dead()


@pytest.mark.usefixtures("dead")
def test_without_redis_requests_pass_without_a_word_of_limits(as_owner: APIClient) -> None:
    began = monotonic()
    answers = [as_owner.get(TASKS) for _ in range(20)]

    assert {answer.status_code for answer in answers} == {200}
    assert "X-RateLimit-Limit" not in answers[0]
    assert monotonic() - began < 5, "if each waits, it is ten seconds"


@pytest.mark.usefixtures("dead")
def test_without_redis_a_bad_key_is_still_bad() -> None:
    assert statuses(bearer("sk_wrong"), 3) == [401] * 3
    assert APIClient().get("/api/v1/nothing").status_code == 404


@pytest.mark.usefixtures("dead")
@pytest.mark.parametrize("path", [f"{TASKS}/550e8400-e29b-41d4-a716-446655440000/execute", "/auth/api-keys"])
def test_without_redis_what_costs_money_or_opens_a_door_is_unavailable(as_owner: APIClient, path: str) -> None:
    answer = as_owner.post(path, {"name": "laptop"}, format="json")

    assert (answer.status_code, answer.json()) == (503, {"detail": "Rate limits cannot be checked at the moment"})
    assert "Retry-After" in answer


@pytest.mark.usefixtures("dead")
def test_without_redis_keys_can_still_be_listed(as_owner: APIClient) -> None:
    assert as_owner.get("/auth/api-keys").status_code == 200


@pytest.mark.usefixtures("dead")
def test_without_redis_nobody_signs_in() -> None:
    with pytest.raises(UnavailableError):
        limits.sign_in("203.0.113.1")


# ── Signing in ───────────────────────────────────────────────────────────────────────────────────


def test_signing_in_is_tried_ten_times_a_minute_from_one_address() -> None:
    for _ in range(10):
        limits.sign_in("203.0.113.1")

    with pytest.raises(LimitExceededError) as refused:
        limits.sign_in("203.0.113.1")
    assert 55 <= refused.value.retry_after <= 60
    limits.sign_in("203.0.113.2")


def test_other_figures_for_the_api_do_not_open_the_door(limited: Settings) -> None:
    limited.TORALE_RATE_LIMITS = (Rate(1000, 60),)
    for _ in range(10):
        limits.sign_in("203.0.113.1")

    with pytest.raises(LimitExceededError):
        limits.sign_in("203.0.113.1")


# ── Round trips ──────────────────────────────────────────────────────────────────────────────────


def test_a_request_costs_one_round_trip_to_redis(link: RedisLink, as_owner: APIClient) -> None:
    as_owner.get(TASKS)
    before = link.round_trips

    statuses(as_owner, 10)

    assert link.round_trips - before == 10
