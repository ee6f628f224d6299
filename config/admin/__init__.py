"""What the apps' pages in the Django admin have in common."""

from config.admin.operations import MAX_AT_ONCE, Operation
from config.admin.pages import OperatorAdmin, ReadOnlyAdmin, ReadOnlyInline
from config.admin.search import Search
from config.admin.showing import labelled, link, list_link, object_link, one_after_the_other, pretty

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
