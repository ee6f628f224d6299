"""Wishes put in a way that is understood, where they ask for the same."""

import re

from tasks_app.conditions.grammar import understand

_PAGE_CHANGES, _ENTRY_APPEARS = "The page changes", "A new entry appears"
_SAME: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        (r"^there is something new about (?:https?://\S+|the (?:page|site|website)\b.*)$", _PAGE_CHANGES),
        (
            r"^(?:there (?:is|are) )?(?:any |something |some )?(?:changes?|updates?|news) (?:on|at|to|in) .*$",
            _PAGE_CHANGES,
        ),
        (r"^something changes\b.*$", _PAGE_CHANGES),
        (r"^(?:they|it) (?:posts?|publish(?:es)?|adds?) (?:something|anything|a) new\b.*$", _ENTRY_APPEARS),
        (r"^(?P<thing>.+?) (?:restocks|(?:is|gets) restocked)(?P<rest>\b.*)$", r"\g<thing> is in stock\g<rest>"),
        (r"^(?P<thing>.+?) (?:is|are) (?:buyable|orderable)(?P<rest>\b.*)$", r"\g<thing> can be bought\g<rest>"),
        (r"^i can (?:finally |now )?(?:get|grab|purchase) (?P<thing>.+)$", r"\g<thing> can be bought"),
        (
            r"^(?P<thing>.+?) (?:drops|falls|goes|gets|sinks|dips) (?:in price )?(?:to )?(?P<rest>(?:below|under) .+)$",
            r"The price of \g<thing> is \g<rest>",
        ),
    )
)


def rewritten(text: str) -> str | None:
    """The text in other words that are understood; the text itself where it is; None where neither is.

    >>> rewritten("I can finally grab the lamp")
    'The lamp can be bought'
    """
    if understand(text) is not None:
        return text
    for pattern, replacement in _SAME:
        match = pattern.match(text.strip())
        if match:
            candidate = match.expand(replacement)
            if understand(candidate) is not None:
                return candidate[:1].upper() + candidate[1:]
    return None
