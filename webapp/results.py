"""Results of executions in words, and the strip that draws the last of them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tasks_app.selectors.overview import Look, Result

WORDS: dict[Result, str | Promise] = {
    Result.MET: gettext_lazy("Condition met"),
    Result.NOT_MET: gettext_lazy("Not met"),
    Result.UNCLEAR: gettext_lazy("Could not tell"),
    Result.FAILED: gettext_lazy("Failed"),
    Result.CANCELLED: gettext_lazy("Cancelled"),
    Result.OPEN: gettext_lazy("Checking now"),
}
# The form of each result differs, so that the strip can be read without colours. `{x}` is its left edge.
FORMS = {
    Result.MET: "M{x} 1h5v14h-5z",
    Result.NOT_MET: "M{x} 13h5",
    Result.UNCLEAR: "M{x} 6h5v5h-5z",
    Result.FAILED: "M{x} 8l5 7m0-7l-5 7",
    Result.CANCELLED: "M{x} 8h2",
    Result.OPEN: "M{x} 3h5",
}
STEP, SPOKEN_RUNS = 8, 4


@dataclass(frozen=True, slots=True)
class Run:
    """Executions in a row that had the same result."""

    result: Result
    count: int
    first: datetime
    last: datetime

    @property
    def words(self) -> str:
        return str(WORDS[self.result])


@dataclass(frozen=True, slots=True)
class Strip:
    """The last executions of a task, drawn from left to right, the oldest first."""

    looks: tuple[Look, ...]

    @property
    def width(self) -> int:
        return STEP * len(self.looks)

    @property
    def paths(self) -> Iterator[tuple[str, str]]:
        """One path for each result, with the name of its class: thirty elements a task would make the page large."""
        for result, form in FORMS.items():
            drawn = [
                form.format(x=STEP * n + 1) for n, look in enumerate(reversed(self.looks)) if look.result is result
            ]
            if drawn:
                yield result.value, "".join(drawn)

    @property
    def runs(self) -> list[Run]:
        """The executions as a table says them, the newest first."""
        return list(runs_of(self.looks))

    @property
    def words(self) -> str:
        """The picture for people who do not see it: the numbers, and the newest results in their order."""
        counts = Counter(look.result for look in self.looks)
        numbers = ", ".join(f"{counts[result]} {WORDS[result]}" for result in Result if counts[result])
        newest = ", ".join(f"{run.count} {run.words}" for run in self.runs[:SPOKEN_RUNS])
        said = ngettext("The last check: %(numbers)s.", "The last %(count)s checks: %(numbers)s.", len(self.looks))
        return f"{said % {'count': len(self.looks), 'numbers': numbers}} {_('Newest first')}: {newest}."


def runs_of(looks: Sequence[Look]) -> Iterator[Run]:
    """Put executions together that have the same result; `looks` are the newest first, and so are the runs."""
    for result, group in groupby(looks, key=lambda look: look.result):
        run = list(group)
        yield Run(result, len(run), first=run[-1].at, last=run[0].at)
