"""The one query that every authenticated request makes, built once: building it takes longer than running it."""

from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, models

from accounts.models import ApiKey, User
from config import statements

Found = TypeVar("Found", bound=models.Model)


def usable_key(key: str) -> ApiKey | None:
    """The key that a client presents, and its user, unless either has been shut out."""
    rows = statements.run(_statement(), [ApiKey.digest_of(key)])
    if not rows:
        return None
    (row,) = rows
    width = len(ApiKey._meta.concrete_fields)
    found = _instance(ApiKey, row[:width])
    found.user = _instance(User, row[width:])
    return found


@cache
def _statement() -> str:
    """Selects the columns of ApiKey, then those of User; its one parameter is the digest."""
    query = ApiKey.objects.usable("").select_related("user").order_by().query
    return str(query.sql_with_params()[0])


def _instance(model: type[Found], values: tuple[Any, ...]) -> Found:
    return model.from_db(DEFAULT_DB_ALIAS, _names(model), values)


@cache
def _names(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]
