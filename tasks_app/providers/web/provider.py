"""The provider without a key: reads pages, and judges by plain rules."""

from dataclasses import dataclass
from datetime import timedelta

from tasks_app.conditions import Judged, Judgement, Look, understand
from tasks_app.documents import Document
from tasks_app.pipeline import progress
from tasks_app.pipeline.progress import Step
from tasks_app.pipeline.sources import distinct
from tasks_app.pipeline.text import tidy
from tasks_app.pipeline.types import Deadline, Evaluation, Findings, Question, Source, Usage, Verdict
from tasks_app.pipeline.wording import condition_of
from tasks_app.providers.web.addresses import named_pages, without_addresses
from tasks_app.providers.web.answers import answer_to, notification_of
from tasks_app.providers.web.fetching import Failure, fetch
from tasks_app.providers.web.finding import Finder, find_pages
from tasks_app.providers.web.in_child import in_child
from tasks_app.providers.web.judging import Judging, judge_pages

NAMED_CADENCE, SEARCHED_CADENCE = timedelta(hours=1), timedelta(hours=6)
EXCERPT, TITLE_LENGTH = 2000, 300
# Exact rules are as sure as the page itself; what they cannot tell, they do not tell.
CONFIDENCE = {Verdict.MET: 85, Verdict.NOT_MET: 80, Verdict.INCONCLUSIVE: 20}
# A search brings pages that nobody vouched for: what they say is less sure, and what they do not say even less.
SEARCHED_CONFIDENCE = {Verdict.MET: 50, Verdict.NOT_MET: 30, Verdict.INCONCLUSIVE: 20}


@dataclass(frozen=True, slots=True)
class PageFindings(Findings):
    """Findings with the pages themselves; `named`: the task names them, none was searched for."""

    pages: tuple[Document, ...]
    named: bool


class WebProvider:
    """Reads the pages that a task names, else what a web search finds. It is a modest default, and knows it."""

    name = "web"
    model = "rules"

    def __init__(self, find: Finder = find_pages) -> None:
        self._find = find

    def search(self, question: Question, *, deadline: Deadline) -> PageFindings:
        """The pages, as text. Raises `PipelineError` if none of those that the task names can be read."""
        urls = named_pages(question.search_query, question.condition)
        query = without_addresses(question.search_query).strip()
        found = urls or self._find(query, deadline.remaining())
        progress.tell(Step.READING, pages=len(found))
        outcomes = fetch(found, seconds=deadline.remaining()) if found else []
        pages = tuple(page for page in outcomes if isinstance(page, Document))
        failures = [failure for failure in outcomes if isinstance(failure, Failure)]
        if urls and not pages:
            raise _worth_retrying(failures).error
        return PageFindings(
            text="\n\n".join(f"{_title(page)} ({page.url})\n{tidy(page.text, EXCERPT)}" for page in pages),
            sources=_sources(pages),
            search_queries=() if urls else (query,),
            grounded=bool(pages),
            usage=Usage(search_queries=int(not urls), requests=len(found)),
            provider=self.name,
            model=self.model,
            pages=pages,
            unread=tuple(failure.error.message for failure in failures),
            named=bool(urls),
        )

    def evaluate(self, question: Question, findings: Findings, *, deadline: Deadline) -> Evaluation:
        """Judge the pages that `search` has read, by rules."""
        if not isinstance(findings, PageFindings):
            raise TypeError("the web provider judges only what it read itself")
        inferred = None if question.condition.strip() else condition_of(question.search_query)
        condition = inferred or question.condition
        judging = Judging(
            condition=condition,
            documents=findings.pages,
            is_complete=not (findings.named and findings.unread),
            last_look=question.last_look,
            told=(*question.told, *((question.known.evidence,) if question.known else ())),
            today=question.asked_at.date(),
        )
        judged = in_child(judge_pages, judging, returns=Judged, of="what was found", seconds=deadline.remaining())
        judgement = judged.judgement
        cadence, why = _cadence(named=findings.named)
        return Evaluation(
            verdict=judgement.verdict,
            answer=answer_to(judgement, [page.url for page in findings.pages]),
            reasoning=_reasoning(judgement, findings),
            evidence=judgement.quote,
            confidence=_confidence(judgement, named=findings.named),
            notification=notification_of(judgement),
            new_finding=judged.is_new,
            next_run=question.asked_at + cadence,
            next_run_reason=why,
            finished=False,
            usage=Usage(),
            inferred_condition=inferred,
            look=_look(judged.look, question),
            never_decided=understand(condition) is None,
        )


def _reasoning(judgement: Judgement, findings: PageFindings) -> str:
    """The reason, and how many pages are missing. Everybody reads this of a public task, so it names no errors."""
    count = len(findings.unread)
    missing = f" {count} {'page' if count == 1 else 'pages'} could not be read." if count else ""
    return f"{judgement.reason}{missing}"


def _look(look: Look, question: Question) -> dict[str, object] | None:
    """The look to keep, or None where it is the one that is kept already."""
    return None if look == Look.from_json(question.last_look) else look.to_json()


def _sources(pages: tuple[Document, ...]) -> tuple[Source, ...]:
    return distinct((page.url, _title(page)) for page in pages)


def _title(page: Document) -> str:
    return tidy(page.title or page.heading, TITLE_LENGTH)


def _worth_retrying(failures: list[Failure]) -> Failure:
    return max(failures, key=lambda failure: failure.error.max_retries)


def _confidence(judgement: Judgement, *, named: bool) -> int:
    return (CONFIDENCE if named else SEARCHED_CONFIDENCE)[judgement.verdict]


def _cadence(*, named: bool) -> tuple[timedelta, str]:
    if named:
        return NAMED_CADENCE, "Pages that a task names are read every hour."
    return SEARCHED_CADENCE, "The web is searched every six hours."
