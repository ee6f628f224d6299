"""Recognise what stands in place of a page."""

from selectolax.lexbor import LexborHTMLParser

from tasks_app.documents.drafts import Draft
from tasks_app.documents.types import Barrier, BarrierKind


def barrier_of(draft: Draft, status: int, headers: dict[str, str], tree: LexborHTMLParser | None) -> Barrier | None:
    """Return what bars the page, or None where the page itself was read."""
    if not draft.blocks:
        return Barrier(BarrierKind.EMPTY_SHELL if tree is not None else BarrierKind.UNREADABLE, "it holds no text")
    return None
