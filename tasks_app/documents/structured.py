"""Read what a page says of itself to machines: JSON-LD, microdata, RDFa and OpenGraph (https://schema.org)."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tasks_app.documents.drafts import Draft, squeezed
from tasks_app.documents.names import names
from tasks_app.documents.types import Availability, Event, Offer

MOST_THINGS, MOST_OFFERS, DEEPEST, LONGEST_JSON = 5000, 500, 30, 2_000_000
_AVAILABILITIES = {
    **dict.fromkeys(
        ("instock", "limitedavailability", "onlineonly", "instoreonly", "in stock", "available"), Availability.AVAILABLE
    ),
    **dict.fromkeys(
        ("outofstock", "soldout", "discontinued", "reserved", "out of stock", "sold out", "oos", "pending"),
        Availability.UNAVAILABLE,
    ),
    **dict.fromkeys(("preorder", "presale", "pre-order", "backorder", "madetoorder"), Availability.PREORDER),
}
_ARTICLES = names("article newsarticle blogposting report liveblogposting techarticle webpage discussionforumposting")
_SOLD = names("product productmodel productgroup service vehicle book softwareapplication hotelroom")
# The origin, and the attributes for a thing, its type and its properties.
_MARKUPS = (("microdata", "itemscope", "itemtype", "itemprop"), ("rdfa", "typeof", "typeof", "property"))
_PRICE = re.compile(r"\d[\d.,'’\s]*")
_VALUE_ATTRIBUTES = ("content", "datetime", "href", "src", "value", "data")


def moment(text: object) -> datetime | None:
    """Return the time that `text` names in ISO 8601 or RFC 5322, in UTC where it names no zone; or None."""
    if not isinstance(text, str) or not 8 <= len(text.strip()) <= 64:
        return None
    text = text.strip()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        try:
            found = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def amount(text: object) -> Decimal | None:
    """Return a price in figures, whichever mark its decimals have; or None."""
    found = _PRICE.search(str(text)[:64]) if isinstance(text, str | int | float | Decimal) else None
    if found is None:
        return None
    figures = re.sub(r"[\s'’]", "", found[0]).strip(".,")
    last = max(figures.rfind("."), figures.rfind(","))
    if last >= 0:
        mark, decimals = figures[last], figures[last + 1 :]
        is_grouping = figures.count(mark) > 1 or (mark == "," and len(decimals) == 3)
        whole = figures[:last].replace(".", "").replace(",", "")
        figures = f"{whole}{decimals}" if is_grouping else f"{whole}.{decimals}"
    try:
        return Decimal(figures)
    except InvalidOperation:
        return None


def read_structured(tree: LexborHTMLParser, draft: Draft) -> None:
    """Add offers, events and dates that the page's structured data names to `draft`."""
    for thing in _things(_json_ld(tree)):
        _read_thing(thing, "json-ld", draft)
    for name, thing in _marked_up(tree):
        _read_thing(thing, name, draft)
    _read_meta(tree, draft)


def _json_ld(tree: LexborHTMLParser) -> Iterator[Any]:
    for script in tree.css('script[type="application/ld+json" i]')[:100]:
        text = (script.text() or "").strip().removeprefix("<![CDATA[").removesuffix("]]>")
        if len(text) <= LONGEST_JSON:
            try:
                yield json.loads(text, strict=False, parse_float=Decimal, parse_int=_integer)
            except (ValueError, RecursionError):
                continue


def _integer(figures: str) -> Decimal:
    return Decimal(figures[:40])


def _things(roots: Iterator[Any]) -> Iterator[Mapping[str, Any]]:
    """Yield every object with a type, from the outside in."""
    queue = [(root, 0) for root in roots]
    seen = 0
    while queue and seen < MOST_THINGS:
        value, depth = queue.pop(0)
        seen += 1
        if isinstance(value, Mapping):
            if "@type" in value:
                yield value
            children: Any = value.values()
        else:
            children = value if isinstance(value, list) else ()
        if depth < DEEPEST:
            queue += [(child, depth + 1) for child in children if isinstance(child, dict | list)]


def _types(thing: Mapping[str, Any]) -> set[str]:
    return {str(name).rpartition("/")[2].rpartition(":")[2].lower() for name in _listed(thing.get("@type"))}


def _read_thing(thing: Mapping[str, Any], origin: str, draft: Draft) -> None:
    types = _types(thing)
    if types & _SOLD or any(name.endswith("event") for name in types):
        for offer in _listed(thing.get("offers")):
            _read_offer(offer, _text(thing.get("name")), origin, draft)
    if any(name.endswith("event") or name == "festival" for name in types) and len(draft.events) < MOST_OFFERS:
        place = _first(thing.get("location"))
        draft.events.append(
            Event(
                name=_text(thing.get("name")),
                begins=moment(_first(thing.get("startDate"))),
                ends=moment(_first(thing.get("endDate"))),
                place=_text(place.get("name")) if isinstance(place, Mapping) else _text(place),
                status=_text(thing.get("eventStatus")).rpartition("/")[2],
                origin=origin,
            )
        )
    if types & _ARTICLES:
        draft.published = draft.published or moment(_first(thing.get("datePublished")))
        draft.modified = draft.modified or moment(_first(thing.get("dateModified")))


def _read_offer(offer: Any, name: str, origin: str, draft: Draft) -> None:
    if not isinstance(offer, Mapping) or len(draft.offers) >= MOST_OFFERS:
        return
    for inner in _listed(offer.get("offers")):
        _read_offer(inner, name, origin, draft)
    if offer.get("offers") and offer.get("price") is None:
        return
    specification = _first(offer.get("priceSpecification"))
    price = offer if offer.get("price") is not None or not isinstance(specification, Mapping) else specification
    draft.offers.append(
        Offer(
            name=_text(offer.get("name")) or name,
            price=amount(_first(price.get("price", offer.get("lowPrice")))),
            currency=_text(price.get("priceCurrency") or offer.get("priceCurrency"))[:3].upper(),
            availability=availability(_text(offer.get("availability"))),
            origin=origin,
        )
    )


def availability(text: str) -> Availability | None:
    """Return what a value of schema.org's ItemAvailability, or its plain words, mean for a buyer."""
    return _AVAILABILITIES.get(text.rpartition("/")[2].strip().lower())


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _text(value: Any) -> str:
    value = _first(value)
    if isinstance(value, Mapping):
        value = value.get("@value", value.get("name", value.get("@id", "")))
    return squeezed(str(value))[:300] if isinstance(value, str | int | float | Decimal) else ""


def _marked_up(tree: LexborHTMLParser) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the outermost things of microdata and RDFa as JSON-LD would say them."""
    for origin, item, kind, name in _MARKUPS:
        for node in tree.css(f"[{kind}]")[:MOST_OFFERS]:
            if name not in node.attributes:
                yield origin, _thing(node, item, kind, name)


def _thing(node: LexborNode, item: str, kind: str, name: str, depth: int = 0) -> dict[str, Any]:
    """Return the properties of one thing, with the things within it."""
    thing: dict[str, Any] = {"@type": (node.attributes.get(kind) or "").split()[:5]}
    queue = _elements(node)
    seen = 0
    while queue and seen < MOST_THINGS:
        child = queue.pop(0)
        seen += 1
        attributes = child.attributes
        names = (attributes.get(name) or "").split()
        if item in attributes and depth < 8:
            if names:
                inner = _thing(child, item, kind, name, depth + 1)
                for each in names[:5]:
                    thing.setdefault(each.rpartition(":")[2], []).append(inner)
            continue
        if names:
            value = next((attributes[key] for key in _VALUE_ATTRIBUTES if attributes.get(key)), None)
            value = value if value is not None else squeezed(child.text() or "")[:1000]
            for each in names[:5]:
                thing.setdefault(each.rpartition(":")[2], []).append(value)
        queue = _elements(child) + queue
    return thing


def _elements(node: LexborNode) -> list[LexborNode]:
    found = []
    child = node.first_child
    while child is not None:
        if child.is_element_node:
            found.append(child)
        child = child.next
    return found


def _read_meta(tree: LexborHTMLParser, draft: Draft) -> None:
    values: dict[str, str] = {}
    for meta in tree.css("meta")[:300]:
        attributes = meta.attributes
        name = (attributes.get("property") or attributes.get("name") or "").lower()
        if name and attributes.get("content"):
            values.setdefault(name, attributes["content"] or "")
    draft.published = draft.published or _dated(values, "article:published_time", "date", "dc.date")
    draft.modified = draft.modified or _dated(values, "article:modified_time", "og:updated_time", "last-modified")
    price = values.get("product:price:amount") or values.get("og:price:amount")
    stock = values.get("product:availability") or values.get("og:availability")
    if (price or stock) and len(draft.offers) < MOST_OFFERS:
        draft.offers.append(
            Offer(
                name=squeezed(values.get("og:title", ""))[:300],
                price=amount(price),
                currency=(values.get("product:price:currency") or values.get("og:price:currency") or "")[:3].upper(),
                availability=availability(stock or ""),
                origin="opengraph",
            )
        )


def _dated(values: Mapping[str, str], *named: str) -> datetime | None:
    return next((found for name in named if (found := moment(values.get(name)))), None)
