"""The child's side of `core.jobs.children`: answer one job after another until the worker is gone."""

import pickle
import socket
import traceback

from core.jobs import frames
from core.jobs.frames import Job, Raised, Returned
from core.jobs.limits import limited, megabytes, occupied

# A child that has grown by more than this is replaced.
GROWTH_MB = 64


def serve(channel: socket.socket) -> None:
    """Answer the jobs that come over `channel`; return when the other side closes it."""
    at_start = occupied()
    while True:
        try:
            job = frames.receive(channel)
        except frames.ClosedError:
            return
        except frames.FrameError as error:  # the function's module cannot be imported here
            _send(channel, Raised(error))
        else:
            _send(channel, _answer(job, at_start))


def _answer(job: Job, at_start: int) -> Returned | Raised:
    try:
        with limited(cpu_seconds=job.cpu_seconds, memory=at_start + megabytes(job.memory_mb)):
            value = job.function(job.argument)
    except MemoryError as error:
        return Raised(error.with_traceback(None), spent=True)
    except Exception as error:
        return Raised(_with_traceback_note(error), _is_spent(at_start))
    return Returned(value, _is_spent(at_start))


def _is_spent(at_start: int) -> bool:
    return occupied() - at_start > megabytes(GROWTH_MB)


def _with_traceback_note(error: BaseException) -> BaseException:
    """Return `error` with its traceback as a note, since a traceback itself cannot be sent."""
    error.add_note("".join(traceback.format_exception(error)))
    return error.with_traceback(None)


def _send(channel: socket.socket, answer: Returned | Raised) -> None:
    try:
        frames.send(channel, answer)
    except OSError:
        return
    except (pickle.PicklingError, TypeError, AttributeError, frames.FrameError) as error:
        frames.send(channel, Raised(TypeError(f"the answer cannot be sent: {error}")))
