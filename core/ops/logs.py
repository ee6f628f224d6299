"""Logging of every process, libraries included: JSON lines or console lines, with secrets redacted.

Code uses `logging` as usual. Fields of all lines of a request or job are bound to its context
(`structlog.contextvars`); fields of one line go into `extra={"fields": {…}}`.
"""

import json
import logging
import os
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import structlog
from structlog.typing import EventDict, WrappedLogger

# Lines show neither source location nor thread. Finding them takes longer than writing the line: logging HOWTO,
# "Optimization".
logging._srcfile = None
logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
FORMATS = ("json", "console")
# Last line of defence: log lines should hold no secrets. Each group is the part that stays visible.
SECRETS = re.compile(
    r"(sk_|whsec_)[\w+/=-]{12,}"
    r"|([Bb]earer )[\w.~+/=-]{8,}"
    r"|(eyJ)[\w-]{8,}\.[\w-]+\.[\w-]+"
    r"|((?i:key|token|secret|password|sessionid|csrftoken)=)[^\s&\"'\\,;)<>]{8,}"
    r"|((?:pbkdf2_sha256|md5)\$)[\w$+/=]+"
    r"|(://)[^/\s:@\"]*:[^/\s@\"]+(?=@)",
    re.ASCII,
)
# Each secret contains one of these hints. Most lines contain none, which saves the slow search.
HINTS = ("sk_", "whsec_", "earer ", "eyJ", "=", "$", "://")
HARMLESS = "task_"  # in nearly every line
QUIET = {
    # The HTTP client of google-genai logs each request's address, ddgs what is searched for.
    **{name: {"level": "WARNING"} for name in ("ddgs", "aiohttp", "google_genai")},
    # The access log has each status, so only tracebacks are left.
    "django.request": {"level": "ERROR"},
    "django": {"handlers": [], "level": "INFO"},
}


def config(wanted: str, *, debug: bool) -> dict[str, Any]:
    """Return the argument of `logging.config.dictConfig`; `wanted` is LOG_FORMAT, empty if unset."""
    for_people = wanted == "console" or (not wanted and (debug or sys.stderr.isatty()))
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "core.ops.logs.formatter", "for_people": for_people}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": QUIET,
    }


def formatter(*, for_people: bool) -> logging.Formatter:
    if not for_people:
        return JSONFormatter()
    console = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), timestamp_key="time", exception_formatter=structlog.dev.plain_traceback
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[_add_facts],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, console, _redact],
    )


class JSONFormatter(logging.Formatter):
    """Writes a line without structlog's processor chain, which takes longer than the line itself."""

    def format(self, record: logging.LogRecord) -> str:
        line = _facts(record, record.getMessage())
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return redacted(_to_json(line))


def redacted(text: str) -> str:
    """Return `text` with everything cut that looks like a key, token, password or secret."""
    looked_at = text.replace(HARMLESS, "")
    for hint in HINTS:
        if hint in looked_at:
            return SECRETS.sub(lambda found: f"{found[found.lastindex or 0]}…", text)
    return text


def process_name() -> str:
    """Return this process's name: TORALE_PROCESS, the supervisor's name, or the program's."""
    given = os.environ.get("TORALE_PROCESS") or os.environ.get("SUPERVISOR_PROCESS_NAME")
    return given or Path(sys.argv[0]).name


PROCESS = process_name()


def _facts(record: logging.LogRecord, event: str) -> dict[str, Any]:
    time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    return {
        "time": f"{time.removesuffix('+00:00')}Z",
        "level": record.levelname.lower(),
        "logger": record.name,
        "process": PROCESS,
        "event": event,
        **structlog.contextvars.get_contextvars(),
        **getattr(record, "fields", {}),
        **_job(record),
    }


def _job(record: logging.LogRecord) -> dict[str, Any]:
    """Return name and id of the job that a line of Celery's is about."""
    job = getattr(record, "data", None)
    if record.name.startswith("celery.") and isinstance(job, Mapping):
        return {"job": job.get("name"), "job_id": job.get("id")}
    return {}


def _add_facts(logger: WrappedLogger, method: str, line: EventDict) -> EventDict:
    return {**line, **_facts(line["_record"], line["event"])}


def _redact(logger: WrappedLogger, method: str, text: Any) -> str:
    return redacted(text)


def _to_json(line: Mapping[str, Any]) -> str:
    try:
        return orjson.dumps(line, default=repr).decode()
    except TypeError:  # a lone surrogate, which UTF-8 has no bytes for
        return json.dumps(line, default=repr)
