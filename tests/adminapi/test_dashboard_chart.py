"""Where the bars of a chart stand."""

from datetime import UTC, datetime, timedelta

import pytest

from adminapi.dashboard import chart
from adminapi.selectors import Hour

MIDNIGHT = datetime(2026, 3, 1, tzinfo=UTC)


def hours(*answered: tuple[int, int], duration_ms: int | None = None) -> list[Hour]:
    starts = (MIDNIGHT + timedelta(hours=n) for n in range(len(answered)))
    return [
        Hour(start, succeeded, failed, duration_ms) for start, (succeeded, failed) in zip(starts, answered, strict=True)
    ]


@pytest.mark.parametrize(
    ("most", "top"), [(0, 2), (1, 2), (2, 2), (3, 4), (5, 6), (7, 8), (9, 10), (11, 20), (100, 100), (1001, 2000)]
)
def test_a_scale_ends_at_a_round_number_above_all(most: float, top: float) -> None:
    assert chart.scale(most, least=2) == top


def test_failures_stand_on_the_line_and_successes_upon_them() -> None:
    column, empty = chart.executions(hours((6, 2), (0, 0))).columns
    failed, succeeded = column.bars

    assert (failed.kind, failed.y, failed.height) == ("failed", 75, 25)
    assert (succeeded.kind, succeeded.y, succeeded.height) == ("succeeded", 0, 75)
    assert empty.bars == []
    assert column.text == "Sun 00:00: 8 executions, 2 failed"


def test_a_single_failure_among_many_is_seen() -> None:
    (column,) = chart.executions(hours((100_000, 1))).columns
    assert column.bars[0].height == chart.LEAST


def test_columns_fill_the_plot_side_by_side() -> None:
    columns = chart.executions(hours(*[(1, 0)] * 4)).columns
    assert [column.room for column in columns] == [0, 25, 50, 75]
    assert all(column.room < column.x < column.x + column.width < column.room + 25 for column in columns)


def test_what_is_above_the_threshold_is_marked() -> None:
    drawn = chart.error_rates(hours((95, 5), (94, 6), (0, 0)))
    assert [[(bar.kind, bar.is_marked) for bar in column.bars] for column in drawn.columns] == [
        [("within", False)],
        [("above", True)],
        [],
    ]
    assert drawn.columns[2].text == "Sun 02:00: no executions"


def test_the_threshold_is_always_in_the_picture() -> None:
    for drawn in (chart.error_rates(hours((100, 0))), chart.durations(hours((1, 0), duration_ms=1))):
        assert drawn.threshold is not None
        assert 0 < drawn.threshold.y < 100


@pytest.mark.parametrize(("count", "labels"), [(24, 8), (48, 8), (168, 7)])
def test_few_hours_are_named(count: int, labels: int) -> None:
    ticks = chart.executions(hours(*[(1, 0)] * count)).ticks
    assert len(ticks) == labels
    assert ticks[0].label == "Sun 1"
