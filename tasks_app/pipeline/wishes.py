"""The wishes that people have most often, each with the name, the question and the condition of a good task."""

import re
from dataclasses import dataclass

from tasks_app.pipeline.wording import capital

_URL = r"https?://\S+"
# An address, or nothing: it is kept in the question, where it names the page to read.
_AT = rf"(?P<at>(?:,?\s+(?:at|on|from|in|see))?\s*:?\s+{_URL})?"
_NOT_YET = r"(?:finally\s+|officially\s+|being\s+|be\s+|get\s+|going\s+to\s+(?:be\s+)?)*"
_ENTRY = r"registrations?|sign-?ups?|entries|enrolment|enrollment|applications|bookings?"
_RELEASED = r"released|launched|published|coming\s+out|come\s+out|comes\s+out|out|launch|premiere|available"
_OPENED = r"re-?opening|re-?opened|re-?open|opening|opened|open"


@dataclass(frozen=True, slots=True)
class Common:
    """A task for a common wish, channels and times aside."""

    name: str
    query: str
    condition: str


# Each pattern, with the templates of name, question and condition; `\g<…>` are its groups.
_WISHES: tuple[tuple[str, str, str, str], ...] = (
    (
        rf"when\s+(?:is|are|will|does|do)\s+(?P<thing>\S.*?)\s+{_NOT_YET}(?:{_RELEASED}){_AT}",
        r"Release date of \g<thing>",
        r"When is \g<thing> released\g<at>?",
        r"The release date of \g<thing> is announced",
    ),
    (
        rf"when\s+(?:is|are|will|does|do)\s+(?P<thing>\S.*?)\s+{_NOT_YET}(?:{_OPENED}){_AT}",
        r"Opening date of \g<thing>",
        r"When does \g<thing> open\g<at>?",
        r"The opening date of \g<thing> is announced",
    ),
    (
        rf"when\s+(?:do|does|will)\s+(?P<thing>\S.*?)\s+go\s+on\s+sale{_AT}",
        r"Sale of \g<thing>",
        r"When do \g<thing> go on sale\g<at>?",
        r"\g<thing> can be bought",
    ),
    (
        rf"(?P<thing>\S.*?)\s+(?:gets|has|is given)\s+a\s+release\s+date{_AT}",
        r"Release date of \g<thing>",
        r"When is \g<thing> released\g<at>?",
        r"The release date of \g<thing> is announced",
    ),
    (
        rf"(?:an?|the)\s+(?:official\s+)?release\s+date\s+(?:for|of)\s+(?P<thing>\S.*?)\s+"
        rf"(?:is|gets|has\s+been)\s+(?:announced|known|confirmed|published|set|revealed){_AT}",
        r"Release date of \g<thing>",
        r"When is \g<thing> released\g<at>?",
        r"The release date of \g<thing> is announced",
    ),
    (
        rf"(?:there\s+is\s+|there's\s+)?a\s+new\s+(?P<what>(?:episode|issue|chapter|video|post|article|job|entry|season)"
        rf"(?:\s+(?:of|on|in|from|at|for)\s+(?!https?:)\S.*?)?)"
        rf"(?:\s+(?:comes\s+out|appears|is\s+(?:out|released|published|posted|added|uploaded)|drops))?{_AT}",
        r"New \g<what>",
        r"Is there a new \g<what>\g<at>?",
        r"A new \g<what> appears",
    ),
    (
        rf"(?P<what>(?:{_ENTRY})(?:\s+(?:for|to)\s+(?!https?:)\S.*?)?)\s+(?:opens?|starts?|begins?|is\s+open|are\s+open){_AT}",
        r"\g<what> open",
        r"Is \g<what> open\g<at>?",
        r"\g<what> is open",
    ),
    (
        rf"(?P<thing>\S.*?)\s+goe?s?\s+on\s+sale{_AT}",
        r"\g<thing> on sale",
        r"When do \g<thing> go on sale\g<at>?",
        r"\g<thing> can be bought",
    ),
    (
        rf"(?P<thing>(?!.*\b(?:is|are|comes|has|price|goe?s?)\b)\S.*?)\s+(?P<state>back\s+in\s+stock|in\s+stock|on\s+sale|sold\s+out){_AT}",
        r"\g<thing> \g<state>",
        r"Is \g<thing> \g<state>\g<at>?",
        r"\g<thing> is \g<state>",
    ),
)
_COMPILED = tuple(
    (re.compile(pattern, re.IGNORECASE), (name, query, condition)) for pattern, name, query, condition in _WISHES
)
_PAGE = re.compile(
    rf"(?:(?:this|the)\s+(?:web\s*)?(?:page|site|website)|something|anything|it)?\s*(?:at|on|in)?\s*:?\s*(?P<url>{_URL})?"
    rf"\s*(?:changes|has\s+changed|is\s+updated|gets\s+updated|is\s+different)\s*(?:at|on|in)?\s*:?\s*(?P<after>{_URL})?",
    re.IGNORECASE,
)


def common(text: str) -> Common | None:
    """The task for a wish without the request around it, or None where it is not one of the common ones.

    >>> common("When is the next iPhone being released?").condition
    'The release date of the next iPhone is announced'
    """
    bare = text.rstrip(" .!?")
    page = _PAGE.fullmatch(bare)
    url = (page["url"] or page["after"]) if page else None
    if url:
        host = url.split("/")[2].removeprefix("www.")
        return Common(f"Changes at {host}", f"What has changed at {url}?", "The page changes")
    for pattern, templates in _COMPILED:
        match = pattern.fullmatch(bare)
        if match:
            return Common(*(capital(_tidy(match, template)) for template in templates))
    return None


def _tidy(match: re.Match[str], template: str) -> str:
    """The template filled in, in single spaces; a page that is named after a colon is named by "at"."""
    text = match.expand(template.replace(r"\g<at>", "@at@"))
    at = re.search(_URL, match["at"] or "")
    return " ".join(text.replace("@at@", f" at {at[0].rstrip('.,')}" if at else "").split())
