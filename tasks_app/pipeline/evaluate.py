"""Have a model judge findings by the condition, in a strictly validated form."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal

import pydantic
from pydantic import AfterValidator, Field

from tasks_app.pipeline import answers, errors
from tasks_app.pipeline.answers import Whole
from tasks_app.pipeline.prompts import Prompt, prompt
from tasks_app.pipeline.text import tidy
from tasks_app.pipeline.types import Evaluation, Findings, Question, Usage, Verdict, in_utc, parse_time

TEXT_LENGTH = 4000
LINE_LENGTH = 500
CONDITION_LENGTH = 2000
NAME_LENGTH = 80

INSTRUCTIONS = """\
You judge what a web search found, for somebody who waits for a condition to be met.

The data holds `now` (the time, in UTC), `query` (what they follow), `condition` (what they wait for), `findings` (what
the search reported just now), `sources` (where it found it), `known` (your last judgement, or null), `told` (what they
have been told already, newest first) and `next_run_is_fixed` (true when it is not for you to say when to look again).

Judge by the findings alone. Rumours and expectations do not meet a condition that asks for a fact. When the findings
do not settle it, the verdict is `inconclusive`, never a guess. Answer with one JSON object that fits the schema."""

INFER = """

`condition` is empty, since they have not said what they wait for. Infer it from `query` alone, say it in
`inferred_condition`, and judge by that."""

NAME = """

Nobody has named what is followed: give it a `name`."""

REPAIR = """

`rejected` is the answer you gave before. It was refused, for the reason in `problem`. Answer again
in the right form."""


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    return text


Filled = Annotated[str, AfterValidator(_filled)]


class Judgement(pydantic.BaseModel):
    """Form of a model's answer, and the schema that the model is given."""

    model_config = pydantic.ConfigDict(strict=True)

    reasoning: Filled = Field(description="How the findings bear on the condition, in two to five sentences.")
    evidence: str = Field(description="The facts that the verdict rests on, quoted, with source and date; or empty.")
    verdict: Literal["met", "not_met", "inconclusive"]
    confidence: Whole = Field(ge=0, le=100, description="How sure the verdict is, 0 to 100.")
    answer: Filled = Field(description="The answer to the query as of now, for the user, in one to three sentences.")
    new_finding: bool = Field(
        description="True only if the findings hold something materially new beside `known` and `told`; "
        "the same fact in other words, from another source or with another date of report is not new."
    )
    notification: str | None = Field(description="If the condition is met: what to tell the user, else null.")
    next_run: str | None = Field(
        description="When to look again: ISO 8601 with time zone, later than `now`; sooner when things move, "
        "just after announced dates, later when nothing is expected. Null if it is fixed or you cannot say."
    )
    next_run_reason: str = Field(description="Why then, in one sentence for the user.")
    finished: bool = Field(
        description="True only if the condition is met and can bring nothing new, ever, so that nobody need look again."
    )


class _Inference(pydantic.BaseModel):
    inferred_condition: Filled = Field(
        max_length=CONDITION_LENGTH,
        description="What somebody with this query waits for, as a statement of fact that can come true.",
    )


class InferredJudgement(Judgement, _Inference):
    """Form for a question without a condition: the model infers it before it judges."""


def _without_default(schema: dict[str, Any]) -> None:
    del schema["default"]


class NamedJudgement(Judgement):
    """Form for a task without a name."""

    # Optional: a verdict is worth more than a name.
    name: str = Field(
        default="",
        description="A name for what is followed, in the language of `query`: two to six words, no address, no date.",
        json_schema_extra=_without_default,
    )


SCHEMA: dict[str, Any] = Judgement.model_json_schema()
INFERRING_SCHEMA: dict[str, Any] = InferredJudgement.model_json_schema()
NAMING_SCHEMA: dict[str, Any] = NamedJudgement.model_json_schema()


@dataclass(frozen=True, slots=True)
class Reply:
    """A model's answer and its usage."""

    text: str
    usage: Usage


def evaluation_prompt(question: Question, findings: Findings) -> Prompt:
    return _prompt(question, _data(question, findings))


def repair_prompt(question: Question, findings: Findings, *, rejected: str, problem: str) -> Prompt:
    data = {**_data(question, findings), "rejected": tidy(rejected, TEXT_LENGTH), "problem": problem}
    return _prompt(question, data, REPAIR)


def _prompt(question: Question, data: Mapping[str, Any], more: str = "") -> Prompt:
    addition, schema = {
        Judgement: ("", SCHEMA),
        InferredJudgement: (INFER, INFERRING_SCHEMA),
        NamedJudgement: (NAME, NAMING_SCHEMA),
    }[_form(question)]
    return prompt(INSTRUCTIONS + addition + more, data, form=schema)


def _form(question: Question) -> type[Judgement]:
    """Return the form for a question. Only a preview may lack a condition, and it has no task to name."""
    if not question.condition.strip():
        return InferredJudgement
    return NamedJudgement if question.is_unnamed else Judgement


def evaluate(question: Question, findings: Findings, *, ask: Callable[[Prompt], Reply]) -> Evaluation:
    """Have the model behind `ask` judge the findings. It may repair an answer that does not fit, once.

    Raises `errors.ValidationError` if the repaired answer does not fit either, and whatever `ask` raises.
    """
    form = _form(question)
    first = ask(evaluation_prompt(question, findings))
    try:
        return _read(first.text, form, usage=first.usage)
    except pydantic.ValidationError as exc:
        problem = _problem(exc)
    second = ask(repair_prompt(question, findings, rejected=first.text, problem=problem))
    try:
        return _read(second.text, form, usage=first.usage + second.usage)
    except pydantic.ValidationError:
        raise errors.ValidationError("The evaluation of what was found came in a form that cannot be used.") from None


def _data(question: Question, findings: Findings) -> dict[str, Any]:
    return {
        "now": in_utc(question.asked_at),
        "query": question.search_query,
        "condition": question.condition,
        "findings": findings.text,
        "sources": [asdict(source) for source in findings.sources],
        "known": question.known.to_json() if question.known else None,
        "told": list(question.told),
        "next_run_is_fixed": question.cadence_fixed,
    }


def _read(text: str, form: type[Judgement], *, usage: Usage) -> Evaluation:
    judgement = answers.read(text, form)
    inferred = judgement.inferred_condition if isinstance(judgement, InferredJudgement) else None
    name = judgement.name if isinstance(judgement, NamedJudgement) else ""
    return Evaluation(
        verdict=Verdict(judgement.verdict),
        answer=tidy(judgement.answer, TEXT_LENGTH),
        reasoning=tidy(judgement.reasoning, TEXT_LENGTH),
        evidence=tidy(judgement.evidence, TEXT_LENGTH),
        confidence=judgement.confidence,
        notification=tidy(judgement.notification or "", TEXT_LENGTH) or None,
        new_finding=judgement.new_finding,
        next_run=parse_time(judgement.next_run),
        next_run_reason=tidy(judgement.next_run_reason, LINE_LENGTH),
        finished=judgement.finished,
        usage=usage,
        inferred_condition=tidy(inferred, CONDITION_LENGTH) if inferred else None,
        name=tidy(" ".join(name.split()), NAME_LENGTH) or None,
    )


def _problem(exc: pydantic.ValidationError) -> str:
    """Describe the problem field by field, without repeating the answer."""
    found = exc.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, each['loc'])) or 'the whole'}: {each['msg']}" for each in found[:10])
