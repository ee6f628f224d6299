"""The labelled pages and histories, asked of a Torale of its own through its API."""

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.judgement import grades
from bench.judgement.pages import Shelf, shelf
from tests import stack as stacks

Case = Mapping[str, Any]
VERDICTS = {True: "met", False: "not_met", None: "unsure"}
OPEN = ("pending", "running")
CONCURRENCY, PATIENCE = 4, 60.0


@contextmanager
def torale() -> Iterator[tuple[stacks.Stack, Shelf]]:
    """A Torale without a model, which may read what the shelf serves."""
    with shelf() as pages, tempfile.TemporaryDirectory() as home, stacks.running(Path(home)) as stack:
        stack.environment = {"SEARCH_PROVIDER": "web", "TORALE_ALLOWED_PRIVATE_URLS": pages.url}
        stack.start("web", "worker", "courier", "beat")
        stack.await_ready()
        stack.sign_in("bench@localhost")
        yield stack, pages


def ask_pages(stack: stacks.Stack, shown: Shelf, cases: Sequence[Case], *, verbose: bool) -> grades.Table:
    """Grade each page by a preview; a user's previews are made one at a time."""
    table = grades.Table("page")
    for case in cases:
        shown.show(case["id"], case["pages"])
        verdict = _previewed(stack, shown, case)
        mark = grades.of_verdict(case["truth"], verdict)
        table.add(case["kind"], mark)
        _say(case, mark, verdict, verbose=verbose)
    return table


def _previewed(stack: stacks.Stack, shown: Shelf, case: Case) -> str:
    body = {name: shown.filled(case[of], case["id"]) for name, of in _ASKED.items()}
    answer = stack.session.post(f"{stack.url}/api/v1/tasks/preview", json=body, timeout=90)
    return VERDICTS[answer.json()["condition_met"]] if answer.ok else "unsure"


def ask_looks(stack: stacks.Stack, shown: Shelf, cases: Sequence[Case], *, verbose: bool) -> grades.Table:
    """Grade each history by a paused task that is executed once for each look."""
    table = grades.Table("history")
    with ThreadPoolExecutor(CONCURRENCY) as pool:
        for case, told in zip(cases, pool.map(lambda case: _told(stack, shown, case), cases), strict=True):
            mark = grades.of_history(told, set(case["alerts"]), set(case.get("may") or ()))
            table.add(case["kind"], mark)
            _say(case, mark, f"told {sorted(told)}, should {case['alerts']}", verbose=verbose)
    return table


def _told(stack: stacks.Stack, shown: Shelf, case: Case) -> set[int]:
    """The looks after which the owner was told."""
    body = {name: shown.filled(case[of], case["id"]) for name, of in _ASKED.items()}
    task = _call(stack, "POST", "", {"name": case["id"], "state": "paused", **body})["id"]
    told = set()
    for index, pages in enumerate(case["looks"]):
        shown.show(case["id"], pages)
        begun = _call(stack, "POST", f"/{task}/execute?force=true")
        if _ended(stack, task, begun["id"])["notification"]:
            told.add(index)
    return told


def _call(stack: stacks.Stack, method: str, path: str, body: object = None) -> Any:
    answer = stack.session.request(method, f"{stack.url}/api/v1/tasks{path}", json=body, timeout=PATIENCE)
    answer.raise_for_status()
    return answer.json()


def _ended(stack: stacks.Stack, task: str, execution: str) -> dict[str, Any]:
    """The execution once an attempt of it has ended; a failed one that waits for its retry has told nothing."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found: dict[str, Any] = _call(stack, "GET", f"/{task}/executions?limit=1")[0]
        if found["id"] == execution and found["status"] not in OPEN:
            return found
        time.sleep(0.05)
    raise TimeoutError(f"execution {execution} did not end within {PATIENCE:.0f} s")


_ASKED = {"search_query": "query", "condition_description": "condition"}


def _say(case: Case, mark: str, what: str, *, verbose: bool) -> None:
    if verbose and mark != "right":
        print(f"{mark:12} {case['id']:28} {case['condition'][:60]!r}: {what}")  # noqa: T201
