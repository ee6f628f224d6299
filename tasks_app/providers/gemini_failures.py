"""Translate failures of Gemini into pipeline errors. No message may contain the key or Google's text."""

import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import aiohttp
from google.genai.errors import APIError

from core.net.retry_after import seconds_of
from tasks_app.pipeline import errors
from tasks_app.pipeline.errors import PipelineError

logger = logging.getLogger(__name__)

UNKNOWN_MODEL = (
    "Gemini has no model {model} for this installation: it is retired, or unknown. Its operator must set GEMINI_MODEL"
    " to another one, such as gemini-flash-latest."
)
FORBIDDEN_MODEL = (
    "Gemini does not let this installation use the model {model}. Its operator must set GEMINI_MODEL to another one, or"
    " GEMINI_API_KEY to a key that may use it."
)
REJECTED_KEY = "Gemini rejects the key of this installation. Its operator must set GEMINI_API_KEY to a valid one."
BARRED_KEY = (
    "Gemini may not be used with the key of this installation from where it runs. Its operator must set GEMINI_API_KEY"
    " to a key of a project that may."
)
BAD_ADDRESS = "Gemini cannot be asked at the address that its operator has set: GOOGLE_GEMINI_BASE_URL must be changed."
RATE = "The search service has had too many requests for now."
OVERLOADED = "The search service is overloaded for now."
BROKEN = "The search service failed to answer."
UNREADABLE = "The search service gave an answer that cannot be read."
LATE = "The search service gave no complete answer in the time it has."
UNREACHABLE = "The search service could not be reached."
# Errors of the SDK for an answer that differs from the documented form; it validates little itself.
MALFORMED = (ValueError, TypeError, AttributeError, LookupError, RecursionError)


def explain(exc: Exception, *, key: str, model: str) -> PipelineError:
    """Return the pipeline error for `exc`. Logs the details for operators, without the `key`."""
    match exc:
        case PipelineError():
            return exc
        case APIError():
            return _refused(exc, key, model)
        case TimeoutError():
            return errors.TimeoutError(LATE)
        case aiohttp.InvalidURL():
            logger.error("gemini: GOOGLE_GEMINI_BASE_URL is not an address that can be asked")
            return errors.ConfigurationError(BAD_ADDRESS)
        case aiohttp.ClientError():
            return errors.NetworkError(UNREACHABLE)
    if isinstance(exc, MALFORMED):
        logger.warning("gemini: unreadable answer (%s)", type(exc).__name__)
        return errors.ProviderError(UNREADABLE)
    logger.error("gemini: unforeseen failure", exc_info=exc)
    return errors.as_pipeline_error(exc)


def _refused(exc: APIError, key: str, model: str) -> PipelineError:
    failure = _of_status(exc, model)
    level = logging.ERROR if isinstance(failure, errors.ConfigurationError) else logging.WARNING
    logger.log(level, "gemini: %s %s: %s", exc.code, exc.status, str(exc.message).replace(key, "…")[:300])
    return failure


def _of_status(exc: APIError, model: str) -> PipelineError:
    if exc.code == 429:
        return errors.RateLimitError(RATE, retry_after=_retry_after(exc))
    if exc.code == 503:
        return errors.OverloadedError(OVERLOADED, retry_after=_retry_after(exc))
    if said := _refusal(exc):
        return errors.ConfigurationError(said.format(model=model))
    return errors.ProviderError(BROKEN)


def _refusal(exc: APIError) -> str | None:
    """Name the refused setting. Gemini answers 400, not 401, to a wrong key or one barred from this location."""
    match exc.code:
        case 404:
            return UNKNOWN_MODEL
        case 403:
            return FORBIDDEN_MODEL
        case 401:
            return REJECTED_KEY
        case 400 if "API_KEY_INVALID" in {detail.get("reason") for detail in _details(exc)}:
            return REJECTED_KEY
        case 400 if exc.status == "FAILED_PRECONDITION":
            return BARRED_KEY
    return None


def _retry_after(exc: APIError) -> float | None:
    """Return the seconds to wait by `Retry-After` (RFC 9110, 10.2.3) or google.rpc.RetryInfo, or None."""
    header = getattr(exc.response, "headers", {}).get("retry-after")
    delays = [detail["retryDelay"] for detail in _details(exc) if "retryDelay" in detail]
    for said in [header, *delays]:
        if (seconds := _seconds(said)) is not None:
            return seconds
    return None


def _seconds(said: object) -> float | None:
    text = str(said or "").strip()
    number = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)s?", text, re.ASCII)
    return float(number[1]) if number else seconds_of(text, now=datetime.now(UTC))


def _details(exc: APIError) -> list[Mapping[str, Any]]:
    body = exc.details if isinstance(exc.details, dict) else {}
    error = body.get("error")
    details = error.get("details") if isinstance(error, dict) else None
    return [detail for detail in details if isinstance(detail, dict)] if isinstance(details, list) else []
