"""The provider without a key: reads pages, and judges by plain rules."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from tasks_app.pipeline.sources import distinct
from tasks_app.pipeline.text import tidy
from tasks_app.pipeline.types import Deadline, Evaluation, Findings, Question, Source, Usage, Verdict
from tasks_app.pipeline.wording import condition_of
from tasks_app.providers.web.addresses import named_pages, without_addresses
from tasks_app.providers.web.fetching import Failure, fetch
from tasks_app.providers.web.finding import Finder, find_pages
from tasks_app.providers.web.in_child import in_child
from tasks_app.providers.web.rules import Judgement, Reading, judge
from tasks_app.providers.web.telling import answer_to, is_new, notification_of

NAMED_CADENCE, SEARCHED_CADENCE = timedelta(hours=1), timedelta(hours=6)
EXCERPT = 2000
# A search brings pages that nobody vouched for: what they say is less sure, and what they do not say even less.
SEARCHED_CONFIDENCE = {Verdict.MET: 50, Verdict.NOT_MET: 30, Verdict.INCONCLUSIVE: 20}


@dataclass(frozen=True, slots=True)
class PageFindings(Findings):
    """Findings with the pages themselves; `named`: the task names them, none was searched for."""

    pages: tuple[Reading, ...]
    failures: tuple[str, ...]
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
        outcomes = fetch(found, seconds=deadline.remaining()) if found else []
        pages = tuple(page for page in outcomes if isinstance(page, Reading))
        failures = [failure for failure in outcomes if isinstance(failure, Failure)]
        if urls and not pages:
            raise _worth_retrying(failures).error
        return PageFindings(
            text="\n\n".join(f"{page.title} ({page.url})\n{tidy(page.text, EXCERPT)}" for page in pages),
            sources=_sources(pages),
            search_queries=() if urls else (query,),
            grounded=bool(pages),
            usage=Usage(search_queries=int(not urls), requests=len(found)),
            provider=self.name,
            model=self.model,
            pages=pages,
            failures=tuple(failure.error.message for failure in failures),
            named=bool(urls),
        )

    def evaluate(self, question: Question, findings: Findings, *, deadline: Deadline) -> Evaluation:
        """What the rules say of the pages that `search` brought."""
        if not isinstance(findings, PageFindings):
            raise TypeError("the web provider judges only what it read itself")
        inferred = None if question.condition.strip() else condition_of(question.search_query)
        condition = inferred or question.condition
        judging = partial(judge, pages=findings.pages, complete=not (findings.named and findings.failures))
        judgement = in_child(judging, condition, of="what was found", seconds=deadline.remaining())
        cadence, why = _cadence(named=findings.named)
        return Evaluation(
            verdict=judgement.verdict,
            answer=answer_to(judgement, findings.pages),
            reasoning=" ".join((judgement.reason, *findings.failures)),
            evidence=judgement.found.sentence.text if judgement.found else "",
            confidence=_confidence(judgement, named=findings.named),
            notification=notification_of(judgement),
            new_finding=is_new(judgement, question),
            next_run=question.asked_at + cadence,
            next_run_reason=why,
            finished=False,
            usage=Usage(),
            inferred_condition=inferred,
        )


def _sources(pages: tuple[Reading, ...]) -> tuple[Source, ...]:
    return distinct((page.url, page.title) for page in pages)


def _worth_retrying(failures: list[Failure]) -> Failure:
    return max(failures, key=lambda failure: failure.error.max_retries)


def _confidence(judgement: Judgement, *, named: bool) -> int:
    return judgement.confidence if named else min(judgement.confidence, SEARCHED_CONFIDENCE[judgement.verdict])


def _cadence(*, named: bool) -> tuple[timedelta, str]:
    if named:
        return NAMED_CADENCE, "Pages that a task names are read every hour."
    return SEARCHED_CADENCE, "The web is searched every six hours."
