"""Grades: how a verdict or a history of looks counts, and which goals they must meet."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

MARKS = ("right", "silent", "presumed", "missed", "false alert")
# The kinds of page that are judged exactly.
EXACT = frozenset({"quote", "stock", "price", "number", "release", "date", "data", "wall", "structured"})
RIGHT, RIGHT_OF_EXACT, WRONG, RIGHT_OF_HISTORIES = 0.70, 0.90, 0.03, 0.80


def of_verdict(truth: str, verdict: str) -> str:
    """The mark of a verdict: `met`, `not_met` or `unsure`, as the truth is."""
    if verdict == truth:
        return "right"
    if verdict == "unsure":
        return "silent"
    if verdict == "met":
        return "false alert"
    return "missed" if truth == "met" else "presumed"


def of_history(told: set[int], alerts: set[int], may: set[int]) -> str:
    """The mark of a history: the looks that told something, against those that must and those that may."""
    if told - alerts - may:
        return "false alert"
    return "missed" if alerts - told else "right"


@dataclass
class Table:
    """Marks by kind."""

    name: str
    by_kind: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, kind: str, mark: str) -> None:
        """Count one case."""
        self.by_kind[kind][mark] += 1

    @property
    def total(self) -> Counter[str]:
        """All marks together."""
        return sum(self.by_kind.values(), Counter())

    def share(self, *marks: str, kinds: frozenset[str] | None = None) -> float:
        """The share of cases with one of the marks, of some kinds or of all; none where there are no cases."""
        counted = [marks_of for kind, marks_of in self.by_kind.items() if kinds is None or kind in kinds]
        total = sum(marks_of.total() for marks_of in counted)
        return sum(marks_of[mark] for marks_of in counted for mark in marks) / total if total else 0.0

    def lines(self) -> list[str]:
        """The table in Markdown."""
        head = f"| {self.name} | {' | '.join(MARKS)} | of |"
        rows = [self._line(kind, self.by_kind[kind]) for kind in sorted(self.by_kind)]
        return [head, "|---" * (len(MARKS) + 2) + "|", *rows, self._line("**all**", self.total)]

    def _line(self, kind: str, marks: Counter[str]) -> str:
        return f"| {kind} | {' | '.join(str(marks[mark] or '') for mark in MARKS)} | {marks.total()} |"


def misses(pages: Table | None, looks: Table | None) -> list[str]:
    """The goals that are missed, each in a sentence."""
    goals = []
    if pages and pages.total:
        exact = frozenset(pages.by_kind) & EXACT
        goals += [
            (pages.total["false alert"] == 0, "no false alert on a page"),
            (pages.share("presumed", "missed") <= WRONG, f"presumed and missed at most {WRONG:.0%}"),
            (pages.share("right") >= RIGHT, f"right on at least {RIGHT:.0%} of the pages"),
            (
                not exact or pages.share("right", kinds=exact) >= RIGHT_OF_EXACT,
                f"right on at least {RIGHT_OF_EXACT:.0%} of the exact kinds",
            ),
        ]
    if looks and looks.total:
        goals += [
            (looks.total["false alert"] == 0, "no false alert in a history"),
            (looks.share("right") >= RIGHT_OF_HISTORIES, f"right on at least {RIGHT_OF_HISTORIES:.0%} of histories"),
        ]
    return [goal for is_met, goal in goals if not is_met]
