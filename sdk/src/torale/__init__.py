"""The Python client of Torale, which watches the web for you.

from torale import ToraleClient

client = ToraleClient()
task = client.tasks.create("When is the next iPhone being released?")
"""

from torale._version import __version__
from torale.client import ToraleClient
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

__all__ = [
    "APIConnectionError",
    "APIError",
    "APITimeoutError",
    "AuthenticationError",
    "ConfigurationError",
    "ConflictError",
    "ForbiddenError",
    "NotFoundError",
    "RateLimitError",
    "SignatureError",
    "ToraleClient",
    "ToraleError",
    "UnavailableError",
    "ValidationError",
    "WaitTimeoutError",
    "__version__",
]
