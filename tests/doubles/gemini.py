"""Gemini as its REST API speaks (`models/{model}`, `models/{model}:generateContent`), with answers that a test writes.

In a test:

    with GeminiDouble() as gemini:
        gemini.searches = [refusal(429, retry_after="7"), grounded("It is out.", pages)]
        gemini.evaluations = [judgement("met", evidence="“It is out”")]
        ... GOOGLE_GEMINI_BASE_URL=gemini.base_url ...
        [search, evaluation] = gemini.requests

Answers are given in their order, the last one again and again. A list may hold anything with the type `Answer`.

By itself, with a verdict that can be changed while it runs, and `--delay` seconds for each answer:
`python -m tests.doubles.gemini --port 9002`, then `curl -X PUT --data met http://127.0.0.1:9002/verdict`.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from tests.doubles.server import LocalServer, QuietHandler

KEY = "AIza-a-key-of-the-double"
MODEL = "gemini-double"
PAGE = ("https://news.example.com/article", "example.com")
SEARCH_USAGE = {
    "promptTokenCount": 100,
    "toolUsePromptTokenCount": 30,
    "candidatesTokenCount": 50,
    "thoughtsTokenCount": 20,
    "totalTokenCount": 200,
}
EVALUATION_USAGE = {"promptTokenCount": 300, "candidatesTokenCount": 60, "totalTokenCount": 360}
BAD_KEY = {"reason": "API_KEY_INVALID", "domain": "googleapis.com"}
_PATH = re.compile(r"/v1(?:beta)?/models/([^/:]+):generateContent")
_MODEL_PATH = re.compile(r"/v1(?:beta)?/models/([^/:]+)")


@dataclass(frozen=True)
class Answer:
    """One HTTP answer; `delay` seconds pass before it, and with `drip` as many after each byte of its body."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drip: float = 0.0


@dataclass(frozen=True)
class Asked:
    """A request as it arrived."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def is_search(self) -> bool:
        return any("googleSearch" in tool for tool in self.body.get("tools", []))

    @property
    def is_draft(self) -> bool:
        return "wish" in self.data

    @property
    def instructions(self) -> str:
        return _joined(self.body["systemInstruction"])

    @property
    def data(self) -> Any:
        """What the model is told about, read back from its JSON."""
        [content] = self.body["contents"]
        return json.loads(_joined(content))


def saying(body: object, **how: Any) -> Answer:
    return Answer(json.dumps(body).encode(), **how)


def answer(text: str, *, finish: str = "STOP", usage: dict[str, int] | None = None, **candidate: Any) -> Answer:
    """One candidate with this text."""
    first = {"content": {"role": "model", "parts": [{"text": text}]}, "finishReason": finish, "index": 0, **candidate}
    return saying({"candidates": [first], "usageMetadata": usage or {}, "modelVersion": MODEL})


def grounded(
    text: str = "It is so, says the page.",
    pages: Iterable[tuple[str, str]] = (PAGE,),
    queries: Iterable[str] = ("what is so",),
    suggestions: str | None = None,
    **how: Any,
) -> Answer:
    """Prose that rests on these (address, title) pages; `suggestions` is the HTML of Google's Search Suggestions."""
    metadata: dict[str, Any] = {
        "webSearchQueries": list(queries),
        "groundingChunks": [{"web": {"uri": uri, "title": title}} for uri, title in pages],
    }
    if suggestions is not None:
        metadata["searchEntryPoint"] = {"renderedContent": suggestions}
    return answer(text, groundingMetadata=metadata, usage=SEARCH_USAGE, **how)


def judgement(verdict: str = "not_met", **fields: Any) -> Answer:
    """An evaluation that fits the schema."""
    return answer(json.dumps(judged(verdict, **fields)), usage=EVALUATION_USAGE)


def judged(verdict: str = "not_met", **fields: Any) -> dict[str, Any]:
    return {
        "reasoning": "The page says so.",
        "evidence": "“It is so” (example.com)",
        "verdict": verdict,
        "confidence": 90,
        "answer": f"The condition is {verdict}.",
        "new_finding": verdict == "met",
        "notification": "It has happened." if verdict == "met" else None,
        "next_run": None,
        "next_run_reason": "",
        "finished": False,
    } | fields


def drafted(**fields: Any) -> Answer:
    """A draft that fits the schema."""
    usual = {
        "name": "The next iPhone",
        "search_query": "When is the next iPhone released?",
        "condition": "Apple has announced a date",
        "schedule": None,
        "email": "none",
        "webhook": "none",
        "paused": None,
    }
    return answer(json.dumps(usual | fields), usage=EVALUATION_USAGE)


def refusal(
    code: int, status: str = "UNKNOWN", *, message: str = "refused", details: Iterable[Any] = (), **headers: str
) -> Answer:
    """An error as Google's APIs write it; headers by name, such as `retry_after="7"`."""
    error = {"code": code, "message": message, "status": status, "details": list(details)}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return saying({"error": error}, status=code, headers=named)


def blocked() -> Answer:
    return saying({"promptFeedback": {"blockReason": "SAFETY"}, "usageMetadata": {"promptTokenCount": 9}})


class GeminiDouble(LocalServer):
    """Knows one key and one model; `broken_off` counts the answers whose asker did not wait for their end.

    `lookups` counts the requests for a model, which are answered with `looked_up` where that is set.
    """

    def __init__(self, port: int = 0, *, key: str | None = KEY, model: str | None = MODEL) -> None:
        super().__init__(_Handler, port)
        self.key = key
        self.model = model
        self.searches = [grounded()]
        self.evaluations = [judgement()]
        self.drafts = [drafted()]
        self.requests: list[Asked] = []
        self.broken_off = 0
        self.lookups = 0
        self.looked_up: Answer | None = None

    @property
    def base_url(self) -> str:
        return self.url("")

    def reply(self, asked: Asked) -> Answer:
        model = _PATH.fullmatch(asked.path)
        if self.key and asked.headers.get("x-goog-api-key") != self.key:
            return refusal(400, "INVALID_ARGUMENT", message="API key not valid.", details=[BAD_KEY])
        if model is None or (self.model and model[1] != self.model):
            return refusal(404, "NOT_FOUND", message="models/… is not found for API version v1")
        self.requests.append(asked)
        scripted = self.searches if asked.is_search else self.drafts if asked.is_draft else self.evaluations
        return scripted.pop(0) if len(scripted) > 1 else scripted[0]

    def look_up(self, path: str, key: str | None) -> Answer:
        self.lookups += 1
        model = _MODEL_PATH.fullmatch(path)
        if self.looked_up:
            return self.looked_up
        if self.key and key != self.key:
            return refusal(400, "INVALID_ARGUMENT", message="API key not valid.", details=[BAD_KEY])
        if model is None or (self.model and model[1] != self.model):
            return refusal(404, "NOT_FOUND", message="models/… is no longer available to new users.")
        return saying({"name": f"models/{model[1]}", "supportedGenerationMethods": ["generateContent"]})


class _Handler(QuietHandler):
    """Keeps its connection open, as Google does."""

    server: GeminiDouble
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._send(self.server.look_up(self.path, self.headers.get("x-goog-api-key")))

    def do_POST(self) -> None:
        body = json.loads(self._read())
        self._send(self.server.reply(Asked(self.path, {n.lower(): v for n, v in self.headers.items()}, body)))

    def do_PUT(self) -> None:
        """`PUT /verdict` with met, not_met or inconclusive: how everything is judged from now on."""
        delay = self.server.evaluations[-1].delay
        self.server.evaluations = [replace(judgement(self._read().decode().strip()), delay=delay)]
        self._send(Answer(b"ok\n"))

    def _read(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _send(self, given: Answer) -> None:
        self.server.stopping.wait(given.delay)
        self.send_response(given.status)
        given_headers = {"Content-Type": "application/json", "Content-Length": str(len(given.body)), **given.headers}
        for name, value in given_headers.items():
            self.send_header(name, value)
        try:
            self.end_headers()
            self._write(given)
        except OSError:
            self.server.broken_off += 1
            self.close_connection = True

    def _write(self, given: Answer) -> None:
        if not given.drip:
            self.wfile.write(given.body)
            return
        for byte in given.body:
            self.wfile.write(bytes([byte]))
            time.sleep(given.drip)


def _joined(content: dict[str, Any]) -> str:
    return "".join(part["text"] for part in content["parts"])


def main() -> None:
    parser = argparse.ArgumentParser(description="A Gemini for tests, whose verdict can be changed while it runs.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--delay", type=float, default=0.0)
    arguments = parser.parse_args()
    double = GeminiDouble(arguments.port, key=None, model=None)
    double.searches = [replace(grounded(), delay=arguments.delay)]
    double.evaluations = [replace(judgement(), delay=arguments.delay)]
    double.serve_forever()


if __name__ == "__main__":
    main()
