"""How every process logs: one JSON object a line, or lines for people; those of libraries too, and secrets in none.

Code logs by `logging` as ever. What all lines of a request or a job have in common is bound to its context
(`structlog.contextvars`), what one line says beside its text is in `extra={"fields": {…}}`.
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

# Neither the place in the code nor the thread is told, and to find them takes longer than to write the line: logging
# HOWTO, "Optimization".
logging._srcfile = None
logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
FORMATS = ("json", "console")
# The last line of defence: what is logged is meant to hold none. Each group is what remains to be seen of it.
SECRETS = re.compile(
    r"(sk_|whsec_)[\w+/=-]{12,}"
    r"|([Bb]earer )[\w.~+/=-]{8,}"
    r"|(eyJ)[\w-]{8,}\.[\w-]+\.[\w-]+"
    r"|((?i:key|token|secret|password|sessionid|csrftoken)=)[^\s&\"'\\,;)<>]{8,}"
    r"|((?:pbkdf2_sha256|md5)\$)[\w$+/=]+"
    r"|(://)[^/\s:@\"]*:[^/\s@\"]+(?=@)",
    re.ASCII,
)
# Without one of these there is none of those: most lines are spared the search, which takes longer than all else.
HINTS = ("sk_", "whsec_", "earer ", "eyJ", "=", "$", "://")
HARMLESS = "task_"  # in nearly every line
QUIET = {
    # The HTTP client of google-genai logs each request's address, ddgs what is searched for.
    **{name: {"level": "WARNING"} for name in ("ddgs", "aiohttp", "google_genai")},
    # The line of each request says its status; what is left are the tracebacks.
    "django.request": {"level": "ERROR"},
    "django": {"handlers": [], "level": "INFO"},
}


def config(wanted: str, *, debug: bool) -> dict[str, Any]:
    """What `logging.config.dictConfig` takes; `wanted` is LOG_FORMAT, empty where nobody has said."""
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
        foreign_pre_chain=[_told],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, console, _redact],
    )


class JSONFormatter(logging.Formatter):
    """Without structlog's chain, which takes longer than the line: every request writes one."""

    def format(self, record: logging.LogRecord) -> str:
        line = _facts(record, record.getMessage())
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return redacted(_to_json(line))


def redacted(text: str) -> str:
    """`text` without what looks like a key, a token, a password or a secret."""
    looked_at = text.replace(HARMLESS, "")
    for hint in HINTS:
        if hint in looked_at:
            return SECRETS.sub(lambda found: f"{found[found.lastindex or 0]}…", text)
    return text


def process_name() -> str:
    """What this process is called: by whoever started it, else by its program."""
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
    """Of Celery's lines about a job, which one it is."""
    job = getattr(record, "data", None)
    if record.name.startswith("celery.") and isinstance(job, Mapping):
        return {"job": job.get("name"), "job_id": job.get("id")}
    return {}


def _told(logger: WrappedLogger, method: str, line: EventDict) -> EventDict:
    return {**line, **_facts(line["_record"], line["event"])}


def _redact(logger: WrappedLogger, method: str, text: Any) -> str:
    return redacted(text)


def _to_json(line: Mapping[str, Any]) -> str:
    try:
        return orjson.dumps(line, default=repr).decode()
    except TypeError:  # a lone surrogate, which UTF-8 has no bytes for
        return json.dumps(line, default=repr)
