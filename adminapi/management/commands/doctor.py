"""Check this installation for everything that may be wrong, and say how to mend it."""

import dataclasses
import json
import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from adminapi.doctor import Finding, Level, examine

SIGNS = {Level.GOOD: ("✓", "\033[32m"), Level.DOUBT: ("!", "\033[33m"), Level.FAULT: ("✗", "\033[31m")}
PLAIN = "\033[0m"


class Command(BaseCommand):
    help = (
        "Looks at settings, connections and work, and says how to mend what is wrong. Exits with 1 if there is a fault."
    )
    # The doctor must run when system checks fail.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="for programs")

    def handle(self, *, as_json: bool, **options: Any) -> None:
        findings = []
        for finding in examine(now=timezone.now()):
            findings.append(finding)
            if not as_json:
                self.stdout.write(self._line(finding))
        is_well = all(finding.level is not Level.FAULT for finding in findings)
        if as_json:
            self.stdout.write(json.dumps({"ok": is_well, "findings": [*map(dataclasses.asdict, findings)]}, indent=2))
        else:
            self.stdout.write(_summary(findings))
        if not is_well:
            sys.exit(1)

    def _line(self, finding: Finding) -> str:
        sign, colour = SIGNS[finding.level]
        if self.stdout.isatty() and "NO_COLOR" not in os.environ:
            sign = f"{colour}{sign}{PLAIN}"
        return f"{sign} {finding.text}" + (f"\n    → {finding.remedy}" if finding.remedy else "")


def _summary(findings: list[Finding]) -> str:
    faults, doubts = (sum(finding.level is level for finding in findings) for level in (Level.FAULT, Level.DOUBT))
    return f"\nFaults: {faults}, doubts: {doubts}." if faults or doubts else "\nAll is well."
