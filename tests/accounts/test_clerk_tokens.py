"""Clerk's session tokens: what is taken, and all that is refused."""

import hashlib
import hmac
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import ApiKey, User
from tests.accounts.clerk import bearing, sync
from tests.conftest import client_of
from tests.doubles.clerk import Behaviour, ClerkDouble, SigningKey, handmade, header, signing_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(clerk: ClerkDouble) -> str:
    """The Clerk id of a user who has an account here."""
    user_id = clerk.add_user("ann@example.com")
    assert sync(clerk.token(user_id)).status_code == 200
    return user_id


def asked(token: str) -> tuple[int, Any]:
    answer = bearing(token).get("/auth/me")
    return answer.status_code, answer.json().get("detail")


def test_a_token_speaks_for_its_user(clerk: ClerkDouble, ann: str) -> None:
    answer = bearing(clerk.token(ann)).get("/auth/me")
    assert (answer.status_code, answer.json()["email"]) == (200, "ann@example.com")
    assert answer.json()["clerk_user_id"] == ann


def hs256(clerk: ClerkDouble, ann: str, secret: bytes) -> str:
    """Signed with what everybody can read, in the hope that it is taken for a shared secret."""
    unsigned = handmade({**header(clerk.keys[0]), "alg": "HS256"}, clerk.claims(ann)).rstrip(".")
    signature = hmac.new(secret, unsigned.encode(), hashlib.sha256).digest()
    return f"{unsigned}.{jwt.utils.base64url_encode(signature).decode()}"


def rs512(clerk: ClerkDouble, ann: str) -> str:
    return jwt.encode(
        clerk.claims(ann), clerk.keys[0].private, "RS512", headers={**header(clerk.keys[0]), "alg": "RS512"}
    )


def forged(clerk: ClerkDouble, ann: str) -> str:
    stranger = signing_key(2)
    return jwt.encode(clerk.claims(ann), stranger.private, "RS256", headers=header(clerk.keys[0]))


def grafted(clerk: ClerkDouble, ann: str) -> str:
    """Another's claims with a signature that is genuine for one's own."""
    mine, theirs = clerk.token("user_me").split("."), clerk.token(ann).split(".")
    return ".".join((theirs[0], theirs[1], mine[2]))


def headed(clerk: ClerkDouble, ann: str, **fields: Any) -> str:
    fields = {name: value for name, value in {**header(clerk.keys[0]), **fields}.items() if value is not None}
    return jwt.encode(clerk.claims(ann), clerk.keys[0].private, "RS256", headers=fields)


REFUSED: dict[str, Callable[[ClerkDouble, str], str]] = {
    "alg none": lambda clerk, ann: handmade({**header(clerk.keys[0]), "alg": "none"}, clerk.claims(ann)),
    "alg None": lambda clerk, ann: handmade({**header(clerk.keys[0]), "alg": "NONE"}, clerk.claims(ann)),
    "no alg": lambda clerk, ann: handmade({"kid": clerk.keys[0].kid}, clerk.claims(ann)),
    "HS256 by the public PEM": lambda clerk, ann: hs256(clerk, ann, clerk.keys[0].public_pem),
    "HS256 by the modulus": lambda clerk, ann: hs256(clerk, ann, clerk.keys[0].jwk["n"].encode()),
    "RS512": rs512,
    "another's signature": forged,
    "a signature for other claims": grafted,
    "no signature": lambda clerk, ann: clerk.token(ann).rpartition(".")[0] + ".",
    "a stranger's key in the header": lambda clerk, ann: headed(clerk, ann, kid="me", jwk=signing_key(2).jwk),
    "no key named": lambda clerk, ann: headed(clerk, ann, kid=None),
    "an OAuth access token": lambda clerk, ann: headed(clerk, ann, typ="at+jwt"),
    "another issuer": lambda clerk, ann: clerk.token(ann, iss="https://clerk.example.org"),
    "the issuer's look-alike": lambda clerk, ann: clerk.token(ann, iss=f"{clerk.issuer}/"),
    "no issuer": lambda clerk, ann: clerk.token(ann, iss=None),
    "another party": lambda clerk, ann: clerk.token(ann, azp="https://evil.example.com"),
    "no party": lambda clerk, ann: clerk.token(ann, azp=None),
    "no end": lambda clerk, ann: clerk.token(ann, exp=None),
    "an endless end": lambda clerk, ann: clerk.token(ann, exp="never"),
    "not valid yet": lambda clerk, ann: clerk.token(ann, nbf=int(time.time()) + 30),
    "issued in the future": lambda clerk, ann: clerk.token(ann, iat=int(time.time()) + 30),
    "sign-in not finished": lambda clerk, ann: clerk.token(ann, sts="pending"),
    "nobody": lambda clerk, ann: clerk.token(ann, sub=None),
    "a path for a user": lambda clerk, ann: clerk.token("../sessions"),
    "too long": lambda clerk, ann: clerk.token(ann, blob="x" * 8192),
    "deep JSON": lambda clerk, ann: handmade(b"[" * 5000, {}),
    "no JSON": lambda clerk, ann: handmade(b"\xff\x00", {}),
    "no base64": lambda clerk, ann: "sk.sk.sk",
    "dots": lambda clerk, ann: "..",
    "letters of another alphabet": lambda clerk, ann: "é.é.é",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_session_token_of_this_application_is_refused(name: str, clerk: ClerkDouble, ann: str) -> None:
    assert asked(REFUSED[name](clerk, ann)) == (401, "Invalid token")
    assert sync(REFUSED[name](clerk, clerk.add_user("stranger@example.com"))).status_code == 401
    assert not User.objects.filter(email="stranger@example.com").exists()


def test_a_short_key_signs_nothing_that_is_believed(clerk: ClerkDouble, ann: str) -> None:
    clerk.keys = [SigningKey(1024)]
    assert asked(clerk.token(ann)) == (401, "Invalid token")


def test_an_expired_token_is_told_apart(clerk: ClerkDouble, ann: str) -> None:
    now = int(time.time())
    assert asked(clerk.token(ann, iat=now - 70, exp=now - 10)) == (401, "Token has expired")


def test_clocks_may_differ_by_a_few_seconds(clerk: ClerkDouble, ann: str) -> None:
    now = int(time.time())
    assert asked(clerk.token(ann, exp=now - 2))[0] == 200
    assert asked(clerk.token(ann, nbf=now + 4, iat=now + 4))[0] == 200


def test_an_expired_token_with_another_signature_is_just_invalid(clerk: ClerkDouble, ann: str) -> None:
    token = clerk.token(ann, exp=int(time.time()) - 100)
    assert asked(token.rpartition(".")[0] + ".AAAA") == (401, "Invalid token")


def test_without_configured_parties_any_is_taken(clerk: ClerkDouble, ann: str, settings: Settings) -> None:
    settings.CLERK_AUTHORIZED_PARTIES = ()
    assert asked(clerk.token(ann, azp="https://other.example.com"))[0] == 200
    assert asked(clerk.token(ann, azp=None))[0] == 200


def test_rotated_keys_are_followed(clerk: ClerkDouble, ann: str) -> None:
    before = clerk.token(ann)
    clerk.rotate()
    assert asked(clerk.token(ann))[0] == 200
    assert asked(before) == (401, "Invalid token")


def test_a_flood_of_unknown_keys_asks_clerk_once(clerk: ClerkDouble, ann: str) -> None:
    before = len(clerk.asked)
    for number in range(30):
        assert asked(headed(clerk, ann, kid=f"ins_{number}"))[0] == 401
    assert len(clerk.asked) == before + 1


@pytest.mark.parametrize("behaviour", [Behaviour.ERROR, Behaviour.HANG])
def test_clerk_being_away_ends_nobodys_session(clerk: ClerkDouble, ann: str, behaviour: Behaviour) -> None:
    clerk.keys_behave = clerk.users_behave = behaviour
    began = time.perf_counter()
    assert asked(clerk.token(ann))[0] == 200
    assert time.perf_counter() - began < 10


def test_a_token_that_cannot_be_judged_is_not_called_invalid(clerk: ClerkDouble, settings: Settings) -> None:
    clerk.keys_behave = Behaviour.ERROR
    answer = bearing(clerk.token("user_x")).get("/auth/me")
    assert (answer.status_code, answer.json()) == (503, {"detail": "Sign-in service temporarily unavailable"})
    assert "Retry-After" in answer


def test_a_user_without_an_account_is_told_how_to_get_one(clerk: ClerkDouble) -> None:
    token = clerk.token(clerk.add_user("new@example.com"))
    assert asked(token) == (401, "No account yet: call POST /auth/sync-user first")


def test_a_deactivated_user_has_no_valid_token(clerk: ClerkDouble, ann: str) -> None:
    User.objects.filter(clerk_user_id=ann).update(is_active=False)
    assert asked(clerk.token(ann)) == (401, "Invalid token")


def test_without_clerk_tokens_are_refused_and_keys_go_on_working(
    clerk: ClerkDouble, ann: str, settings: Settings
) -> None:
    settings.CLERK_ISSUER = ""
    clerk.asked.clear()
    clerk.rotate()
    for token in (clerk.token(ann), clerk.token(ann, iss="")):
        assert asked(token) == (401, "Invalid token")
        assert sync(token).status_code == 401
    assert clerk.asked == []
    assert client_of(User.objects.get()).get("/auth/me").status_code == 200


@pytest.mark.parametrize("credential", ["sk_unknown", "", "a.b", "a.b.c.d", "sk_é"])
def test_what_does_not_look_like_a_token_is_an_invalid_key(clerk: ClerkDouble, credential: str) -> None:
    assert asked(credential) == (401, "Invalid API key")


def test_a_refusal_says_how_to_authenticate(clerk: ClerkDouble) -> None:
    assert bearing("a.b.c").get("/auth/me")["WWW-Authenticate"] == "Bearer"


def test_an_ordinary_request_costs_one_query_and_no_call(
    clerk: ClerkDouble, ann: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = bearing(clerk.token(ann))
    clerk.asked.clear()
    with django_assert_num_queries(2):  # the user, the keys that were asked for
        assert client.get("/auth/api-keys").status_code == 200
    assert clerk.asked == []


def test_a_key_of_clerks_user_works_without_clerk(clerk: ClerkDouble, ann: str) -> None:
    clerk.users_behave = Behaviour.HANG
    key, _ = ApiKey.issue(user=User.objects.get(), name="program")
    clerk.asked.clear()
    assert bearing(key).get("/auth/api-keys").status_code == 200
    assert clerk.asked == []
