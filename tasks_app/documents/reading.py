"""Read a page: bytes in, a `Document` out."""

from collections.abc import Callable, Mapping

from tasks_app.documents import media_types
from tasks_app.documents.barriers import barrier_of
from tasks_app.documents.characters import decode
from tasks_app.documents.compression import CodingError, unpack
from tasks_app.documents.drafts import Draft, paragraphs
from tasks_app.documents.feeds import ROOTS, read_feed
from tasks_app.documents.html import read_html
from tasks_app.documents.pdf import PdfError, read_pdf
from tasks_app.documents.tables import read_calendar, read_csv
from tasks_app.documents.trees import JsonError, read_json
from tasks_app.documents.types import Barrier, BarrierKind, Document
from tasks_app.documents.xml import XmlError, read_xml, tree_of, without_declaration

MAX_BYTES = 10 * 1024 * 1024


def read(
    body: bytes, *, url: str, status: int = 200, headers: Mapping[str, str], max_bytes: int = MAX_BYTES
) -> Document:
    """Return the page that `body` holds, as a person with a browser would read it.

    `url` is the address that answered, after all redirects; `headers` are the answer's, in any case. Nothing is looked
    up and nothing raised: what cannot be read is a document with a barrier.
    """
    named = {name.lower(): value for name, value in headers.items()}
    header = named.get("content-type", "")
    media_type = media_types.media_type_of(header, b"")
    try:
        body = unpack(body, named, max_bytes)
        media_type = media_types.media_type_of(header, body)
        draft = _drafted(body, media_type, media_types.charset_of(header), url, status, named)
    except (CodingError, PdfError, XmlError, JsonError, _UnreadableError) as error:
        draft = Draft(barrier=Barrier(BarrierKind.UNREADABLE, str(error)))
    return Document(
        url=url,
        status=status,
        media_type=media_type,
        language=draft.language,
        title=draft.title,
        heading=draft.heading,
        published=draft.published,
        modified=draft.modified,
        canonical=draft.canonical,
        blocks=tuple(draft.blocks),
        entries=tuple(draft.entries),
        events=tuple(draft.events),
        offers=tuple(draft.offers),
        links=tuple(draft.links),
        barrier=draft.barrier,
    )


class _UnreadableError(Exception):
    pass


def _drafted(body: bytes, media_type: str, charset: str, url: str, status: int, headers: dict[str, str]) -> Draft:
    if media_type == media_types.PDF:
        draft = read_pdf(body)
        draft.barrier = barrier_of(draft, status, headers, None)
        return draft
    if not media_types.is_text(media_type):
        raise _UnreadableError(f"it is of a kind that is not read here ({media_type})")
    text = decode(body, from_header=charset, is_xml=media_types.is_xml(media_type))
    tree = None
    if media_types.is_html(media_type):
        draft, tree = read_html(text, url)
    elif media_types.is_xml(media_type):
        draft = _read_any_xml(text, url)
    else:
        draft = _READERS.get(media_type, _read_json if media_types.is_json(media_type) else _read_text)(text)
    draft.barrier = barrier_of(draft, status, headers, tree)
    return draft


def _read_any_xml(text: str, url: str) -> Draft:
    text = without_declaration(text)
    root = tree_of(text)
    name = str(root.tag).rpartition("}")[2]
    if name == "html":
        return read_html(text, url)[0]
    feed = read_feed(text, url) if name in ROOTS else None
    return feed or read_xml(root)


def _read_json(text: str) -> Draft:
    try:
        return read_json(text)
    except JsonError:
        # Several documents, one a line (https://jsonlines.org).
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2:
            raise
        return read_json(f"[{','.join(lines)}]")


def _read_text(text: str) -> Draft:
    draft = Draft()
    for paragraph in paragraphs(text):
        draft.add(paragraph)
    return draft


_READERS: dict[str, Callable[[str], Draft]] = {
    "text/csv": read_csv,
    "text/tab-separated-values": read_csv,
    "text/calendar": read_calendar,
}
