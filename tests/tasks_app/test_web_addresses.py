"""The pages that a text names."""

import pytest

from tasks_app.providers.web.addresses import named_pages


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("Is it on https://example.com/shop?", ("https://example.com/shop",)),
        ("See (http://example.com/a_(b)), and example.org/x.", ("http://example.com/a_(b)", "https://example.org/x")),
        ("www.example.com tells", ("https://www.example.com",)),
        ("**https://example.com/**", ("https://example.com/",)),
        ("“https://example.com/a?b=1&c=2#d”", ("https://example.com/a?b=1&c=2#d",)),
        ("https://example.com https://example.com", ("https://example.com",)),
        ("Node.js, Booking.com, e.g. v1.2/3 or me@example.com/x, and/or 24/7", ()),
        ("http://127.0.0.1:8000/demo says “in stock”", ("http://127.0.0.1:8000/demo",)),
        ("请看https://example.com/shop，有货吗", ("https://example.com/shop",)),
        ("在庫はありますか（https://example.com/shop）", ("https://example.com/shop",)),
        ("「https://example.com/shop」。https://example.com/x…", ("https://example.com/shop", "https://example.com/x")),
        ("https://example.com/shop؟", ("https://example.com/shop",)),
        ("https://zh.example.com/wiki/中国_(国)。", ("https://zh.example.com/wiki/中国_(国)",)),
        (
            " ".join(f"https://example.com/{number}" for number in range(9)),
            tuple(f"https://example.com/{n}" for n in range(9)),
        ),
    ],
)
def test_pages_are_recognised_in_a_text(text: str, pages: tuple[str, ...]) -> None:
    assert named_pages(text) == pages
