"""The child's side of `core.jobs.children`: answer one job after another until the worker is gone."""

import socket
import traceback

import msgspec

from core.jobs import frames
from core.jobs.frames import Job, Raised, Returned, TooBig
from core.jobs.limits import limited, megabytes, occupied

# A child that has grown by more than this is replaced.
GROWTH_MB = 64
LONGEST_TEXT = 10_000


def serve(channel: socket.socket) -> None:
    """Answer the jobs that come over `channel`; return when the other side closes it."""
    at_start = occupied()
    while True:
        try:
            job = frames.receive_job(channel)
        except frames.ClosedError:
            return
        except frames.FrameError as error:  # the function's module cannot be imported here
            _send(channel, _raised(error))
        else:
            _send(channel, _answer(job, at_start))


def _answer(job: Job, at_start: int) -> Returned | Raised | TooBig:
    try:
        with limited(cpu_seconds=job.cpu_seconds, memory=at_start + megabytes(job.memory_mb)):
            value = frames.encoded(job.function(job.argument))
    except MemoryError:
        return TooBig()
    except Exception as error:
        return _raised(error, _is_spent(at_start))
    return Returned(value, _is_spent(at_start))


def _is_spent(at_start: int) -> bool:
    return occupied() - at_start > megabytes(GROWTH_MB)


def _raised(error: Exception, spent: bool = False) -> Raised:
    """Return what is told of `error`; a traceback's end says more than its beginning."""
    text, trace = str(error)[:LONGEST_TEXT], "".join(traceback.format_exception(error))[-LONGEST_TEXT:]
    told = msgspec.json.decode(frames.encoded((text, trace)), type=tuple[str, str])
    return Raised(type(error).__name__, *told, spent)


def _send(channel: socket.socket, answer: Returned | Raised | TooBig) -> None:
    try:
        frames.send_answer(channel, answer)
    except OSError:
        return
    except frames.FrameError as error:
        frames.send_answer(channel, _raised(error))
