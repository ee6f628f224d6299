"""Finding pages through `ddgs`, which asks public search engines by itself, not through `core.net.outbound`."""

from collections.abc import Callable

from ddgs.ddgs import DDGS
from ddgs.exceptions import DDGSException, RatelimitException, TimeoutException

from core.net.bounded import bounded
from tasks_app.pipeline import errors

SECONDS = 20.0
EACH_ENGINE_SECONDS = 5
MOST_RESULTS = 5
NOTHING_FOUND = "No results found."

Finder = Callable[[str, float], tuple[str, ...]]


def find_pages(query: str, seconds: float) -> tuple[str, ...]:
    """The addresses of the first pages found for `query`, within `seconds`; none is no error.

    Raises `errors.NetworkError`, `errors.RateLimitError` or `errors.TimeoutError`.
    """
    try:
        results = bounded(lambda: _asked(query), seconds=min(seconds, SECONDS), name="web-search")
    except RatelimitException:
        raise errors.RateLimitError("The web search asks to be used less often.") from None
    except (TimeoutException, TimeoutError):
        raise errors.TimeoutError("The web search did not answer in time.") from None
    except DDGSException as error:
        if str(error) == NOTHING_FOUND:
            return ()
        raise errors.NetworkError("The web search could not be reached.") from None
    return tuple(str(result["href"]) for result in results if result.get("href"))[:MOST_RESULTS]


def _asked(query: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = DDGS(timeout=EACH_ENGINE_SECONDS).text(query, max_results=MOST_RESULTS)
    return found
