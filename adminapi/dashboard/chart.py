"""Geometry of the dashboard's bar charts.

All lengths are per cent of the plot, from its left and top: a chart fills its place and its text keeps its size."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import floor, log10

from adminapi.dashboard.gauges import DURATION_MS, ERROR_RATE
from adminapi.selectors import Hour

# Share of an hour's width that its bar takes, and the minimum bar height for non-zero values.
FILLED, LEAST = 0.76, 1.2
STEPS = (1, 2, 4, 6, 8, 10)
TICKS, MOST_TICKS = (3, 6, 12, 24), 8


@dataclass(frozen=True)
class Bar:
    """A bar. `kind` is succeeded, failed, within or above."""

    kind: str
    y: float
    height: float

    @property
    def is_marked(self) -> bool:
        """Return True for bars with a pattern beside their colour, for people who do not see colours."""
        return self.kind in ("failed", "above")


@dataclass(frozen=True)
class Column:
    """An hour of the chart: its place, its bars and its text."""

    room: float
    x: float
    width: float
    bars: Sequence[Bar]
    text: str


@dataclass(frozen=True)
class Line:
    y: float
    label: str


@dataclass(frozen=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True)
class Chart:
    columns: Sequence[Column]
    lines: Sequence[Line]
    ticks: Sequence[Tick]
    threshold: Line | None = None

    @property
    def room(self) -> float:
        return 100 / len(self.columns)


def executions(hours: Sequence[Hour]) -> Chart:
    """Stack succeeded executions on failed ones. Failed ones share a base line, so their heights compare."""
    top = scale(max(hour.answered for hour in hours), least=2)

    def bars(hour: Hour) -> list[Bar]:
        failed, whole = _height(hour.failed, top), _height(hour.answered, top)
        stacked = [Bar("failed", 100 - failed, failed), Bar("succeeded", 100 - whole, whole - failed)]
        return [bar for bar in stacked if bar.height > 0]

    def text(hour: Hour) -> str:
        return f"{hour.answered:,} executions, {hour.failed:,} failed"

    lines = [Line(100 - 100 * value / top, f"{value:,.0f}") for value in (0, top / 2, top)]
    return _chart(hours, bars, text, lines)


def error_rates(hours: Sequence[Hour]) -> Chart:
    return _levels(hours, lambda hour: _times(100, hour.error_rate), 100 * ERROR_RATE, "%")


def durations(hours: Sequence[Hour]) -> Chart:
    return _levels(hours, lambda hour: _times(0.001, hour.mean_duration_ms), DURATION_MS / 1000, "s")


def scale(most: float, *, least: float) -> float:
    """Return the round number at which a scale for values up to `most` ends."""
    most = max(most, least)
    power = 10.0 ** floor(log10(most))
    return float(next(step * power for step in STEPS if step * power >= most - power / 1e6))


def _levels(hours: Sequence[Hour], value_of: Callable[[Hour], float | None], threshold: float, unit: str) -> Chart:
    """Draw one value for each hour against a threshold that is always visible."""
    known = {hour.start: value for hour in hours if (value := value_of(hour)) is not None}
    top = scale(max([*known.values(), threshold * 1.5]), least=1)

    def bars(hour: Hour) -> list[Bar]:
        height = _height(known.get(hour.start, 0), top)
        return [Bar(_kind(known[hour.start], threshold), 100 - height, height)] if height else []

    def text(hour: Hour) -> str:
        return f"{known[hour.start]:.1f} {unit}" if hour.start in known else "no executions"

    lines = [Line(100, "0"), Line(0, f"{top:g} {unit}")]
    return _chart(hours, bars, text, lines, Line(100 - _height(threshold, top), f"{threshold:g} {unit}"))


def _chart(
    hours: Sequence[Hour],
    bars: Callable[[Hour], Sequence[Bar]],
    text: Callable[[Hour], str],
    lines: Sequence[Line],
    threshold: Line | None = None,
) -> Chart:
    room = 100 / len(hours)
    columns = [
        Column(
            room=room * n,
            x=room * (n + (1 - FILLED) / 2),
            width=room * FILLED,
            bars=bars(hour),
            text=f"{hour.start:%a %H:%M}: {text(hour)}",
        )
        for n, hour in enumerate(hours)
    ]
    return Chart(columns, lines, _ticks([hour.start for hour in hours]), threshold)


def _ticks(starts: Sequence[datetime]) -> list[Tick]:
    """Label every nth hour of the day, so that the labels fit on a phone."""
    room, every = 100 / len(starts), next(hours for hours in TICKS if len(starts) <= MOST_TICKS * hours)
    return [Tick(room * n, _clock(start)) for n, start in enumerate(starts) if start.hour % every == 0]


def _clock(start: datetime) -> str:
    return f"{start:%H:%M}" if start.hour else f"{start:%a} {start.day}"


def _height(value: float, top: float) -> float:
    """Return a bar's height: at least `LEAST` for non-zero values."""
    return max(100 * value / top, LEAST) if value else 0.0


def _kind(value: float, threshold: float) -> str:
    return "above" if value > threshold else "within"


def _times(factor: float, value: float | None) -> float | None:
    return None if value is None else factor * value
