"""Gemini: a grounded search in prose, then an evaluation by schema. Two calls, since one does not do both well."""

import weakref
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import aiohttp
from google import genai
from google.genai import types

from tasks_app.pipeline import errors, suggestions
from tasks_app.pipeline.draft import draft
from tasks_app.pipeline.evaluate import Reply, evaluate
from tasks_app.pipeline.prompts import Prompt
from tasks_app.pipeline.search import search_prompt
from tasks_app.pipeline.text import tidy
from tasks_app.pipeline.types import Deadline, Draft, Evaluation, Findings, Question, Usage, Wish
from tasks_app.providers import background, grounding, sessions
from tasks_app.providers.gemini_failures import explain

T = TypeVar("T")

# Connections for calls, and for resolving links. They are separate: links that hang must not delay calls.
CONNECTIONS, LINKS = 100, 10
FINDINGS_LENGTH = 40_000
LINE_LENGTH = 300
MOST_SOURCES = 30
# Limits for resolving the pages' own addresses: seconds, and share of the remaining time.
RESOLVING_SECONDS, RESOLVING_SHARE = 5.0, 0.25
COMPLETE = frozenset({None, types.FinishReason.STOP, types.FinishReason.MAX_TOKENS})


class GeminiProvider:
    """Provider with one client for all threads of a process. `resolve` returns the target of a grounding link."""

    name = "gemini"

    def __init__(self, api_key: str, model: str, *, resolve: grounding.Resolver | None = None) -> None:
        self.model = model
        self._key = api_key
        self._resolve = resolve or grounding.redirect_reader(self._session(LINKS))
        self._models = _client(api_key, self._session(CONNECTIONS)).aio.models

    def _session(self, connections: int) -> aiohttp.ClientSession:
        session = sessions.open_session(connections=connections)
        weakref.finalize(self, sessions.close, session)
        return session

    def search(self, question: Question, *, deadline: Deadline) -> Findings:
        """Search with grounding. Raises `PipelineError`."""
        return self._run(lambda: self._search(search_prompt(question), deadline), deadline)

    def evaluate(self, question: Question, findings: Findings, *, deadline: Deadline) -> Evaluation:
        """Have Gemini judge the findings. Raises `PipelineError`."""
        return evaluate(question, findings, ask=lambda prompt: self._run(lambda: self._fill_in(prompt), deadline))

    def draft(self, wish: Wish, *, deadline: Deadline) -> Draft:
        """Have Gemini draft a task from a wish. Raises `PipelineError`."""
        return draft(wish, ask=lambda prompt: self._run(lambda: self._fill_in(prompt), deadline))

    def check(self, *, seconds: float) -> None:
        """Ask for the model, which costs nothing. Raises `PipelineError`."""
        self._run(lambda: self._models.get(model=self.model), Deadline.after(seconds))

    def _run(self, call: Callable[[], Coroutine[Any, Any, T]], deadline: Deadline) -> T:
        timeout = deadline.remaining()
        try:
            return background.run(call(), timeout=timeout)
        except Exception as exc:
            failure = explain(exc, key=self._key, model=self.model)
        # Raised outside the handler, so that it has no reference to the SDK's error, whose request has the key.
        raise failure

    async def _search(self, prompt: Prompt, deadline: Deadline) -> Findings:
        tools: types.ToolListUnion = [types.Tool(google_search=types.GoogleSearch())]
        candidate, usage = await self._ask(prompt, tools=tools)
        metadata = candidate.grounding_metadata or types.GroundingMetadata()
        seconds = min(RESOLVING_SECONDS, deadline.remaining() * RESOLVING_SHARE)
        sources = await grounding.sources(_chunks(metadata), resolve=self._resolve, seconds=seconds)
        queries = tuple(tidy(query, LINE_LENGTH) for query in metadata.web_search_queries or ())
        return Findings(
            text=tidy(_text(candidate), FINDINGS_LENGTH),
            sources=sources,
            search_queries=queries,
            grounded=bool(sources),
            usage=usage + Usage(search_queries=len(queries)),
            provider=self.name,
            model=self.model,
            search_suggestions=suggestions.kept(_entry_point(metadata)),
        )

    async def _fill_in(self, prompt: Prompt) -> Reply:
        # With a schema of its own the SDK parses the answer and raises on repairable ones.
        form = {"generationConfig": {"responseMimeType": "application/json", "responseJsonSchema": prompt.form}}
        candidate, usage = await self._ask(prompt, http_options=types.HttpOptions(extra_body=form))
        return Reply(text=_text(candidate), usage=usage)

    async def _ask(self, prompt: Prompt, **config: Any) -> tuple[types.Candidate, Usage]:
        """Return the only candidate of an answer. Raises `ProviderError` if it is blocked or empty."""
        response = await self._models.generate_content(
            model=self.model,
            contents=prompt.data,
            config=_Config(
                system_instruction=prompt.instructions,
                automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
                automatic_continuation=False,
                **config,
            ),
        )
        return _complete(response), _usage(response)


def _client(api_key: str, http: aiohttp.ClientSession) -> genai.Client:
    """The SDK's client on a session of ours, which never passes the key on to another address.

    It gets the key and is told not to use Vertex, since environment variables would decide otherwise.
    """
    options = types.HttpOptions(
        aiohttp_client=http,
        async_client_args={"allow_redirects": False},
        retry_options=types.HttpRetryOptions(attempts=1),  # otherwise it retries by itself after up to ten seconds
    )
    return genai.Client(vertexai=False, api_key=api_key, http_options=options)


class _Config(types.GenerateContentConfig):
    """Config with a fast `in`: the SDK tests forty names, and pydantic would walk all fields for each."""

    def __contains__(self, name: object) -> bool:
        return False


def _complete(response: types.GenerateContentResponse) -> types.Candidate:
    if response.prompt_feedback and response.prompt_feedback.block_reason:
        raise errors.ProviderError("The search service refused the question by its own rules.")
    candidate = response.candidates[0] if response.candidates else types.Candidate()
    if candidate.finish_reason not in COMPLETE:
        raise errors.ProviderError("The search service broke off its answer by its own rules.")
    if not _text(candidate).strip():
        raise errors.ProviderError("The search service gave an empty answer.")
    return candidate


def _text(candidate: types.Candidate) -> str:
    parts = (candidate.content and candidate.content.parts) or []
    return "".join(part.text for part in parts if part.text and not part.thought)


def _chunks(metadata: types.GroundingMetadata) -> list[grounding.Chunk]:
    pages = [chunk.web for chunk in metadata.grounding_chunks or () if chunk.web]
    return [
        grounding.Chunk(uri=page.uri or "", title=page.title or "", domain=page.domain or "")
        for page in pages[:MOST_SOURCES]
    ]


def _entry_point(metadata: types.GroundingMetadata) -> str | None:
    return metadata.search_entry_point.rendered_content if metadata.search_entry_point else None


def _usage(response: types.GenerateContentResponse) -> Usage:
    counts = response.usage_metadata or types.GenerateContentResponseUsageMetadata()
    return Usage(
        prompt_tokens=counts.prompt_token_count or 0,
        tool_tokens=counts.tool_use_prompt_token_count or 0,
        answer_tokens=counts.candidates_token_count or 0,
        thought_tokens=counts.thoughts_token_count or 0,
        total_tokens=counts.total_token_count or 0,
        requests=1,
    )
