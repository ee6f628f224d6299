"""Look for known vulnerabilities of the pinned versions; where nobody tells, say which are more than a year old.

Ends with 1 for a vulnerability, and with 0 where the network is closed.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from pins import ages, vulnerabilities
from pins.tools import UnavailableError

ROOT = Path(__file__).parent.parent
FILES = (ROOT / "requirements.txt", ROOT / "requirements-dev.txt")


def main() -> int:
    """Print what was found, and return the exit code."""
    try:
        report = vulnerabilities.audit(FILES)
    except UnavailableError as error:
        _say(f"Vulnerabilities were not looked up: {error}.")
        _tell_ages()
        return 0
    for line in report.vulnerable:
        _say(line)
    _say(f"{report.audited} pinned packages were looked up, {len(report.vulnerable)} vulnerabilities are known.")
    if report.unknown:
        _say(f"Not known to the service: {', '.join(report.unknown)}")
    return int(bool(report.vulnerable))


def _tell_ages() -> None:
    try:
        old = ages.old(FILES, now=datetime.now(UTC))
    except UnavailableError as error:
        _say(f"The age of the pinned versions is not known: {error}.")
        return
    _say(f"{len(old)} pinned versions are more than a year old{':' if old else '.'}")
    for line in old:
        _say(f"  {line}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
