"""Standard streams without tracebacks for closed or full ones, or for characters they cannot encode."""

from __future__ import annotations

import codecs
import io
import json
import os
import sys
from typing import Any, TextIO

from torale.cli.tables import printable


def ready() -> None:
    """Replace closed streams by the null device, and characters that cannot be encoded by question marks."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - for as long as the process
    for stream in (sys.stdin, sys.stdout):  # stderr escapes such characters already
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def as_json(data: Any, *, indent: int | None = None) -> str:
    """Write JSON in characters that standard output can encode, so that programs lose none."""
    is_utf8 = codecs.lookup(sys.stdout.encoding or "ascii").name == "utf-8"
    return json.dumps(data, indent=indent, ensure_ascii=not is_utf8)


def complain(text: str) -> None:
    """Write one line to stderr if possible."""
    try:
        print(f"torale: {printable(text)}", file=sys.stderr)
    except OSError:
        silence(sys.stderr)


def silence(stream: TextIO) -> None:
    """Discard buffered output after a failure, so that it does not fail again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
