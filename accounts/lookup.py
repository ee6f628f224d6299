"""The query of every authenticated request, built once: building it takes longer than running it."""

from functools import cache

from accounts.models import ApiKey, User
from core.db import rows, statements


def usable_key(digest: bytes) -> ApiKey | None:
    """Return the key with this digest and its user, unless either is deactivated."""
    keys = statements.run(_statement(), [digest])
    if not keys:
        return None
    (row,) = keys
    width = len(ApiKey._meta.concrete_fields)
    found = rows.instance(ApiKey, row[:width])
    found._state.fields_cache["user"] = rows.instance(User, row[width:])
    return found


@cache
def _statement() -> str:
    """Return the SQL that selects the columns of ApiKey, then of User. Its parameter is the digest."""
    query = ApiKey.objects.usable("").select_related("user").order_by().query
    return str(query.sql_with_params()[0])
