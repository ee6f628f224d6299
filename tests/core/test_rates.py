import pytest
from django.core.exceptions import ImproperlyConfigured

from core.api.rates import Rate, parse


def rates(text: str) -> tuple[Rate, ...] | None:
    return parse("TORALE_RATE_LIMITS", text)


def test_nothing_said_leaves_the_figures_as_they_are() -> None:
    assert rates("") is rates("  ") is None


@pytest.mark.parametrize("text", ["off", " OFF "])
def test_off_means_no_limits(text: str) -> None:
    assert rates(text) == ()


def test_figures_are_read_shortest_period_first() -> None:
    assert rates("10000/day, 5/s,100/min,1000/h") == (Rate(5, 1), Rate(100, 60), Rate(1000, 3600), Rate(10000, 86400))


@pytest.mark.parametrize(
    "text", ["100", "0/min", "-1/min", "100/week", "1e3/min", "100/min,", "١/min", "off,1/min", "9" * 20]
)
def test_anything_else_stops_the_start_with_a_sentence(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^TORALE_RATE_LIMITS contains .*100/min,1000/h,10000/day"):
        rates(text)


def test_a_period_given_twice_stops_the_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="give each period once"):
        rates("100/min,200/min")
