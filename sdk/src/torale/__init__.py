"""The Python client of Torale, which watches the web for you.

from torale import Torale

client = Torale()
task = client.tasks.create("When is the next iPhone being released?")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torale._version import __version__
from torale.client import Torale, ToraleClient
from torale.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    AuthenticationError,
    ConfigurationError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    RateLimitError,
    SignatureError,
    ToraleError,
    UnavailableError,
    ValidationError,
    WaitTimeoutError,
)

if TYPE_CHECKING:
    from torale.aio.client import AsyncTorale

__all__ = [
    "APIConnectionError",
    "APIError",
    "APITimeoutError",
    "AsyncTorale",
    "AuthenticationError",
    "ConfigurationError",
    "ConflictError",
    "ForbiddenError",
    "NotFoundError",
    "RateLimitError",
    "SignatureError",
    "Torale",
    "ToraleClient",
    "ToraleError",
    "UnavailableError",
    "ValidationError",
    "WaitTimeoutError",
    "__version__",
]


def __getattr__(name: str) -> Any:
    """Import `AsyncTorale` at first use, since only it needs httpx."""
    if name != "AsyncTorale":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from torale.aio.client import AsyncTorale

    return AsyncTorale
