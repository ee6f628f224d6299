"""The step that a check or a trial is at, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tasks_app.pipeline.progress import Step


def in_words(step: Step | None, pages: int = 0) -> str:
    """Say a step; None is a check that waits for a worker."""
    match step:
        case Step.SEARCHING:
            return _("Searching")
        case Step.READING:
            return ngettext("Reading %(count)s page", "Reading %(count)s pages", pages) % {"count": pages}
        case Step.JUDGING:
            return _("Judging what was found")
    return _("Waiting for a free worker")
