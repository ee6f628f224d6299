"""Read settings from the environment, with defaults that depend on one another."""

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


class Reader(environ.Env):  # type: ignore[misc]
    """Treats an empty variable as unset, and names a variable that cannot be parsed."""

    def get_value(self, var: str, cast: Any = None, default: Any = environ.Env.NOTSET, **options: Any) -> Any:
        if self.ENVIRON.get(var) == "" and default is not self.NOTSET:
            return default
        try:
            return super().get_value(var, cast, default, **options)
        except ValueError as error:
            raise ImproperlyConfigured(f"{var} cannot be read: {error}.") from error


env = Reader()


def home() -> Path:
    """Return the folder with all state of this installation (`TORALE_HOME`, by default `var/`)."""
    return Path(env.str("TORALE_HOME", default="") or BASE_DIR / "var").expanduser().resolve()


def secret_key() -> str:
    """Return `SECRET_KEY`, or the key that `./script/server` keeps below `TORALE_HOME`.

    Raises ImproperlyConfigured when there is neither.
    """
    key: str = env.str("SECRET_KEY", default="")
    kept = secret_key_file()
    if not key and kept.is_file():
        key = kept.read_text().strip()
    if not key:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set: set it to a long random string, or start with ./script/server, which makes one."
        )
    return key


def secret_key_file() -> Path:
    return home() / "secret_key"


def ensure_secret_key() -> None:
    """Create the installation's secret key, readable by its owner alone, unless one is set or kept."""
    kept = secret_key_file()
    if env.str("SECRET_KEY", default="") or kept.exists():
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    # Renamed when whole: a start that is killed here must not leave an empty key.
    draft = kept.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(64))
    draft.rename(kept)


def database(url: str, engine: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry of Django's `DATABASES`: what `url` says, and `options` of the driver beside its own."""
    said = env.db_url_config(url)
    return {**said, "ENGINE": engine, "OPTIONS": {**said.get("OPTIONS", {}), **options}}


def broker_url(redis_url: str) -> str:
    """Return a Redis URL as kombu spells it, which differs for Unix sockets."""
    scheme, _, rest = redis_url.partition("://")
    return f"redis+socket://{rest.replace('?db=', '?virtual_host=')}" if scheme == "unix" else redis_url


def url_prefixes(name: str) -> tuple[str, ...]:
    """Return a comma-separated list of URL prefixes."""
    return tuple(part.strip() for part in env.str(name, default="").split(",") if part.strip())


def origins(name: str) -> list[str]:
    """Return a comma-separated list of origins (RFC 6454): scheme, host and perhaps a port.

    Raises ImproperlyConfigured for anything else, `*` above all.
    """
    found = [origin.rstrip("/") for origin in url_prefixes(name)]
    for origin in found:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or origin != f"{parts.scheme}://{parts.netloc}" or "*" in origin:
            raise ImproperlyConfigured(f"{name} contains {origin!r}: write origins such as https://app.example.com.")
    return found


def optional_limit(name: str) -> int | None:
    """Return a limit, None if none is set. Raises ImproperlyConfigured for a limit below 1."""
    limit: int | None = env.int(name, default=None)
    if limit is not None and limit < 1:
        raise ImproperlyConfigured(f"{name} is {limit}: make it 1 or more, or leave it out for no limit.")
    return limit
