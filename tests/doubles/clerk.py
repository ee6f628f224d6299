"""Clerk as its JWKS and its Backend API (`/v1/users/{id}`) speak, with users and signing keys that a test makes.

with ClerkDouble() as clerk:
    clerk.configure(settings)
    user_id = clerk.add_user("ann@example.com", role="admin")
    ... headers={"Authorization": f"Bearer {clerk.token(user_id)}"} ...
    clerk.keys_behave = Behaviour.HANG
"""

from __future__ import annotations

import json
import secrets
import time
from base64 import urlsafe_b64encode
from enum import StrEnum
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pytest_django import Settings

from tests.doubles.server import LocalServer, QuietHandler

SECRET_KEY = "sk_test_of_the_clerk_double"
PARTY = "https://app.example.com"
LIFETIME = 60


class Behaviour(StrEnum):
    OK = "ok"
    ERROR = "error"
    HANG = "hang"
    DRIP = "drip"
    HUGE = "huge"
    GARBAGE = "garbage"
    EMPTY = "empty"
    REDIRECT = "redirect"


BAD_ANSWERS = {
    Behaviour.ERROR: (500, b"{}"),
    Behaviour.GARBAGE: (200, b"[" * 5000),
    Behaviour.EMPTY: (200, b"{}"),
}


class SigningKey:
    def __init__(self, bits: int = 2048) -> None:
        self.kid = f"ins_{secrets.token_hex(8)}"
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=bits)

    @property
    def jwk(self) -> dict[str, Any]:
        public: dict[str, Any] = jwt.algorithms.RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        return {"use": "sig", "kty": "RSA", "kid": self.kid, "alg": "RS256", "n": public["n"], "e": public["e"]}

    @property
    def public_pem(self) -> bytes:
        return self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )


@cache
def signing_key(number: int) -> SigningKey:
    """The same few keys for all tests: making one takes its time."""
    return SigningKey()


class ClerkDouble(LocalServer):
    """`asked` holds the paths in the order they were asked for."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(_Handler, port)
        self.keys = [signing_key(0)]
        self.users: dict[str, dict[str, Any]] = {}
        self.keys_behave = Behaviour.OK
        self.users_behave = Behaviour.OK
        self.asked: list[str] = []

    @property
    def issuer(self) -> str:
        return self.url("")

    @property
    def jwks_url(self) -> str:
        return self.url("/.well-known/jwks.json")

    def configure(self, settings: Settings) -> None:
        settings.CLERK_ISSUER = settings.CLERK_API_URL = self.issuer
        settings.CLERK_JWKS_URL = self.jwks_url
        settings.CLERK_SECRET_KEY = SECRET_KEY
        settings.CLERK_AUTHORIZED_PARTIES = (PARTY,)

    def rotate(self) -> None:
        """A new key; the old one is trusted no more."""
        self.keys = [signing_key(1 if self.keys == [signing_key(0)] else 0)]

    def add_user(self, email: str | None, *, verified: bool = True, role: str | None = None, **fields: Any) -> str:
        user_id = f"user_{secrets.token_hex(12)}"
        addresses = [email_address(email, verified=verified)] if email else []
        self.users[user_id] = {
            "id": user_id,
            "object": "user",
            "username": None,
            "first_name": None,
            "primary_email_address_id": addresses[0]["id"] if addresses else None,
            "email_addresses": addresses,
            "public_metadata": {"role": role} if role else {},
            "banned": False,
            "locked": False,
            **fields,
        }
        return user_id

    def token(self, user_id: str, *, key: SigningKey | None = None, **claims: Any) -> str:
        """A session token, by default as Clerk makes them; claims that are None are left out."""
        key = key or self.keys[0]
        return jwt.encode(self.claims(user_id, **claims), key.private, "RS256", headers=header(key))

    def claims(self, user_id: str, **claims: Any) -> dict[str, Any]:
        now = int(time.time())
        given = {
            "azp": PARTY,
            "exp": now + LIFETIME,
            "iat": now,
            "iss": self.issuer,
            "nbf": now - 10,
            "sid": "sess_of_the_double",
            "sts": "active",
            "sub": user_id,
            "v": 2,
            **claims,
        }
        return {name: value for name, value in given.items() if value is not None}

    def times_asked(self, path: str) -> int:
        return sum(asked.startswith(path) for asked in self.asked)


def email_address(address: str, *, verified: bool = True) -> dict[str, Any]:
    verification = {"object": "verification_otp", "status": "verified" if verified else "unverified"}
    return {
        "id": f"idn_{secrets.token_hex(8)}",
        "object": "email_address",
        "email_address": address,
        "verification": verification,
    }


def header(key: SigningKey) -> dict[str, str]:
    return {"alg": "RS256", "cat": "cl_B7d4PD111AAA", "kid": key.kid, "typ": "JWT"}


def handmade(header: dict[str, Any] | bytes, claims: dict[str, Any], signature: bytes = b"") -> str:
    """A token that no library would make."""
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    return ".".join(_base64(part) for part in (raw, json.dumps(claims).encode(), signature))


def _base64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


class _Handler(QuietHandler):
    server: ClerkDouble

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.path == "/.well-known/jwks.json":
            self._behave(self.server.keys_behave, 200, {"keys": [key.jwk for key in self.server.keys]})
        elif self.headers.get("Authorization") != f"Bearer {SECRET_KEY}":
            self._behave(Behaviour.OK, 401, _error("authentication_invalid"))
        else:
            user = self.server.users.get(self.path.removeprefix("/v1/users/"))
            status, body = (200, user) if user else (404, _error("resource_not_found"))
            self._behave(self.server.users_behave, status, body)

    def _behave(self, behaviour: Behaviour, status: int, body: dict[str, Any]) -> None:
        raw = json.dumps(body).encode()
        match behaviour:
            case Behaviour.OK:
                self._send(status, raw)
            case Behaviour.HUGE:
                self._send(status, raw + b" " * 2**20)
            case Behaviour.HANG:
                self.server.stopping.wait(30)
            case Behaviour.DRIP:
                self._drip(raw)
            case Behaviour.REDIRECT:
                self.answer(302, b"", {"Location": self.server.url("/elsewhere")})
            case _:
                self._send(*BAD_ANSWERS[behaviour])

    def _send(self, status: int, body: bytes) -> None:
        self.answer(status, body, {"Content-Type": "application/json"})

    def _drip(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        for byte in body:
            self.wfile.write(bytes([byte]))
            if self.server.stopping.wait(0.05):
                return


def _error(code: str) -> dict[str, Any]:
    return {"errors": [{"message": code, "long_message": code, "code": code}], "clerk_trace_id": "trace"}
