"""Read as much of a page's own style sheets as decides what a person sees: display, visibility, line-through.

Selectors of tags, classes, ids and plain attributes are understood, behind one another or as children. A rule with
any other selector, or in a media query for other than screens, is left out. Sheets from other files are not known.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tasks_app.documents.names import names

MOST_RULES = 2000
MOST_COMPARISONS = 400_000
LONGEST_SELECTOR = 6
# Classes that mean the same in every framework, for the pages whose sheet is another file.
HIDING_CLASSES = names(
    "sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only d-none hidden is-hidden u-hidden"
)
_SHOWN_ON_SCREENS = re.compile(
    r"(?:d-(?:sm|md|lg|xl|xxl)-|[a-z0-9]{2,3}:|lg-|md-)(?:block|flex|grid|inline\S*|table\S*)$"
)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_RELEVANT = re.compile(r"display|visibility|line-through|opacity|font-size|clip|-9999|-10000|content-visibility", re.I)
_COMPOUND = re.compile(
    r"(?P<tag>\*|[a-z][\w-]*)?(?P<rest>(?:[.#][\w-]+|\[[\w-]+(?:[~^$*|]?=[\"']?[^\"'\]]{0,80}[\"']?)?\])*)", re.I
)
_PART = re.compile(r"[.#][\w-]+|\[([\w-]+)(?:(=)[\"']?([^\"'\]]*)[\"']?)?\]")
_SCREEN_WIDTH = 1280
_WIDTH = re.compile(r"(min|max)-width\s*:\s*(\d+(?:\.\d+)?)(px|em|rem)")
_OFFSCREEN = re.compile(r"-\d{4,}(?:px|em|rem)|-\d{3,}(?:em|rem|vw)")
_ZERO = re.compile(r"0(?:px|em|rem|%|)")


@dataclass(slots=True)
class Look:
    """The properties that decide what is seen; None where the element leaves it to its parents or its kind."""

    display: str | None = None
    invisible: bool | None = None
    tiny: bool | None = None
    struck: bool = False
    gone: bool | None = None

    def update(self, later: "Look") -> None:
        """Let the declarations of `later` win over these."""
        self.display = self.display if later.display is None else later.display
        self.invisible = self.invisible if later.invisible is None else later.invisible
        self.tiny = self.tiny if later.tiny is None else later.tiny
        self.gone = self.gone if later.gone is None else later.gone
        self.struck = self.struck or later.struck


@dataclass(frozen=True, slots=True)
class _Compound:
    tag: str
    id: str
    classes: frozenset[str]
    attributes: tuple[tuple[str, str | None], ...]
    is_child: bool = False  # combinator with the compound before it

    def fits(self, element: "Element") -> bool:
        return (
            (not self.tag or self.tag == element.tag)
            and (not self.id or self.id == element.id)
            and self.classes <= element.classes
            and all(
                name in element.attributes and (value is None or element.attributes[name] == value)
                for name, value in self.attributes
            )
        )


@dataclass(frozen=True, slots=True)
class _Rule:
    compounds: tuple[_Compound, ...]
    look: Look
    weight: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Element:
    """Properties of an element and its parent that selectors test."""

    tag: str
    id: str
    classes: frozenset[str]
    attributes: dict[str, str | None]
    parent: "Element | None"


@dataclass(slots=True)
class Styles:
    """The rules of a page's `<style>` elements, found by the last part of their selector."""

    _rules: dict[str, list[_Rule]] = field(default_factory=lambda: defaultdict(list))
    _count: int = 0
    _compared: int = 0

    @classmethod
    def of(cls, sheets: Iterable[str]) -> "Styles":
        """Read the sheets in their order; rules beyond `MOST_RULES` are left out."""
        styles = cls()
        for sheet in sheets:
            if _RELEVANT.search(sheet):
                for selectors, declarations in _rules_of(sheet):
                    styles._add(selectors, declarations)
        return styles

    def look(self, element: Element) -> Look:
        """Return what the page's rules, framework classes and the element's own style say of it."""
        found = Look()
        if (
            element.classes
            and HIDING_CLASSES & element.classes
            and not any(map(_SHOWN_ON_SCREENS.match, element.classes))
        ):
            found.gone = True
        fitting: list[_Rule] = []
        if self._count:
            keys = (*(f".{name}" for name in element.classes), f"#{element.id}", element.tag, "*")
            for key in keys:
                fitting += [rule for rule in self._rules.get(key, ()) if self._fits(rule, element)]
        for rule in sorted(fitting, key=lambda each: each.weight):
            found.update(rule.look)
        own = element.attributes.get("style")
        if own:
            found.update(_look(own))
        return found

    def _fits(self, rule: _Rule, element: Element) -> bool:
        self._compared += 1
        if self._compared > MOST_COMPARISONS or not rule.compounds[-1].fits(element):
            return False
        above = element.parent
        is_child = rule.compounds[-1].is_child
        for compound in reversed(rule.compounds[:-1]):
            while above is not None and not compound.fits(above):
                self._compared += 1
                above = None if is_child else above.parent
            if above is None:
                return False
            is_child, above = compound.is_child, above.parent
        return True

    def _add(self, selectors: str, declarations: str) -> None:
        look = _look(declarations)
        if look == Look():
            return
        for selector in selectors.split(","):
            compounds = _compounds(selector)
            if compounds is None or self._count >= MOST_RULES:
                continue
            last = compounds[-1]
            # Pages hide all of themselves until their script has run; a person sees them.
            if last.tag in ("html", "body"):
                continue
            key = f"#{last.id}" if last.id else f".{min(last.classes)}" if last.classes else last.tag or "*"
            if key == "*" and not last.attributes:
                continue
            ids = sum(1 for each in compounds if each.id)
            classes = sum(len(each.classes) + len(each.attributes) for each in compounds)
            self._rules[key].append(_Rule(compounds, look, (ids, classes, self._count)))
            self._count += 1


def _rules_of(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and declarations of the rules that count on a screen, in time linear to the sheet."""
    sheet = _COMMENT.sub(" ", sheet).replace("<!--", " ").replace("-->", " ")
    blocks: list[bool] = []  # for each open at-rule: its rules count
    selector, start = "", 0
    for brace in re.finditer(r"[{}]", sheet):
        between = sheet[start : brace.start()]
        start = brace.end()
        if brace[0] == "{":
            selector = between.rpartition(";")[2].strip()
            if selector.startswith("@"):
                blocks.append(_counts(selector.lower()))
                selector = ""
            continue
        if selector:
            if all(blocks) and len(selector) < 10_000:
                yield selector, between
            selector = ""
        elif blocks:
            blocks.pop()


def _counts(at_rule: str) -> bool:
    """Return True for at-rules whose rules hold on a wide screen."""
    if at_rule.startswith(("@supports", "@layer", "@container")):
        return True
    if not at_rule.startswith("@media"):
        return False
    if "print" in at_rule and "not print" not in at_rule:
        return False
    if "prefers-" in at_rule or "orientation" in at_rule:
        return False
    for side, number, unit in _WIDTH.findall(at_rule):
        pixels = float(number) * (1 if unit == "px" else 16)
        if (pixels > _SCREEN_WIDTH) if side == "min" else (pixels < _SCREEN_WIDTH):
            return False
    return True


def _compounds(selector: str) -> tuple[_Compound, ...] | None:
    words = selector.replace(">", " > ").split()
    if not 1 <= len(words) <= LONGEST_SELECTOR * 2:
        return None
    compounds: list[_Compound] = []
    is_child = False
    for word in words:
        if word == ">":
            is_child = True
            continue
        match = _COMPOUND.fullmatch(word)
        if match is None:
            return None
        compounds.append(_compound(match, is_child=is_child))
        is_child = False
    return tuple(compounds) if compounds and not is_child and len(compounds) <= LONGEST_SELECTOR else None


def _compound(match: re.Match[str], *, is_child: bool) -> _Compound:
    tag, identifier = (match["tag"] or "").lower().strip("*"), ""
    classes, attributes = set(), []
    for part in _PART.finditer(match["rest"]):
        if part[0][0] == ".":
            classes.add(part[0][1:])
        elif part[0][0] == "#":
            identifier = part[0][1:]
        elif part[1]:
            attributes.append((part[1].lower(), part[3] if part[2] else None))
    return _Compound(tag, identifier, frozenset(classes), tuple(attributes), is_child)


def _look(declarations: str) -> Look:
    """Return what one block of declarations says; a later declaration wins over an earlier one."""
    values = {}
    for declaration in declarations.split(";")[:200]:
        name, _, value = declaration.partition(":")
        values[name.strip().lower()] = value.replace("!important", "").strip().lower()
    look = Look()
    if "display" in values:
        look.display = values["display"]
        look.gone = look.display == "none"
    if "visibility" in values:
        look.invisible = values["visibility"] in ("hidden", "collapse")
    if "line-through" in values.get("text-decoration", "") or "line-through" in values.get("text-decoration-line", ""):
        look.struck = True
    if "font-size" in values:
        look.tiny = _ZERO.fullmatch(values["font-size"]) is not None
    if _is_out_of_sight(values):
        look.gone = True
    return look


def _is_out_of_sight(values: dict[str, str]) -> bool:
    """Return True for what is displayed, but clipped away, transparent or beside the screen."""
    if values.get("content-visibility") == "hidden":
        return True
    # An element that fades in is visible in the end.
    is_animated = any(name.startswith(("transition", "animation", "will-change")) for name in values)
    if values.get("opacity") in ("0", "0.0", "0%") and not is_animated:
        return True
    if values.get("position") in ("absolute", "fixed"):
        clip = values.get("clip", "").replace(",", " ").replace("px", "").split()
        if clip in (["rect(0", "0", "0", "0)"], ["rect(1", "1", "1", "1)"]):
            return True
        if values.get("clip-path") in ("inset(50%)", "inset(100%)"):
            return True
        if any(_OFFSCREEN.fullmatch(values.get(side, "")) for side in ("left", "top", "right")):
            return True
    is_flat = any(_ZERO.fullmatch(values[side]) for side in ("height", "width", "max-height") if side in values)
    return (is_flat and values.get("overflow") in ("hidden", "clip") and not is_animated) or bool(
        _OFFSCREEN.fullmatch(values.get("text-indent", ""))
    )
