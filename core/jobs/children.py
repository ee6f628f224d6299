"""A pool of child processes for work on hostile input, each job with limits that the kernel holds.

    children.run(read, page, returns=Document, seconds=10, cpu_seconds=5, memory_mb=512)

`run` is called from any thread of a worker. It waits for a free child, has it call the function, and returns what the
function returns. A job over a limit costs its child, which is replaced; no other job notices. A child may have been
taken over by what it read: its answer is read into the type that is expected, and no code comes with it.

The children are forked by `core.jobs.fork_server`: a worker with many threads cannot fork safely, and the modules named
with `preload` are imported once for all of them. A child knows nothing of the worker's environment but the paths.

ChildError
├── ChildTimeoutError    not ended in time, the wait for a free child included
├── ChildCPUError        more processor time than allowed
├── ChildMemoryError     more memory than allowed
├── ChildRaisedError     an exception of the function; its class is `kind`, and its traceback is a note
└── ChildLostError       killed from outside, crashed, or its answer is not of the type that is expected
"""

import functools
import itertools
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import TypeVar

import msgspec
from django.conf import settings

from core import work
from core.jobs import frames
from core.jobs.fork_server import KILL, ORDER, START

A = TypeVar("A")
R = TypeVar("R")

# Environment variables that the fork server inherits; none holds a secret.
KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH")
# Seconds after which a job that waits for a child notices that it was called off.
LOOK_SECONDS = 0.5
_modules: dict[str, None] = {}


class ChildError(Exception):
    """A job did not come to its end in its child."""


class ChildTimeoutError(ChildError):
    pass


class ChildCPUError(ChildError):
    pass


class ChildMemoryError(ChildError):
    pass


class ChildRaisedError(ChildError):
    """The function raised an exception of the class called `kind`; the exception itself stays in the child."""

    def __init__(self, kind: str, text: str) -> None:
        self.kind = kind
        super().__init__(f"{kind}: {text}")


class ChildLostError(ChildError):
    pass


def preload(*modules: str) -> None:
    """Import `modules` in every child at its start; call this before the process's first `run`."""
    _modules.update(dict.fromkeys(modules))


def start() -> None:
    """Start the fork server, so that the first job need not wait for imports; do nothing if nothing is preloaded.

    Raises OSError where no process can be started.
    """
    if _modules:
        _pool().start()


def run(
    function: Callable[[A], R], argument: A, *, returns: type[R], seconds: float, cpu_seconds: float, memory_mb: int
) -> R:
    """Call `function(argument)` in a child; both can be pickled, and `returns` is a type that msgspec can read.

    `seconds` bounds the call and the wait for a child; `memory_mb` is what the call may take beyond an idle child.
    Raises ChildError, and CalledOffError when the thread's work is called off. `function` must let MemoryError pass,
    so that it is told from its own errors.
    """
    job = frames.Job(function, argument, cpu_seconds, memory_mb)
    return _pool().run(job, returns, until=time.monotonic() + seconds)


class Children:
    """A pool of at most `size` children, started when first needed.

    One owner's work (`core.work`) never holds all of several children: one stays free for others.
    """

    def __init__(self, size: int) -> None:
        self._server = _Server()
        self._changed = threading.Condition()
        # Last in, first out, so that few children serve few jobs.
        self._free: list[_Child | None] = [None] * size
        self._most_of_one_owner = max(1, size - 1)
        self._held: Counter[Hashable] = Counter()

    def run(self, job: frames.Job, returns: type[R], *, until: float) -> R:
        """Answer `job` at the latest at `until`, on the monotonic clock. Raises what the module's `run` raises."""
        owner = work.current().owner
        idle, kept = self._take(owner, until), None
        try:
            child = self._ready(idle)
            answer = child.ask(job, until)
            if isinstance(answer, frames.Returned | frames.Raised) and not answer.spent:
                kept = child
            else:
                child.end()
        finally:
            self._give_back(owner, kept)
        return _result(answer, returns)

    def start(self) -> None:
        """Start the fork server, and no child yet."""
        self._server.run()

    def close(self) -> None:
        """End all children and their jobs."""
        self._server.close()

    def _take(self, owner: Hashable, until: float) -> "_Child | None":
        with self._changed:
            while not self._may_take(owner):
                work.current().check()
                left = until - time.monotonic()
                if left <= 0:
                    raise ChildTimeoutError("no child was free in time")
                self._changed.wait(min(left, LOOK_SECONDS))
            self._held[owner] += 1
            return self._free.pop()

    def _may_take(self, owner: Hashable) -> bool:
        return bool(self._free) and (owner is None or self._held[owner] < self._most_of_one_owner)

    def _give_back(self, owner: Hashable, child: "_Child | None") -> None:
        with self._changed:
            self._free.append(child)
            self._held[owner] -= 1
            if not self._held[owner]:
                del self._held[owner]
            # Notify all, since the owner of the first may be at its limit.
            self._changed.notify_all()

    def _ready(self, child: "_Child | None") -> "_Child":
        if child is not None and child.is_ready():
            return child
        if child is not None:
            child.end()
        return self._server.start()


class _Child:
    """A child as the worker sees it: its channel, and a function that kills it."""

    def __init__(self, channel: socket.socket, kill: Callable[[], None]) -> None:
        self._channel = channel
        self._kill = kill

    def is_ready(self) -> bool:
        """Return False if the child has ended: only that makes an idle channel readable."""
        poll = select.poll()
        poll.register(self._channel, select.POLLIN)
        return not poll.poll(0)

    def ask(self, job: frames.Job, until: float) -> frames.Answer:
        """Return the answer. A child that raises instead is ended: it may still be at the job."""
        try:
            with work.current().waking(self._kill):
                return self._exchange(job, until)
        except BaseException:
            self.end()
            raise

    def _exchange(self, job: frames.Job, until: float) -> frames.Answer:
        try:
            frames.send_job(self._channel, job, until=until)
            return frames.receive_answer(self._channel, until=until)
        except TimeoutError:
            raise ChildTimeoutError("the job did not end in time") from None
        except (frames.FrameError, OSError) as error:
            raise ChildLostError(f"the child is gone: {error}") from error

    def end(self) -> None:
        self._kill()
        self._channel.close()


class _Server:
    """The fork server of this process; started when first needed, and again after it has ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def run(self) -> None:
        with self._lock:
            self._running()

    def start(self) -> _Child:
        """Start a child. Raises ChildLostError where no process can be started."""
        ours, theirs = socket.socketpair()
        number = next(self._numbers)
        try:
            with theirs, self._lock:
                control = self._running()
                socket.send_fds(control, [ORDER.pack(START, number)], [theirs.fileno()])
        except OSError as error:
            ours.close()
            raise ChildLostError(f"no child can be started: {error}") from error
        return _Child(ours, functools.partial(self._kill, control, number))

    def close(self) -> None:
        with self._lock:
            self._close()

    def _kill(self, control: socket.socket, number: int) -> None:
        # A server that has ended took its children along.
        with suppress(OSError), self._lock:
            control.sendall(ORDER.pack(KILL, number))

    def _running(self) -> socket.socket:
        if self._process is not None and self._process.poll() is not None:
            self._close()
        if self._control is None:
            self._control, theirs = socket.socketpair()
            environment = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
            with theirs:
                self._process = subprocess.Popen(  # noqa: S603 - every word is ours
                    [sys.executable, "-m", "core.jobs.fork_server", *_modules],
                    stdin=theirs.fileno(),
                    env=environment | {"PYTHONPATH": os.pathsep.join(sys.path)},
                )
        return self._control

    def _close(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = self._control = None


def _result(answer: frames.Answer, returns: type[R]) -> R:
    match answer:
        case frames.Returned(value=value):
            try:
                return msgspec.json.decode(value, type=returns)
            except (msgspec.MsgspecError, ValueError, RecursionError) as error:
                raise ChildLostError(f"the child's answer is not what was expected: {error}") from error
        case frames.Raised(kind=kind, text=text, traceback=traceback):
            raised = ChildRaisedError(kind, text)
            raised.add_note(traceback)
            raise raised
        case frames.TooBig():
            raise ChildMemoryError("the job wanted more memory than it may")
        case frames.Ended(status=status) if status == -signal.SIGPROF:
            raise ChildCPUError("the job wanted more processor time than it may")
    raise ChildLostError(f"the child ended with status {answer.status}")


_lock = threading.Lock()
_shared: Children | None = None


def _pool() -> Children:
    global _shared
    with _lock:
        if _shared is None:
            _shared = Children(settings.TORALE_CHILDREN)
        return _shared


def _forget() -> None:
    """Reset the pool in a forked process: it must not share its parent's children or a held lock."""
    global _lock, _shared
    _lock, _shared = threading.Lock(), None


os.register_at_fork(after_in_child=_forget)
