"""The provider without a key, on the pages of a local server."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import primp
import pytest
from ddgs.exceptions import DDGSException, RatelimitException, TimeoutException
from pytest_django import Settings

from core.net import outbound
from tasks_app.pipeline import errors
from tasks_app.pipeline.runner import answer
from tasks_app.pipeline.types import Deadline, Evaluation, Findings, Known, Outcome, Provider, Question, Usage, Verdict
from tasks_app.providers.web import WebProvider, finding, in_child
from tests.doubles.pages import Page, Pages
from tests.doubles.receiver import Behaviour, Receiver
from tests.network import NetworkClosedError

NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
SHOP = "<title>Widget — Shop</title><h1>Widget 3000</h1><p>{}</p>"


@pytest.fixture
def pages(settings: Settings) -> Iterator[Pages]:
    with Pages() as pages:
        settings.TORALE_ALLOWED_PRIVATE_URLS = (pages.url(),)
        yield pages


def no_search(query: str, seconds: float) -> tuple[str, ...]:
    raise AssertionError("nothing may be searched for")


def ask(query: str, condition: str, provider: Provider | None = None, **known: Any) -> Outcome:
    question = Question(search_query=query, condition=condition, asked_at=NOW, **known)
    return answer(question, provider or WebProvider(no_search), deadline=Deadline.after(20))


def test_a_named_page_that_changes_is_not_met_then_met_with_its_own_words(pages: Pages) -> None:
    url = pages.url("/widget")
    pages["/widget"] = Page(SHOP.format("Sold out. Come back in spring."))
    before = ask(f"Is the widget back? {url}", "The Widget 3000 is in stock")
    assert (before.condition_met, before.decision.notify) == (False, False)
    assert before.evaluation.evidence == "Sold out."

    pages["/widget"] = Page(SHOP.format("The wait is over. The Widget 3000 is in stock!"))
    after = ask(f"Is the widget back? {url}", "The Widget 3000 is in stock", known=before.decision.known)
    assert (after.condition_met, after.decision.notify) == (True, True)
    assert after.evaluation.evidence == "The Widget 3000 is in stock!"
    assert after.decision.notification == (
        f"Yes, the condition is met. “The Widget 3000 is in stock!”, says Widget — Shop. {url}"
    )
    assert after.grounding_sources() == [{"uri": url, "title": "Widget — Shop", "url": url}]


def test_the_result_says_who_judged_and_what_it_took(pages: Pages) -> None:
    pages["/"] = Page(SHOP.format("In stock"))
    result = ask(pages.url("/"), 'says "in stock"').result()
    assert (result["provider"], result["model"], result["search_queries"]) == ("web", "rules", [])
    assert (result["usage"]["requests"], result["usage"]["total_tokens"]) == (1, 0)


def test_named_pages_are_read_hourly_and_a_matter_is_never_finished(pages: Pages) -> None:
    pages["/"] = Page(SHOP.format("In stock"))
    decision = ask(pages.url("/"), 'says "in stock"').decision
    assert decision.next_run == NOW + timedelta(hours=1)
    assert (decision.next_run_reason, decision.finished) == ("Pages that a task names are read every hour.", False)


@pytest.mark.parametrize(
    ("sentence", "is_told_again"),
    [
        ("In stock: only 3 left, order quickly!", False),
        ("In stock: only 2 left, order quickly!!", False),
        ("In stock in the new colour emerald green, delivered from Hamburg", True),
    ],
)
def test_the_same_finding_with_another_count_is_not_told_again(
    pages: Pages, sentence: str, is_told_again: bool
) -> None:
    pages["/"] = Page(SHOP.format("In stock: only 3 left, order quickly!"))
    first = ask(pages.url("/"), 'says "in stock"')
    pages["/"] = Page(SHOP.format(sentence))
    told = (first.decision.notification or "",)
    second = ask(pages.url("/"), 'says "in stock"', known=first.decision.known, told=told)
    assert (second.condition_met, second.decision.notify) == (True, is_told_again)


def test_what_is_gone_is_told_once_with_what_stands_there_now(pages: Pages) -> None:
    pages["/"] = Page(SHOP.format("Add to basket"))
    known = Known(condition_met=False, evidence="Sold out", answer="", as_of=NOW)
    first = ask(pages.url("/"), 'no longer says "sold out"', known=known)
    assert first.decision.notification == (
        "Yes, the condition is met. “sold out” is not on any page read. It begins: "
        f"“Widget 3000”, says Widget — Shop. {pages.url('/')}"
    )
    pages["/"] = Page("<p>A wholly different beginning of the same offer</p>")
    assert not ask(pages.url("/"), 'no longer says "sold out"', known=first.decision.known).decision.notify


def test_redirects_of_a_page_end_at_the_source_that_is_named(pages: Pages) -> None:
    pages["/old"], pages["/new"] = Page.redirect("/new?utm_source=x"), Page("<p>In stock</p>")
    pages["/new?utm_source=x"] = pages["/new"]
    outcome = ask(pages.url("/old"), 'says "in stock"')
    assert [source.url for source in outcome.findings.sources] == [pages.url("/new")]


def test_one_page_of_two_that_fails_leaves_absence_open_but_not_presence(pages: Pages) -> None:
    query = f"{pages.url('/1')} {pages.url('/missing')}"
    pages["/1"] = Page("<p>Sold out</p>")
    unsure = ask(query, 'says "in stock"')
    assert unsure.condition_met is None
    assert "1 page could not be read." in unsure.evaluation.reasoning
    assert "404" not in unsure.evaluation.reasoning
    assert "404 Not Found" in unsure.result()["unread"][0]
    pages["/1"] = Page("<p>In stock</p>")
    assert ask(query, 'says "in stock"').condition_met is True


@pytest.mark.parametrize(
    ("page", "error", "message"),
    [
        (Page("", status=404), in_child.PageError, "404 Not Found"),
        (Page("", status=403), in_child.PageError, "403 Forbidden"),
        (Page("", status=599), errors.ProviderError, "599"),
        (Page("", status=503), errors.ProviderError, "503 Service Unavailable"),
        (Page("", status=429, headers={"Retry-After": "120"}), errors.RateLimitError, "429"),
        (Page(b"%PDF", content_type="application/pdf"), in_child.PageError, "PDF is damaged"),
        (Page(b"\x7fELF\0", content_type="application/x-elf"), in_child.PageError, "application/x-elf"),
        (Page("<script>go()</script>"), in_child.PageError, "no text"),
        (Page("x" * 11_000_000), in_child.PageError, "longer than 10240 kB"),
        (Page.redirect("http://127.0.0.1:9999/"), in_child.PageError, "private and local"),
        (Page.redirect("/"), in_child.PageError, "more than 3 times"),
    ],
)
def test_a_named_page_that_cannot_be_read_fails_with_the_reason(
    pages: Pages, page: Page, error: type[errors.PipelineError], message: str
) -> None:
    pages["/"] = page
    with pytest.raises(errors.PipelineError, match=message) as failure:
        ask(pages.url("/"), "Anything is so")
    assert type(failure.value) is error
    assert pages.url("/") in failure.value.message


def test_what_the_page_asks_for_before_the_next_request_is_kept(pages: Pages) -> None:
    pages["/"] = Page("", status=429, headers={"Retry-After": "120"})
    with pytest.raises(errors.RateLimitError) as failure:
        ask(pages.url("/"), "Anything is so")
    assert failure.value.wait(0) == 120


def test_a_private_page_is_never_connected_to_and_not_tried_again() -> None:
    with Pages() as private:
        with pytest.raises(in_child.PageError, match="private and local addresses are not allowed") as failure:
            ask(private.url("/"), "Anything is so")
        assert (private.connections, failure.value.max_retries) == (0, 0)


def test_a_page_that_trickles_is_a_timeout(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "PAGES", replace(outbound.PAGES, deadline=0.3))
    with Receiver() as slow:
        slow.behaviour, slow.drip_seconds = Behaviour.DRIP, 0.05
        settings.TORALE_ALLOWED_PRIVATE_URLS = (slow.url("/"),)
        with pytest.raises(errors.TimeoutError, match=r"0\.3 seconds"):
            ask(slow.url("/"), "Anything is so")


def test_a_server_that_is_down_is_a_network_error(pages: Pages) -> None:
    url = pages.url("/")
    pages.shutdown()
    pages.server_close()
    with pytest.raises(errors.NetworkError, match="no connection"):
        ask(url, "Anything is so")


# ── Without a named page ─────────────────────────────────────────────────────────────────────────


def searching(*urls: str) -> tuple[WebProvider, list[str]]:
    asked: list[str] = []

    def find(query: str, seconds: float) -> tuple[str, ...]:
        asked.append(query)
        return urls

    return WebProvider(find), asked


def test_without_a_named_page_the_web_is_searched_and_trusted_less(pages: Pages) -> None:
    pages["/a"], pages["/b"] = Page("<p>Nothing of note.</p>"), Page("<p>Python 3.15 has been released today.</p>")
    provider, asked = searching(pages.url("/a"), pages.url("/gone"), pages.url("/b"))
    outcome = ask("Python 3.15 release", "Python 3.15 is released", provider)
    assert outcome.condition_met is True
    assert outcome.evaluation.confidence == 50
    assert (asked, list(outcome.findings.search_queries)) == (["Python 3.15 release"], ["Python 3.15 release"])
    assert outcome.result()["usage"]["search_queries"] == 1
    assert outcome.decision.next_run > NOW + timedelta(hours=6) - timedelta(minutes=1)


def test_a_search_that_finds_nothing_is_inconclusive() -> None:
    provider, _ = searching()
    assert ask("Python 3.15 release", "Python 3.15 is released", provider).condition_met is None


def test_a_search_result_that_is_private_is_passed_over(pages: Pages) -> None:
    with Pages() as private:
        pages["/"] = Page("<p>Nothing of note.</p>")
        provider, _ = searching(private.url("/"), pages.url("/"))
        outcome = ask("Python 3.15 release", "Python 3.15 is released", provider)
        assert outcome.condition_met is None
        assert [source.url for source in outcome.findings.sources] == [pages.url("/")]
        assert private.connections == 0


def test_the_provider_judges_only_its_own_findings() -> None:
    foreign = Findings("It is so.", (), (), grounded=True, usage=Usage(), provider="x", model="y")
    with pytest.raises(TypeError):
        WebProvider(no_search).evaluate(Question("x", "y", NOW), foreign, deadline=Deadline.after(1))


def test_nothing_happens_after_the_deadline(pages: Pages) -> None:
    with pytest.raises(errors.TimeoutError):
        WebProvider(no_search).search(Question(pages.url("/"), "y", NOW), deadline=Deadline.after(-1))
    assert pages.asked == []


def test_every_verdict_has_an_answer_that_begins_with_it(pages: Pages) -> None:
    evaluations: dict[Verdict, Evaluation] = {}
    for text in ("In stock", "Sold out", "In stock?"):
        pages["/"] = Page(f"<p>{text}</p>")
        evaluation = ask(pages.url("/"), 'says "in stock"').evaluation
        evaluations[evaluation.verdict] = evaluation
    assert evaluations[Verdict.MET].answer.startswith("Yes, the condition is met.")
    assert evaluations[Verdict.NOT_MET].answer.startswith("No, ")
    assert evaluations[Verdict.INCONCLUSIVE].answer.startswith("It cannot be told")


# ── The search itself: ddgs is replaced, since it speaks to search engines only ───────────────────


def test_the_search_is_closed_to_tests() -> None:
    with pytest.raises(NetworkClosedError):
        primp.Client()  # sends nothing even where it is open


@pytest.fixture
def ddgs(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    def play(outcome: Any) -> None:
        class Played:
            def __init__(self, timeout: int) -> None:
                assert timeout == finding.EACH_ENGINE_SECONDS

            def text(self, query: str, max_results: int) -> Any:
                assert max_results == finding.MOST_RESULTS
                if isinstance(outcome, Exception):
                    raise outcome
                return outcome() if callable(outcome) else outcome

        monkeypatch.setattr(finding, "DDGS", Played)

    return play


def test_the_addresses_of_the_first_results_are_taken(ddgs: Callable[[Any], None]) -> None:
    ddgs(
        [{"title": "t", "href": f"https://example.com/{number}", "body": "b"} for number in range(9)] + [{"title": "t"}]
    )
    assert finding.find_pages("x", 5) == tuple(f"https://example.com/{number}" for number in range(5))


@pytest.mark.parametrize(
    ("raised", "error"),
    [
        (RatelimitException("202"), errors.RateLimitError),
        (TimeoutException("timed out"), errors.TimeoutError),
        (
            DDGSException("ConnectError: error sending request for url (https://search.example/?q=secret)"),
            errors.NetworkError,
        ),
    ],
)
def test_failures_of_the_search_have_their_kind_and_tell_no_details(
    ddgs: Callable[[Any], None], raised: Exception, error: type[errors.PipelineError]
) -> None:
    ddgs(raised)
    with pytest.raises(error) as failure:
        finding.find_pages("x", 5)
    assert "secret" not in failure.value.message


def test_no_results_is_no_failure(ddgs: Callable[[Any], None]) -> None:
    ddgs(DDGSException("No results found."))
    assert finding.find_pages("x", 5) == ()


def test_a_search_that_hangs_ends_in_time(ddgs: Callable[[Any], None]) -> None:
    ending = Event()
    ddgs(lambda: ending.wait(5) and [])
    with pytest.raises(errors.TimeoutError):
        finding.find_pages("x", 0.2)
    ending.set()
