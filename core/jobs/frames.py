"""The messages between a worker and its child processes, each after its length.

A worker sends jobs as pickles, for a job names a function. A child has read hostile input, which may have taken it
over. So its answers are JSON, and the worker reads them into the type that the caller of the job expects, or not at
all.
"""

import pickle
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

_LENGTH = struct.Struct("!I")
LONGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Job:
    """A call and its limits."""

    function: Callable[[Any], Any]
    argument: Any
    cpu_seconds: float
    memory_mb: int


class Returned(msgspec.Struct, tag=True, frozen=True):
    """The value that the function returned, as JSON. `spent`: the child has grown, and is to be replaced."""

    value: msgspec.Raw
    spent: bool


class Raised(msgspec.Struct, tag=True, frozen=True):
    """The exception that the function raised: its class, its text and its traceback; `spent` as above."""

    kind: str
    text: str
    traceback: str = ""
    spent: bool = False


class TooBig(msgspec.Struct, tag=True, frozen=True):
    """The function wanted more memory than it may have; the child is to be replaced."""


class Ended(msgspec.Struct, tag=True, frozen=True):
    """The way in which the child ended: its exit status, negative for a signal."""

    status: int


Answer = Returned | Raised | TooBig | Ended
_answers = msgspec.json.Decoder(Answer)


class FrameError(Exception):
    """A message cannot be sent, or what came is none."""


class ClosedError(FrameError):
    """The other side is gone."""


def encoded(value: object) -> msgspec.Raw:
    """Return `value` as JSON, lone surrogates replaced, which no text may hold. Raises TypeError for other values."""
    try:
        return msgspec.Raw(msgspec.json.encode(value))
    except UnicodeEncodeError:
        return msgspec.Raw(msgspec.json.encode(_without_surrogates(msgspec.to_builtins(value))))


def send_job(channel: socket.socket, job: Job, *, until: float) -> None:
    """Send a job. Raises TimeoutError at `until` (monotonic clock), OSError when the other side is gone."""
    _send(channel, pickle.dumps(job, pickle.HIGHEST_PROTOCOL), until)


def receive_job(channel: socket.socket) -> Job:
    """Return the next job of the worker that started this process. Raises FrameError when none comes."""
    body = _receive(channel, None)
    try:
        job: Job = pickle.loads(body)  # noqa: S301 - a worker sent it, which has read no page
    except Exception as error:
        raise FrameError(f"it cannot be unpickled: {error}") from error
    return job


def send_answer(channel: socket.socket, answer: Answer) -> None:
    """Send an answer. Raises OSError when the other side is gone, FrameError when the answer is too long."""
    _send(channel, msgspec.json.encode(answer), None)


def receive_answer(channel: socket.socket, *, until: float) -> Answer:
    """Return the next answer of a child. Raises TimeoutError at `until`, FrameError when none comes."""
    try:
        return _answers.decode(_receive(channel, until))
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise FrameError(f"it is no answer: {error}") from error


def _send(channel: socket.socket, body: bytes, until: float | None) -> None:
    if len(body) > LONGEST:
        raise FrameError(f"an answer of {len(body)} bytes is longer than is sent")
    _set_patience(channel, until)
    channel.sendall(_LENGTH.pack(len(body)) + body)


def _receive(channel: socket.socket, until: float | None) -> bytes:
    (length,) = _LENGTH.unpack(_exactly(channel, _LENGTH.size, until))
    if length > LONGEST:
        raise FrameError("the answer is longer than is read")
    return _exactly(channel, length, until)


def _without_surrogates(value: Any) -> Any:
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case list() | tuple():
            return [_without_surrogates(each) for each in value]
        case dict():
            return {_without_surrogates(key): _without_surrogates(each) for key, each in value.items()}
    return value


def _exactly(channel: socket.socket, length: int, until: float | None) -> bytes:
    body = bytearray()
    while len(body) < length:
        _set_patience(channel, until)
        try:
            piece = channel.recv(min(length - len(body), 1 << 20))
        except ConnectionError:
            piece = b""
        if not piece:
            raise ClosedError("the other side is gone")
        body += piece
    return bytes(body)


def _set_patience(channel: socket.socket, until: float | None) -> None:
    if until is None:
        channel.settimeout(None)
        return
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    channel.settimeout(left)
