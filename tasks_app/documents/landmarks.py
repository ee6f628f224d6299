"""Tell the main part of a page from what frames it: by landmarks of HTML and ARIA, then by the names of classes."""

import re
from enum import Enum

from tasks_app.documents.names import names


class Region(Enum):
    """The part of the page that an element belongs to, as far as the element itself says."""

    UNSAID = "unsaid"
    MAIN = "main"
    CHROME = "chrome"


_CHROME_TAGS = names("nav aside footer dialog menu")
_CHROME_ROLES = names(
    "navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar tablist"
)
_MAIN_IDS = names("content main main-content maincontent primary article bodycontent mw-content-text page-content")
_MAIN_CLASSES = names("entry-content post-content article-body article-content post-body story-body main-content")
# Whole parts of names between hyphens and underscores.
_CHROME_NAME = re.compile(
    r"(?:^|[-_])(?:nav|navbar|navigation|navi|menu|breadcrumbs?|footer|colophon|sidebar|masthead|topbar|toolbar|cookies?"
    r"|consent|gdpr|cmp|ccpa|onetrust|didomi|usercentrics|newsletter|share|sharing|social|related|recommend(?:ed|ations?)?"
    r"|upsell|crosssell|advert(?:isement)?s?|ads?|sponsor(?:ed)?|skip|pagination|pager|copyright|widget|teasers?)(?:$|[-_])"
    r"|^(?:cc-window|cc-banner|bc|crumbs?|cb|imprint|filters?|also-like|you-may-also-like|site-header|page-header__nav)$",
    re.IGNORECASE,
)
_WRAPPER_NAME = re.compile(
    r"(?:^|[-_])(?:has|with|no|wrapper|wrap|container|layout|content|body|main|page|post)(?:$|[-_])", re.I
)
_COMMENTS = re.compile(r"(?:^|[-_])(?:comments?|commentlist|disqus|replies|kommentare)(?:$|[-_])", re.IGNORECASE)


def region_of(tag: str, attributes: dict[str, str | None], *, inside: Region) -> Region:
    """Return the part of the page that an element opens, or `inside` where it says nothing."""
    role = (attributes.get("role") or "").lower()
    if tag == "main" or role == "main":
        return Region.MAIN
    if inside is Region.CHROME:
        return inside
    if tag in _CHROME_TAGS or role in _CHROME_ROLES:
        return Region.CHROME
    if tag == "article" or attributes.get("itemprop") == "articleBody":
        return Region.MAIN
    if tag == "header":
        return inside if inside is Region.MAIN else Region.CHROME
    return _by_name(tag, attributes, inside)


def is_comments(attributes: dict[str, str | None]) -> bool:
    """Return True for an element that holds what readers of the page have written."""
    named = f"{attributes.get('id') or ''} {attributes.get('class') or ''}".split()
    return "Comment" in (attributes.get("itemtype") or "") or any(map(_COMMENTS.search, named))


def _by_name(tag: str, attributes: dict[str, str | None], inside: Region) -> Region:
    identifier, classes = attributes.get("id") or "", (attributes.get("class") or "").split()
    if tag not in ("html", "body", "a", "button", "td", "tr", "table"):
        for name in (identifier, *classes):
            if name and _CHROME_NAME.search(name) and not _WRAPPER_NAME.search(name):
                return Region.CHROME
    if identifier.lower() in _MAIN_IDS or _MAIN_CLASSES.intersection(classes):
        return Region.MAIN
    return inside
