"""The check of the pinned versions: vulnerabilities fail it, and a closed network does not."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pins import __main__ as pins
from pins import ages, vulnerabilities
from pins.tools import UnavailableError, run

SKIPPED = {"name": "brotli", "skip_reason": "not found"}
SOUND = {"name": "idna", "version": "3.11", "vulns": []}
UNSOUND = {"name": "lxml", "version": "6.1.3", "vulns": [{"id": "CVE-2026-1", "fix_versions": ["6.1.4"]}]}
LOCK = """
lock-version = "1.0"
[[packages]]
name = "flower"
version = "2.0.1"
sdist = { upload-time = 2023-08-13T14:37:46Z }
wheels = [{ upload-time = 2023-08-13T14:37:41Z }]
[[packages]]
name = "idna"
version = "3.11"
wheels = [{ upload-time = 2026-10-12T14:37:41Z }]
"""


def report(*dependencies: dict[str, Any]) -> str:
    return json.dumps({"dependencies": dependencies})


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The outputs of pip-audit and uv."""
    outputs = {"pip_audit": "", "uv": ""}

    def answer(*command: str, seconds: float) -> str:
        return outputs["pip_audit" if "pip_audit" in command else "uv"]

    monkeypatch.setattr(vulnerabilities, "run", answer)
    monkeypatch.setattr(ages, "run", answer)
    return outputs


def test_a_known_vulnerability_fails(answers: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    answers["pip_audit"] = report(SOUND, UNSOUND, SKIPPED)
    assert pins.main() == 1
    assert "lxml 6.1.3: CVE-2026-1, fixed in 6.1.4" in capsys.readouterr().out


def test_sound_versions_pass_and_unknown_ones_are_named(
    answers: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    answers["pip_audit"] = report(SOUND, SKIPPED)
    assert pins.main() == 0
    assert "brotli" in capsys.readouterr().out


@pytest.mark.parametrize("output", ["", "Traceback …", report(), report(SKIPPED), "[]"])
def test_a_service_that_knows_nothing_counts_as_not_reached(
    answers: dict[str, str], capsys: pytest.CaptureFixture[str], output: str
) -> None:
    answers["pip_audit"], answers["uv"] = output, LOCK
    assert pins.main() == 0
    told = capsys.readouterr().out
    assert "were not looked up" in told
    assert "flower 2.0.1, of 2023-08-13" in told
    assert "idna" not in told


def test_without_a_network_both_say_that_they_do_not_know(
    answers: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert pins.main() == 0
    assert "is not known" in capsys.readouterr().out


def test_the_oldest_version_comes_first(answers: dict[str, str]) -> None:
    answers["uv"] = LOCK
    assert ages.old([Path("x")], now=datetime(2028, 1, 1, tzinfo=UTC)) == [
        "flower 2.0.1, of 2023-08-13",
        "idna 3.11, of 2026-10-12",
    ]


def test_a_tool_that_hangs_or_is_missing_is_not_waited_for() -> None:
    with pytest.raises(UnavailableError, match="no answer within"):
        run("sleep", "30", seconds=0.1)
    with pytest.raises(UnavailableError, match="cannot be started"):
        run("/no/such/program", seconds=1)
