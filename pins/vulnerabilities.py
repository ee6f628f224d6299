"""The report of pip-audit about pinned requirements."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pins.tools import UnavailableError, run

# Seconds for one answer of the service, and for all of them.
ANSWER_SECONDS, SECONDS = 5, 60
OPTIONS = ("--no-deps", "--disable-pip", "--progress-spinner=off", "--format=json", f"--timeout={ANSWER_SECONDS}")


@dataclass(frozen=True)
class Report:
    """The packages that the service knows, one line for each vulnerability, and the packages that it does not know."""

    audited: int
    vulnerable: tuple[str, ...]
    unknown: tuple[str, ...]


def audit(files: Sequence[Path]) -> Report:
    """Ask the vulnerability service. Raises UnavailableError when it is not reached or knows none of the packages."""
    requirements = [f"--requirement={file}" for file in files]
    report = read(run(sys.executable, "-m", "pip_audit", *OPTIONS, *requirements, seconds=SECONDS))
    if not report.audited:
        raise UnavailableError("the service knows none of the packages")
    return report


def read(output: str) -> Report:
    """Read the JSON of pip-audit. Raises UnavailableError for anything else: pip-audit writes none when it fails."""
    try:
        dependencies = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        raise UnavailableError("pip-audit gave no report") from None
    audited = [one for one in dependencies if "skip_reason" not in one]
    unknown = sorted({one["name"] for one in dependencies if "skip_reason" in one})
    return Report(len(audited), tuple(sorted({line for one in audited for line in _lines(one)})), tuple(unknown))


def _lines(dependency: dict[str, object]) -> list[str]:
    found = dependency.get("vulns")
    if not isinstance(found, list):
        return []
    return [
        f"{dependency['name']} {dependency['version']}: {one['id']}, "
        + (f"fixed in {', '.join(one['fix_versions'])}" if one.get("fix_versions") else "no fix known")
        for one in found
    ]
