"""Search a list by terms that an index serves."""

import re
import uuid
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TypeVar, cast

from django.contrib.auth import get_user_model
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Model, Q, QuerySet

from core.net.email_address import folded

Row = TypeVar("Row", bound=Model)

MAX_OWNERS = 50
MAX_WORDS = 8


@dataclass(frozen=True, kw_only=True)
class Search:
    """Columns to search. A UUID is looked up in `ids`, a term with an @ in the addresses of `owner`.

    Any other term is a prefix of a value in `prefixes`, or prefixes of words in `words`. Each column needs a fitting
    index: `varchar_pattern_ops` for prefixes, GIN over words of the `simple` text search.
    """

    help_text: str
    ids: tuple[str, ...] = ()
    owner: str = ""
    prefixes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def find(self, rows: "QuerySet[Row]", term: str) -> "QuerySet[Row]":
        term = term.strip().replace("\0", "")
        row_id = _uuid(term)
        if row_id and self.ids:
            return rows.filter(reduce(or_, (Q(**{name: row_id}) for name in self.ids)))
        if self.owner and ("@" in term or not (self.prefixes or self.words)):
            return rows.filter(**{f"{self.owner}__in": _users(term)})
        if self.words:
            return self._with_words(rows, term)
        return rows.filter(_begins(self.prefixes, term)) if self.prefixes else rows.none()

    def _with_words(self, rows: "QuerySet[Row]", term: str) -> "QuerySet[Row]":
        beginnings = " & ".join(f"{word}:*" for word in re.findall(r"\w+", term)[:MAX_WORDS])
        if not beginnings:
            return rows.none()
        vector = SearchVector(*self.words, config="simple")
        matching = rows.alias(found=vector).filter(found=SearchQuery(beginnings, config="simple", search_type="raw"))
        return cast("QuerySet[Row]", matching)


def _begins(columns: tuple[str, ...], term: str) -> Q:
    """Match `term` as it is written, or as addresses are kept."""
    return reduce(or_, (Q(**{f"{name}__startswith": each}) for name in columns for each in (term, folded(term))))


def _uuid(term: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(term)
    except ValueError:
        return None


def _users(term: str) -> list[uuid.UUID]:
    users = get_user_model().objects.filter(email__startswith=folded(term)).order_by("email")
    return list(users.values_list("pk", flat=True)[:MAX_OWNERS])
