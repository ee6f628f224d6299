"""Public tasks for people to look through: by age, by popularity, or by words."""

import re
from enum import StrEnum

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import QuerySet

from tasks_app.models import Task

MAX_WORDS = 8


class PublicOrder(StrEnum):
    RECENT = "recent"
    POPULAR = "popular"


def public_tasks(*, words: str = "", order: PublicOrder = PublicOrder.RECENT) -> QuerySet[Task]:
    """Return public tasks whose name or query has words that begin with each of `words`; of no words, all.

    The index `task_words` finds them.
    """
    found = Task.objects.public()
    beginnings = " & ".join(f"{word}:*" for word in re.findall(r"\w+", words)[:MAX_WORDS])
    if beginnings:
        query = SearchQuery(beginnings, config="simple", search_type="raw")
        found = found.alias(found=SearchVector("name", "search_query", config="simple")).filter(found=query)
    return found.popular() if order is PublicOrder.POPULAR else found.recent()
