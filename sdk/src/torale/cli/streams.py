"""What is read and written: never a traceback for a stream that is closed, full, or of a small alphabet."""

from __future__ import annotations

import codecs
import io
import json
import os
import sys
from typing import Any, TextIO

from torale.cli.tables import printable


def ready() -> None:
    """A stream that is closed is the null device, and no terminal; what an encoding cannot say is a question mark."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - for as long as the process
    for stream in (sys.stdin, sys.stdout):  # stderr escapes what it cannot say, whatever the environment asks for
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def as_json(data: Any, *, indent: int | None = None) -> str:
    """JSON in characters that standard output has, so that programs lose none."""
    is_utf8 = codecs.lookup(sys.stdout.encoding or "ascii").name == "utf-8"
    return json.dumps(data, indent=indent, ensure_ascii=not is_utf8)


def complain(text: str) -> None:
    """One line on stderr, if it can be written."""
    try:
        print(f"torale: {printable(text)}", file=sys.stderr)
    except OSError:
        silence(sys.stderr)


def silence(stream: TextIO) -> None:
    """After a failure: what is still buffered must not fail again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
