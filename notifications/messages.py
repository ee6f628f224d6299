"""Messages about an execution of a task, equal for every channel."""

import re
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

SUBJECT_LENGTH = 150
# Standard Webhooks advises payloads below 20 kB. The API has the whole answer.
ANSWER_LENGTH = 4000
MAX_SOURCES = 20
ADDRESS = re.compile(r"https?://(?:[^\s/@]*@)?([^\s/?#:]+)[^\s]*[^\s.,;:!?)\]”\"']|https?://(\S*)", re.IGNORECASE)
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Event(StrEnum):
    CONDITION_MET = "task.condition_met"
    FAILING = "task.failing"
    RECOVERED = "task.recovered"
    # Events without a task. A confirmation asks the reader of an address for consent.
    CONFIRMATION = "address.confirmation"
    DIGEST = "address.digest"
    WEBHOOK_TEST = "webhook.test"
    WEBHOOK_DISABLED = "webhook.disabled"


TASK_EVENTS = (Event.CONDITION_MET, Event.FAILING, Event.RECOVERED)
WEBHOOK_EVENTS = (*TASK_EVENTS, Event.WEBHOOK_TEST)


@dataclass(frozen=True, slots=True)
class Source:
    url: str
    title: str = ""

    def as_grounding(self) -> dict[str, str]:
        """Return the source as the API writes it."""
        return {"uri": self.url, "title": self.title, "url": self.url}


@dataclass(frozen=True, slots=True)
class Message:
    """A message. `text` is the sentence for the user; for `task.failing` it is the reason in plain words.

    `searches` are Google searches, which Google's terms want shown with the answer.
    """

    event: Event
    occurred_at: datetime
    task_id: UUID
    task_name: str
    search_query: str
    condition_description: str
    task_url: str
    execution_id: UUID
    text: str
    answer: str = ""
    reasoning: str = ""
    sources: tuple[Source, ...] = ()
    searches: tuple[Source, ...] = ()
    confidence: int | None = None
    next_run: datetime | None = None
    # Data that a client has stored with the task.
    context: dict[str, Any] | None = field(default=None, hash=False)

    def subject(self) -> str:
        """Return the subject: one line of at most `SUBJECT_LENGTH` characters, whatever the model wrote."""
        line = " ".join(CONTROLS.sub(" ", self._headline()).split())
        return line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1].rstrip() + "…"

    def _headline(self) -> str:
        """Say whose task it is and what happened, without an address and without saying the name twice."""
        name, text = _without_addresses(self.task_name), _without_addresses(self.text)
        match self.event:
            case Event.FAILING:
                return f"{name}: cannot be checked at the moment"
            case Event.RECOVERED:
                return f"{name}: is being checked again"
        is_said = re.search(rf"(?<!\w){re.escape(name.strip())}(?!\w)", text, re.IGNORECASE)
        return text if is_said else f"{name}: {text}"

    def webhook_body(self) -> dict[str, Any]:
        """Return the body of a webhook in the form of Standard Webhooks: type, timestamp, data."""
        context = {} if self.context is None else {"context": self.context}
        return {
            "type": self.event.value,
            "timestamp": _iso(self.occurred_at),
            "data": {
                **context,
                "task": {
                    "id": str(self.task_id),
                    "name": self.task_name,
                    "search_query": self.search_query,
                    "condition_description": self.condition_description,
                    "url": self.task_url,
                    "next_run": _iso(self.next_run),
                },
                "execution": {
                    "id": str(self.execution_id),
                    "condition_met": True if self.event is Event.CONDITION_MET else None,
                    "notification": self.text,
                },
                "result": {
                    "answer": self.answer[:ANSWER_LENGTH],
                    "confidence": self.confidence,
                    "grounding_sources": [source.as_grounding() for source in self.sources[:MAX_SOURCES]],
                },
            },
        }

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {
            "event": self.event.value,
            "occurred_at": _iso(self.occurred_at),
            "task_id": str(self.task_id),
            "execution_id": str(self.execution_id),
            "next_run": _iso(self.next_run),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(
            **data
            | {
                "event": Event(data["event"]),
                "occurred_at": datetime.fromisoformat(data["occurred_at"]),
                "task_id": UUID(data["task_id"]),
                "execution_id": UUID(data["execution_id"]),
                "sources": tuple(Source(**source) for source in data["sources"]),
                # Messages of earlier versions have none.
                "searches": tuple(Source(**search) for search in data.get("searches", ())),
                "next_run": datetime.fromisoformat(data["next_run"]) if data["next_run"] else None,
            }
        )


def _without_addresses(text: str) -> str:
    """Replace each web address by its host."""
    return ADDRESS.sub(lambda found: (found[1] or found[2]).removeprefix("www."), text)


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None
