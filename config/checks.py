"""Mistakes in the settings, explained before anything is served; each hint says what to write instead."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Doubt

from core.ops import logs

SECRET_KEY_LENGTH, METRICS_TOKEN_LENGTH = 32, 16
WEB_THREADS = 16  # per web process, as `launcher.programs` and the Dockerfile start it
PROVIDERS = ("auto", "gemini", "web")


@register(Tags.security)
def check_settings(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    return [
        *_secret_key(),
        *_public_url(),
        *_search_provider(),
        *_bounds(),
        *_children(),
        *_operators(),
        *_sign_up(),
        *_private_urls(),
        *_clerk(),
    ]


def _secret_key() -> Iterator[CheckMessage]:
    if len(settings.SECRET_KEY) < SECRET_KEY_LENGTH:
        yield Error(
            f"SECRET_KEY has {len(settings.SECRET_KEY)} characters.",
            hint=f"Make it random, and at least {SECRET_KEY_LENGTH} characters long; or unset it, and ./script/server"
            " makes one.",
            id="torale.E001",
        )


def _public_url() -> Iterator[CheckMessage]:
    parts = urlsplit(settings.PUBLIC_URL)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        yield Error(
            f"PUBLIC_URL is {settings.PUBLIC_URL!r}, which is no web address.",
            hint="Write how people reach this installation, with its scheme: https://torale.example",
            id="torale.E002",
        )
    elif parts.query or parts.fragment or parts.username:
        yield Error(
            "PUBLIC_URL holds more than scheme, host, port and path.",
            hint="Leave out user, query and fragment: https://torale.example",
            id="torale.E003",
        )


def _search_provider() -> Iterator[CheckMessage]:
    if settings.SEARCH_PROVIDER not in PROVIDERS:
        yield Error(
            f"SEARCH_PROVIDER is {settings.SEARCH_PROVIDER!r}, which there is not.",
            hint=f"Set it to one of: {', '.join(PROVIDERS)}.",
            id="torale.E004",
        )
    elif settings.SEARCH_PROVIDER == "gemini" and not settings.GEMINI_API_KEY:
        yield Error(
            "SEARCH_PROVIDER is gemini, and GEMINI_API_KEY is not set.",
            hint="Set GEMINI_API_KEY, or SEARCH_PROVIDER=web, which needs no key.",
            id="torale.E005",
        )


def _bounds() -> Iterator[CheckMessage]:
    if settings.TORALE_EXECUTION_LEASE <= settings.TORALE_EXECUTION_DEADLINE:
        yield Error(
            "TORALE_EXECUTION_LEASE is not longer than TORALE_EXECUTION_DEADLINE.",
            hint="A worker that is still within its deadline would lose its execution: leave 30 seconds between them.",
            id="torale.E006",
        )
    if settings.TORALE_RETENTION_DAYS < 0:
        yield Error(
            f"TORALE_RETENTION_DAYS is {settings.TORALE_RETENTION_DAYS}.",
            hint="Set it to the days that executions are kept, or to 0, which keeps them for ever.",
            id="torale.E011",
        )
    if not (settings.TORALE_PREVIEW_DEADLINE > 0 and 0 < settings.TORALE_MAX_PREVIEWS < WEB_THREADS):
        yield Error(
            f"TORALE_PREVIEW_DEADLINE must be above 0, TORALE_MAX_PREVIEWS above 0 and below {WEB_THREADS}.",
            hint=f"A preview keeps one of the {WEB_THREADS} threads of a web process: leave some of them to all else.",
            id="torale.E009",
        )


def _children() -> Iterator[CheckMessage]:
    if settings.TORALE_CHILDREN < 1:
        yield Error(
            f"TORALE_CHILDREN is {settings.TORALE_CHILDREN}: no page could be read.",
            hint="Set it to the child processes that each worker may have: 2, or as many as processors.",
            id="torale.E014",
        )


def _operators() -> Iterator[CheckMessage]:
    if settings.LOG_FORMAT and settings.LOG_FORMAT not in logs.FORMATS:
        yield Error(
            f"LOG_FORMAT is {settings.LOG_FORMAT!r}, which there is not.",
            hint=f"Set it to one of: {', '.join(logs.FORMATS)}.",
            id="torale.E012",
        )
    if settings.METRICS_TOKEN and len(settings.METRICS_TOKEN) < METRICS_TOKEN_LENGTH:
        yield Error(
            f"METRICS_TOKEN has {len(settings.METRICS_TOKEN)} characters.",
            hint=f"Make it random, and at least {METRICS_TOKEN_LENGTH} characters long: openssl rand -hex 32",
            id="torale.E013",
        )


def _sign_up() -> Iterator[CheckMessage]:
    if settings.TORALE_SIGNUP not in ("open", "closed"):
        yield Error(
            f"TORALE_SIGNUP is {settings.TORALE_SIGNUP!r}, which says neither open nor closed.",
            hint="Set TORALE_SIGNUP=open to let anybody open an account; unset it to keep it closed.",
            id="torale.E010",
        )


def _private_urls() -> Iterator[CheckMessage]:
    for prefix in settings.TORALE_ALLOWED_PRIVATE_URLS:
        parts = urlsplit(prefix)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            yield Error(
                f"TORALE_ALLOWED_PRIVATE_URLS holds {prefix!r}, which is no URL prefix.",
                hint="Write scheme, host and path, separated by commas: http://10.0.0.5:8080/hooks/",
                id="torale.E007",
            )
        elif not parts.path.strip("/"):
            yield Doubt(
                f"TORALE_ALLOWED_PRIVATE_URLS opens all of {prefix!r} to webhooks and page fetches.",
                hint="Add the path that is meant, with a slash at its end: http://10.0.0.5:8080/hooks/",
                id="torale.W001",
            )


def _clerk() -> Iterator[CheckMessage]:
    if not settings.CLERK_ISSUER:
        return
    for name in ("CLERK_ISSUER", "CLERK_JWKS_URL", "CLERK_API_URL"):
        if not _is_safe(url := getattr(settings, name)):
            yield Error(
                f"{name} is {url!r}, which is no https address.",
                hint="Who answers there decides who is signed in and who is an admin: https://clerk.torale.example",
                id="torale.E008",
            )
    if not settings.CLERK_SECRET_KEY:
        yield Doubt(
            "CLERK_ISSUER is set, and CLERK_SECRET_KEY is not.",
            hint="Addresses and roles that a session token does not carry stay unknown. Set CLERK_SECRET_KEY.",
            id="torale.W002",
        )


def _is_safe(url: str) -> bool:
    """Return True if nobody can change the answers of `url` on their way."""
    parts = urlsplit(url)
    is_here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")
    return bool(parts.hostname) and (parts.scheme == "https" or is_here)
