"""Inquiries: jobs whose asker waits for the answer, inside one request (`ask`) or over several (`begin`, `look`).


Redis holds the data of an inquiry, bounded and with an expiry:

    torale:inquiries            waiting users, scored by the end of their wait; one place a user, a limited total
    torale:inquiry:{id}         the question; the one worker that works on it removes it
    torale:inquiry:{id}:answer  the answer, for ANSWER_SECONDS
    torale:inquiry:{id}:asker   the user who may look for the answer over several requests
    torale:inquiry:{id}:step    the progress of the work

The job carries the id. A job that is late or delivered twice finds no question. The request of a lost job times out.
"""

import json
import logging
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any, cast

from celery import current_app as app
from django.conf import settings
from kombu.exceptions import OperationalError
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from core.errors import LimitExceededError, NotFoundError, TooLateError, UnavailableError

logger = logging.getLogger(__name__)

PREFIX = "torale:"
# Seconds of one blocking read for the answer; a frozen Redis is noticed as fast.
LOOK_SECONDS = 2.0
SOCKET_SECONDS = 2.0
ANSWER_SECONDS = 30
# Seconds kept for the answer's way back; seconds that a place outlives the wait of a killed process.
RETURN_SECONDS, SPARE_SECONDS = 1.0, 5.0
AWAY = "Previews and suggestions cannot be made at the moment"
FULL = "Too many previews and suggestions are under way; try again in a moment"
ONE_AT_A_TIME = "A preview or suggestion of yours is still under way; they are made one at a time"
LATE = "No answer was found in the time that a request can wait"

# KEYS: the places. ARGV: the user, the number of places, milliseconds.
# Returns 0 if a place was taken, -1 if none is free, else the milliseconds left of the user's present place.
TAKE_PLACE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local own = redis.call('ZSCORE', KEYS[1], ARGV[1])
if own then return own - now end
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return -1 end
redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 0
"""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question, and the seconds in which to answer it."""

    asked: dict[str, Any]
    seconds: float


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an inquiry is: `answer` is None while it is worked on, `step` None until that has begun."""

    step: dict[str, Any] | None
    answer: dict[str, Any] | None


def ask(job: str, asked: Mapping[str, Any], *, asker: uuid.UUID) -> dict[str, Any]:
    """Send `asked` to `job` and wait for its answer, at most `TORALE_PREVIEW_DEADLINE` seconds.

    Raises LimitExceededError while this user waits for another answer, UnavailableError if all places are taken or
    Redis is away, and TooLateError at the deadline.
    """
    try:
        with _redis() as redis, _place(redis, asker):
            return _answer(redis, job, asked)
    except (RedisError, OperationalError, OSError) as error:
        logger.warning("no %s can be made, the broker is away: %s", job, error)
        raise UnavailableError(AWAY) from error


def begin(job: str, asked: Mapping[str, Any], *, asker: uuid.UUID) -> str:
    """Have `job` work on what is asked, and do not wait. Return the id by which `look` follows it.

    Raises LimitExceededError and UnavailableError as `ask` does.
    """
    inquiry_id = str(uuid.uuid4())
    try:
        with _redis() as redis:
            _take_place(redis, asker)
            try:
                lasts = int((settings.TORALE_PREVIEW_DEADLINE + ANSWER_SECONDS) * 1000)
                redis.set(f"{_key(inquiry_id)}:asker", str(asker), px=lasts)
                _send(redis, job, inquiry_id, asked)
            except Exception:
                _free_place(redis, asker)
                raise
    except (RedisError, OperationalError, OSError) as error:
        logger.warning("no %s can be made, the broker is away: %s", job, error)
        raise UnavailableError(AWAY) from error
    return inquiry_id


def look(inquiry_id: uuid.UUID, *, asker: uuid.UUID) -> Standing:
    """Return how far an inquiry is that `asker` has begun.

    Raises NotFoundError for another user's and for one that is forgotten, TooLateError after the deadline, and
    UnavailableError while Redis is away.
    """
    key = _key(str(inquiry_id))
    try:
        with _redis() as redis, redis.pipeline() as pipeline:
            reads = pipeline.get(f"{key}:asker").pttl(f"{key}:asker").get(f"{key}:step").lindex(f"{key}:answer", 0)
            owner, left, step, answer = reads.execute()
    except (RedisError, OSError) as error:
        raise UnavailableError(AWAY) from error
    if owner is None or owner.decode() != str(asker):
        raise NotFoundError("Preview not found")
    if answer is None and left < ANSWER_SECONDS * 1000:
        raise TooLateError(LATE)
    return Standing(step=json.loads(step) if step else None, answer=json.loads(answer) if answer else None)


def note(inquiry_id: str, step: Mapping[str, Any]) -> None:
    """Say how far the work on an inquiry is. Raises RedisError."""
    with _redis() as redis:
        redis.set(f"{_key(inquiry_id)}:step", json.dumps(step), px=int(settings.TORALE_PREVIEW_DEADLINE * 1000))


def take(inquiry_id: str) -> Inquiry | None:
    """Take an inquiry to work on; None if its request has ended or another worker has it. Raises RedisError."""
    key = _key(inquiry_id)
    with _redis() as redis, redis.pipeline() as pipeline:
        left, asked = pipeline.pttl(key).getdel(key).execute()
    return Inquiry(asked=json.loads(asked), seconds=left / 1000 - RETURN_SECONDS) if asked else None


def reply(inquiry_id: str, answer: Mapping[str, Any]) -> None:
    """Send the answer to the waiting user. Raises RedisError.

    This frees the place of a user who does not wait inside a request.
    """
    key = _answer_key(inquiry_id)
    with _redis() as redis:
        asker = redis.get(f"{_key(inquiry_id)}:asker")
        with redis.pipeline() as pipeline:
            pipeline.rpush(key, json.dumps(answer)).expire(key, ANSWER_SECONDS)
            pipeline.delete(f"{_key(inquiry_id)}:step")
            if asker:
                pipeline.zrem(_places(), asker)
            pipeline.execute()


@contextmanager
def _place(redis: "Redis", asker: uuid.UUID) -> Iterator[None]:
    _take_place(redis, asker)
    try:
        yield
    finally:
        _free_place(redis, asker)


def _take_place(redis: "Redis", asker: uuid.UUID) -> None:
    milliseconds = int((settings.TORALE_PREVIEW_DEADLINE + SPARE_SECONDS) * 1000)
    arguments = str(asker), str(settings.TORALE_MAX_PREVIEWS), str(milliseconds)
    taken = cast(int, redis.eval(TAKE_PLACE, 1, _places(), *arguments))
    if taken < 0:
        raise UnavailableError(FULL)
    if taken:
        raise LimitExceededError(-(-taken // 1000), ONE_AT_A_TIME)


def _answer(redis: "Redis", job: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    inquiry_id, until = str(uuid.uuid4()), monotonic() + settings.TORALE_PREVIEW_DEADLINE
    _send(redis, job, inquiry_id, asked)
    while (left := until - monotonic()) > 0:
        # A timeout of 0 would wait for ever; Redis rounds down to milliseconds.
        found: Any = redis.blpop([_answer_key(inquiry_id)], timeout=max(min(left, LOOK_SECONDS), 0.01))
        if found:
            return cast("dict[str, Any]", json.loads(found[1]))
    raise TooLateError(LATE)


def _free_place(redis: "Redis", asker: uuid.UUID) -> None:
    with suppress(RedisError):
        redis.zrem(_places(), str(asker))


def _send(redis: "Redis", job: str, inquiry_id: str, asked: Mapping[str, Any]) -> None:
    redis.set(_key(inquiry_id), json.dumps(asked), px=int(settings.TORALE_PREVIEW_DEADLINE * 1000))
    app.send_task(job, args=[inquiry_id], task_id=inquiry_id)


def _places() -> str:
    return f"{PREFIX}inquiries"


def _key(inquiry_id: str) -> str:
    return f"{PREFIX}inquiry:{inquiry_id}"


def _answer_key(inquiry_id: str) -> str:
    return f"{_key(inquiry_id)}:answer"


def _redis() -> "Redis":
    """Return a connection for one inquiry, without retries: reading an answer removes it."""
    return Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=LOOK_SECONDS + SOCKET_SECONDS,
        socket_connect_timeout=SOCKET_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
