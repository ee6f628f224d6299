"""Count the rows of a list at a bounded cost."""

from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

CAP = 10_000


class AtLeast(int):
    """A number of rows that were not counted further; it shows as `10,000+`."""

    def __str__(self) -> str:
        return f"{int(self):,}+"


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts at most `CAP` rows. Rows beyond them are found by search and filters, not by turning pages."""

    @cached_property
    def count(self) -> int:
        rows = cast("QuerySet[Any]", self.object_list)
        counted = rows.order_by()[: CAP + 1].count()
        return AtLeast(CAP) if counted > CAP else counted
