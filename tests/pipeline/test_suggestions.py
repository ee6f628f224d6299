"""Google's Search Suggestions: kept whole or not at all, and read for their searches."""

import pytest

from tasks_app.pipeline.suggestions import LONGEST, kept, searches
from tasks_app.pipeline.types import Source

LINK = "https://vertexaisearch.cloud.google.com/grounding-api-redirect/AUZ"
HTML = (
    "<style>.container { color: red }</style><div class='container'>"
    f'<a class="chip" href="{LINK}1">next iphone &amp; date</a><a class="chip" href="{LINK}2">apple  news</a></div>'
)


@pytest.mark.parametrize(
    ("html", "stays"), [(HTML, HTML), ("<p>a\r\nb\x00</p>", "<p>a\nb</p>"), ("", None), (None, None)]
)
def test_suggestions_are_kept_as_they_came(html: str | None, stays: str | None) -> None:
    assert kept(html) == stays


def test_what_is_too_long_is_not_cut_but_left_out() -> None:
    assert kept("a" * LONGEST) == "a" * LONGEST
    assert kept("a" * (LONGEST + 1)) is None


def test_their_searches_are_links_with_words() -> None:
    assert searches(HTML) == (Source(f"{LINK}1", "next iphone & date"), Source(f"{LINK}2", "apple news"))


@pytest.mark.parametrize(
    "html",
    [
        None,
        "<div></div>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href="http://www.google.com/search?q=x">x</a>',
        '<a href="https://google.com.evil.example/">x</a>',
        '<a href="https://notgoogle.com/">x</a>',
        '<a href="https://[">x</a>',
        '<a href="https://www.google.com/search?q=x"></a>',
        "<a>x</a><a href>x",
    ],
)
def test_what_is_no_search_at_google_is_left_out(html: str | None) -> None:
    assert searches(html) == ()


def test_searches_are_bounded() -> None:
    many = "".join(f'<a href="https://www.google.com/search?q={n}">{"w" * 1000}</a>' for n in range(100))
    assert len(searches(many)) == 10
    assert all(len(search.title) <= 300 for search in searches(many))
