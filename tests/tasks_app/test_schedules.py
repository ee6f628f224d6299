from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidError
from tasks_app.scheduling.schedules import check_cron, next_cron

AT = datetime(2025, 1, 15, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("0 9 * * *", datetime(2025, 1, 16, 9, 0, tzinfo=UTC)),
        ("*/15 * * * *", datetime(2025, 1, 15, 10, 45, tzinfo=UTC)),
        ("30 10 * * *", datetime(2025, 1, 16, 10, 30, tzinfo=UTC)),
        ("0 0 29 2 *", datetime(2028, 2, 29, 0, 0, tzinfo=UTC)),
        ("0 8 * * MON", datetime(2025, 1, 20, 8, 0, tzinfo=UTC)),
    ],
)
def test_cron_names_the_next_moment_in_utc(expression: str, expected: datetime) -> None:
    assert next_cron(expression, after=AT) == expected


@pytest.mark.parametrize("expression", ["", "hello", "* * * *", "* * * * * *", "60 * * * *", "0 0 30 2 *", "@daily"])
def test_what_is_no_five_field_cron_expression_or_never_fires_is_refused(expression: str) -> None:
    with pytest.raises(InvalidError, match="Invalid cron expression"):
        next_cron(expression, after=AT)


@pytest.mark.parametrize(
    "expression", ["*/100 * * * *", "*/60 * * * *", "0 1-5,*/24 * * *", "0 0 */32 * *", "0 0 1 */13 *"]
)
def test_a_step_beyond_its_field_is_refused_and_fires_where_it_is_stored(expression: str) -> None:
    with pytest.raises(InvalidError, match="Invalid cron expression"):
        check_cron(expression, now=AT)
    assert next_cron(expression, after=AT) > AT


@pytest.mark.parametrize("expression", ["*/59 * * * *", "0 */12 * * *", "0 0 */31 * *", "0 0 1 */12 *", "0 0 * * */7"])
def test_a_step_within_its_field_is_taken(expression: str) -> None:
    check_cron(expression, now=AT)


@given(st.text(max_size=40))
def test_any_text_is_either_a_schedule_or_refused(expression: str) -> None:
    with suppress(InvalidError):
        assert next_cron(expression, after=AT) > AT
