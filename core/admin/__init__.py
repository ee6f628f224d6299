"""Parts that the pages of all apps in the Django admin share."""

from core.admin.operations import MAX_AT_ONCE, Operation
from core.admin.pages import OperatorAdmin, ReadOnlyAdmin, ReadOnlyInline
from core.admin.search import Search
from core.admin.showing import labelled, link, list_link, object_link, one_after_the_other, pretty

__all__ = [
    "MAX_AT_ONCE",
    "Operation",
    "OperatorAdmin",
    "ReadOnlyAdmin",
    "ReadOnlyInline",
    "Search",
    "labelled",
    "link",
    "list_link",
    "object_link",
    "one_after_the_other",
    "pretty",
]
