"""Find the key and address in arguments, environment or `~/.torale/config.json`, in this order."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from torale.errors import ConfigurationError

DEFAULT_URL = "https://api.torale.ai"
KEY_VARIABLE, URL_VARIABLE = "TORALE_API_KEY", "TORALE_API_URL"


@dataclass(frozen=True)
class Settings:
    url: str
    key: str = field(repr=False)


def path() -> Path:
    return Path.home() / ".torale" / "config.json"


def resolve(*, key: str | None = None, url: str | None = None) -> Settings:
    """Return key and address. Raises ConfigurationError without a key, or if the file cannot be read.

    The key in the file is sent only to the server in the file.
    """
    key, url = key or os.environ.get(KEY_VARIABLE), url or os.environ.get(URL_VARIABLE)
    saved = load() if not (key and url) else None
    if not key and saved and _same(url or saved.url, saved.url):
        key = saved.key
    if not key:
        where = f" for {url}" if url else ""
        raise ConfigurationError(f"There is no API key{where}: set {KEY_VARIABLE}, or run `torale login`.")
    return Settings(url=url or (saved.url if saved else DEFAULT_URL), key=key)


def load() -> Settings | None:
    """Return the settings that `torale login` has saved, or None. Raises ConfigurationError."""
    try:
        saved: Any = json.loads(path().read_text(encoding="utf-8"))
        return Settings(url=str(saved.get("api_url") or DEFAULT_URL), key=str(saved.get("api_key") or ""))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, AttributeError):
        raise ConfigurationError(f"{path()} cannot be read: run `torale login` to write it anew.") from None


def save(settings: Settings) -> Path:
    """Replace the file atomically, readable by its owner only. Raises ConfigurationError."""
    target = path()
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent)  # 0600
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"api_url": settings.url, "api_key": settings.key}, file, indent=2)
        os.replace(temporary, target)
    except OSError as error:
        raise ConfigurationError(f"{target} cannot be written: {error.strerror}.") from None
    return target


def _same(one: str, other: str) -> bool:
    return one.strip().rstrip("/") == other.strip().rstrip("/")
