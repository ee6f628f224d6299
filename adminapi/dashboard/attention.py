"""Notices that need an operator's attention, the gravest first. An empty list means that all is well."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from adminapi import links
from adminapi.dashboard.figures import Figures
from adminapi.dashboard.gauges import Gauge, State
from adminapi.doctor.running import LONG_QUEUE
from adminapi.selectors import Broker
from adminapi.selectors.dashboard import COUNTED_AT_MOST
from adminapi.templatetags.humane import capped


@dataclass(frozen=True)
class Notice:
    """A notice. `is_grave`: it does not mend itself; `remedy`: what to do; `url`: where to look."""

    text: str
    remedy: str
    url: str = ""
    is_grave: bool = False

    @property
    def sign(self) -> str:
        return "✗" if self.is_grave else "▲"

    @property
    def label(self) -> str:
        return "An operator must act" if self.is_grave else "To be looked at"


def notices(figures: Figures, measured: Sequence[Gauge]) -> list[Notice]:
    return [*_refusal(figures), *_broker(figures.broker), *_above(measured), *_late(figures)]


def _refusal(figures: Figures) -> Iterator[Notice]:
    if figures.refusal:
        yield Notice(
            text=f"The search provider refuses our settings: {figures.refusal.error_message}",
            remedy="Mend GEMINI_API_KEY, GEMINI_MODEL or SEARCH_PROVIDER, start Torale again, and retry the execution."
            " Nothing of this kind is tried again by itself; this notice goes with the next success.",
            url=links.to_execution(figures.refusal.pk),
            is_grave=True,
        )
    elif figures.refused_at_start:
        yield Notice(
            text=f"The search provider refuses our settings: {figures.refused_at_start.message}",
            remedy="Then start Torale again: its workers ask anew. Until then no execution can succeed.",
            is_grave=True,
        )


def _broker(broker: Broker | None) -> Iterator[Notice]:
    if broker is None:
        yield Notice(
            text="The broker (Redis) does not answer: queues, workers and schedulers are not known.",
            remedy="See that Redis runs, and REDIS_URL names it. No run is lost: what is due waits in the database.",
            is_grave=True,
        )
        return
    if not broker.has_scheduler:
        yield Notice(
            text="No scheduler has been heard of lately: nothing that is due is begun.",
            remedy="Start beat: ./script/server does, or `celery beat`.",
            is_grave=True,
        )
    unserved = [queue.name for queue in broker.queues if not queue.has_worker]
    if unserved:
        yield Notice(
            text=f"No worker has been heard of lately on {_listed(unserved)}.",
            remedy=f"Start one: ./script/server does, or `celery worker --queues={','.join(unserved)}`.",
            is_grave=True,
        )
    for queue in broker.queues:
        if queue.length > LONG_QUEUE:
            yield Notice(
                text=f"{queue.length:,} jobs wait on the queue {queue.name}.",
                remedy=f"Start more workers with --queues={queue.name}.",
                url="#queues",
            )


def _above(measured: Sequence[Gauge]) -> Iterator[Notice]:
    for gauge in measured:
        if gauge.state is State.ABOVE:
            yield Notice(f"{gauge.name}: {gauge.value}, {gauge.says}.", gauge.advice, url="#errors")


def _late(figures: Figures) -> Iterator[Notice]:
    count = figures.late.count
    if count:
        are_late = "schedule is late" if count == 1 else "schedules are late"
        yield Notice(
            text=f"{capped(count, COUNTED_AT_MOST)} {are_late} by more than a minute.",
            remedy="See that beat and the workers run; if they do, add workers, or raise the limits of the provider.",
            url="#late",
        )


def _listed(names: Sequence[str]) -> str:
    return f"the queue {names[0]}" if len(names) == 1 else f"the queues {', '.join(names[:-1])} and {names[-1]}"
