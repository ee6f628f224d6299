"""Documents made by hand, and what is judged of them."""

from tasks_app.conditions import Judged, Look, judge, understand
from tasks_app.documents import Block, BlockKind, Document
from tasks_app.pipeline.types import Verdict

MET, NOT_MET, UNSURE = Verdict.MET, Verdict.NOT_MET, Verdict.INCONCLUSIVE


def page(name: str, *texts: str, apart: tuple[str, ...] = (), language: str = "en") -> Document:
    """A page about `name`, with main texts and, `apart`, texts of menus and the like."""
    heading = Block(name, main=True, kind=BlockKind.HEADING)
    main = tuple(Block(text, main=True, section=name) for text in texts)
    others = tuple(Block(text, main=False) for text in apart)
    return Document(
        url="https://example.com/",
        status=200,
        media_type="text/html",
        language=language,
        title=name,
        heading=name,
        blocks=(heading, *main, *others),
    )


def judged(condition: str, *documents: Document, last: Look | None = None, is_complete: bool = True) -> Judged:
    """Judge documents by a condition in free text."""
    return judge(understand(condition), condition, documents, is_complete=is_complete, last=last)


def verdict(condition: str, *documents: Document) -> Verdict:
    """The verdict alone."""
    return judged(condition, *documents).judgement.verdict
