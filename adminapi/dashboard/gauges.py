"""Figures compared with their documented thresholds."""

from dataclasses import dataclass
from enum import StrEnum

from adminapi.dashboard.figures import Figures
from adminapi.templatetags.humane import grouped, seconds, share

# Thresholds for an operator's attention: a share, milliseconds, and executions an hour.
ERROR_RATE, DURATION_MS, FAILED_AN_HOUR, NEW_ERRORS_AN_HOUR = 0.05, 10_000, 1_000, 100


class State(StrEnum):
    WITHIN = "within"
    ABOVE = "above"
    UNKNOWN = "unknown"

    @property
    def sign(self) -> str:
        """Return a shape, for people who do not see colours."""
        return {State.WITHIN: "✓", State.ABOVE: "▲", State.UNKNOWN: "–"}[self]


@dataclass(frozen=True)
class Gauge:
    """A figure with its threshold, its period, and what to do when it is above the threshold."""

    name: str
    value: str
    threshold: str
    state: State
    period: str
    advice: str

    @property
    def says(self) -> str:
        match self.state:
            case State.WITHIN:
                return f"within {self.threshold}"
            case State.ABOVE:
                return f"above {self.threshold}"
        return f"nothing to tell yet; threshold {self.threshold}"


def gauges(figures: Figures) -> list[Gauge]:
    day, hour = figures.day, figures.hour
    return [
        Gauge(
            name="Error rate",
            value=share(day.error_rate),
            threshold="5 %",
            state=_state(day.error_rate, ERROR_RATE, is_known=day.answered > 0),
            period=f"in 24 hours; {share(hour.error_rate)} in the last hour",
            advice="Investigate the latest errors.",
        ),
        Gauge(
            name="Mean duration",
            value=seconds(day.mean_duration_ms),
            threshold="10 s",
            state=_state(day.mean_duration_ms, DURATION_MS, is_known=day.succeeded > 0),
            period=f"of successful ones in 24 hours; {seconds(hour.mean_duration_ms)} in the last hour",
            advice="Check the latency of the search provider.",
        ),
        Gauge(
            name="Failed executions",
            value=grouped(hour.failed),
            threshold="1,000 an hour",
            state=_state(hour.failed, FAILED_AN_HOUR),
            period=f"in the last hour; {grouped(day.failed)} in 24 hours",
            advice="Check the provider's rate limits and its status page.",
        ),
        Gauge(
            name="New errors",
            value=grouped(figures.new_errors),
            threshold="100 an hour",
            state=_state(figures.new_errors, NEW_ERRORS_AN_HOUR),
            period="in the last hour, beyond those of the hour before",
            advice="Review the errors and the logs: what has changed?",
        ),
    ]


def _state(value: float, threshold: float, *, is_known: bool = True) -> State:
    if not is_known:
        return State.UNKNOWN
    return State.ABOVE if value > threshold else State.WITHIN
