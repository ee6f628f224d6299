"""Read the text of PDF with pypdf, within bounds."""

import io
import logging
import time

from pypdf import PdfReader

from tasks_app.documents.drafts import Draft, paragraphs

MOST_PAGES = 100
SECONDS = 1.5
logging.getLogger("pypdf").setLevel(logging.ERROR)


class PdfError(Exception):
    """The file cannot be read; the message says why."""


def read_pdf(body: bytes) -> Draft:
    """Return the text of the first pages, as many as can be read in the time. Raise PdfError for a damaged file."""
    ends_at = time.process_time() + SECONDS
    draft = Draft()
    try:
        reader = PdfReader(io.BytesIO(body))
        draft.title = ((reader.metadata and reader.metadata.title) or "")[:300]
        for page in reader.pages[:MOST_PAGES]:
            for paragraph in paragraphs(page.extract_text()):
                draft.add(paragraph)
            if time.process_time() > ends_at:
                break
    except MemoryError:
        raise
    # pypdf stumbles over damaged files in many ways.
    except Exception as error:
        raise PdfError("its PDF is damaged or locked") from error
    return draft
