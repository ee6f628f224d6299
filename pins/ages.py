"""The age of pinned versions, as the package index tells it (PEP 700, `upload-time`)."""

import sys
import tomllib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pins.tools import UnavailableError, run

SECONDS = 60
OLD = timedelta(days=365)
OPTIONS = ("pip", "compile", "--universal", "--no-deps", "--format=pylock.toml", "--quiet", "--no-header")


def old(files: Sequence[Path], *, now: datetime) -> list[str]:
    """Return a line for each pinned version that was uploaded more than a year ago, the oldest first.

    Raises UnavailableError when the index does not tell.
    """
    uploads = {name: moment for file in files for name, moment in _uploads(file)}
    if not uploads:
        raise UnavailableError("the index tells no dates")
    aged = sorted((moment, name) for name, moment in uploads.items() if now - moment > OLD)
    return [f"{name}, of {moment:%Y-%m-%d}" for moment, name in aged]


def _uploads(file: Path) -> Iterator[tuple[str, datetime]]:
    uv = str(Path(sys.executable).with_name("uv"))
    return read(run(uv, *OPTIONS, f"--python={sys.executable}", str(file), seconds=SECONDS))


def read(output: str) -> Iterator[tuple[str, datetime]]:
    """Yield each version of a lock (PEP 751) with its first upload. Raises UnavailableError for anything else."""
    try:
        packages = tomllib.loads(output).get("packages", [])
    except tomllib.TOMLDecodeError:
        raise UnavailableError("uv gave no lock") from None
    for package in packages:
        moments = [one["upload-time"] for one in _files(package) if "upload-time" in one]
        if moments:
            yield f"{package['name']} {package['version']}", min(moments)


def _files(package: dict[str, Any]) -> list[dict[str, Any]]:
    return [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
