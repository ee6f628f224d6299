"""What a failed call to Gemini means, in our kinds of error; nothing of it may hold the key, or what Google wrote."""

import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from google.genai.errors import APIError

from tasks_app.pipeline import errors
from tasks_app.pipeline.errors import PipelineError

logger = logging.getLogger(__name__)

SETUP = "The search service of this installation is not set up rightly; only its operator can change that."
RATE = "The search service has had too many requests for now."
OVERLOADED = "The search service is overloaded for now."
BROKEN = "The search service failed to answer."
UNREADABLE = "The search service gave an answer that cannot be read."
LATE = "The search service gave no complete answer in the time it has."
UNREACHABLE = "The search service could not be reached."
REJECTED = frozenset({400, 401, 403, 404})
# What the SDK raises over an answer that is not of the documented form; it checks little itself.
MALFORMED = (ValueError, TypeError, AttributeError, LookupError, RecursionError)


def explain(exc: Exception, *, key: str) -> PipelineError:
    """The error of ours that `exc` amounts to. What an operator needs to know is logged, without the `key`."""
    match exc:
        case PipelineError():
            return exc
        case APIError():
            return _refused(exc, key)
        case TimeoutError():
            return errors.TimeoutError(LATE)
        case aiohttp.InvalidURL():
            logger.error("gemini: GOOGLE_GEMINI_BASE_URL is not an address that can be asked")
            return errors.ConfigurationError(SETUP)
        case aiohttp.ClientError():
            return errors.NetworkError(UNREACHABLE)
    if isinstance(exc, MALFORMED):
        logger.warning("gemini: unreadable answer (%s)", type(exc).__name__)
        return errors.ProviderError(UNREADABLE)
    logger.error("gemini: unforeseen failure", exc_info=exc)
    return errors.as_pipeline_error(exc)


def _refused(exc: APIError, key: str) -> PipelineError:
    failure = _of_status(exc)
    level = logging.ERROR if isinstance(failure, errors.ConfigurationError) else logging.WARNING
    logger.log(level, "gemini: %s %s: %s", exc.code, exc.status, str(exc.message).replace(key, "…")[:300])
    return failure


def _of_status(exc: APIError) -> PipelineError:
    if exc.code == 429:
        return errors.RateLimitError(RATE, retry_after=_retry_after(exc))
    if exc.code == 503:
        return errors.OverloadedError(OVERLOADED, retry_after=_retry_after(exc))
    if exc.code in REJECTED and (exc.code != 400 or _rejects_the_key(exc)):
        return errors.ConfigurationError(SETUP)
    return errors.ProviderError(BROKEN)


def _rejects_the_key(exc: APIError) -> bool:
    """Gemini says 400, not 401, to a wrong key, and to one that may not be used from here (FAILED_PRECONDITION)."""
    reasons = {detail.get("reason") for detail in _details(exc)}
    return "API_KEY_INVALID" in reasons or exc.status == "FAILED_PRECONDITION"


def _retry_after(exc: APIError) -> float | None:
    """Seconds to wait, by the `Retry-After` header (RFC 9110, 10.2.3) or else google.rpc.RetryInfo; None: not said."""
    header = getattr(exc.response, "headers", {}).get("retry-after")
    delays = [detail["retryDelay"] for detail in _details(exc) if "retryDelay" in detail]
    for said in [header, *delays]:
        if (seconds := _seconds(said)) is not None:
            return seconds
    return None


def _seconds(said: object) -> float | None:
    text = str(said or "").strip()
    number = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)s?", text, re.ASCII)
    return float(number[1]) if number else _seconds_until(text)


def _seconds_until(http_date: str) -> float | None:
    try:
        return max((parsedate_to_datetime(http_date) - datetime.now(UTC)).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None


def _details(exc: APIError) -> list[Mapping[str, Any]]:
    body = exc.details if isinstance(exc.details, dict) else {}
    error = body.get("error")
    details = error.get("details") if isinstance(error, dict) else None
    return [detail for detail in details if isinstance(detail, dict)] if isinstance(details, list) else []
