"""Messages between a worker and its child processes: pickles, each preceded by its length."""

import pickle
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_LENGTH = struct.Struct("!I")
LONGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Job:
    """A call and its limits."""

    function: Callable[[Any], Any]
    argument: Any
    cpu_seconds: float
    memory_mb: int


@dataclass(frozen=True, slots=True)
class Returned:
    """The value that the function returned. `spent`: the child has grown, and is to be replaced."""

    value: Any
    spent: bool


@dataclass(frozen=True, slots=True)
class Raised:
    """The exception that the function raised; `spent` as above."""

    error: BaseException
    spent: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """The way in which the child ended: its exit status, negative for a signal."""

    status: int


class FrameError(Exception):
    """An object cannot be sent, or the bytes received are none."""


class ClosedError(FrameError):
    """The other side is gone."""


def send(channel: socket.socket, value: object, *, until: float | None = None) -> None:
    """Send `value`. Raises TimeoutError at `until` (monotonic clock), OSError when the other side is gone."""
    body = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    if len(body) > LONGEST:
        raise FrameError(f"an answer of {len(body)} bytes is longer than is sent")
    _set_patience(channel, until)
    channel.sendall(_LENGTH.pack(len(body)) + body)


def receive(channel: socket.socket, *, until: float | None = None) -> Any:
    """Return the next object. Raises TimeoutError at `until`, FrameError when none comes."""
    (length,) = _LENGTH.unpack(_exactly(channel, _LENGTH.size, until))
    if length > LONGEST:
        raise FrameError("the answer is longer than is read")
    body = _exactly(channel, length, until)
    try:
        return pickle.loads(body)  # noqa: S301 - both sides are ours
    except Exception as error:
        raise FrameError(f"it cannot be unpickled: {error}") from error


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
