"""`Idempotency-Key`: a repeated request gets the first answer again and changes nothing.

The header follows draft-ietf-httpapi-idempotency-key-header; a key without quotes is accepted as well. A key is
one user's. The change and the kept answer are one transaction: a crash leaves both or neither. A refusal is
not kept, as nothing was changed.
"""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.db import connection, transaction
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from accounts.models import KeptAnswer, User
from core.api.wire import ORJSONRenderer, UnprocessableError

HEADER, REPLAYED = "Idempotency-Key", "Idempotent-Replayed"
META = "HTTP_IDEMPOTENCY_KEY"
KEPT_FOR = timedelta(hours=24)
KEY = re.compile(r"[\x21-\x7e]([\x20-\x7e]{0,253}[\x21-\x7e])?")
FORGET_BATCH = 1000
# First key of PostgreSQL's advisory locks. The second is a hash of user and key.
LOCK = 7_261_403
PARAMETERS = (
    OpenApiParameter(
        HEADER,
        {"type": "string", "minLength": 1, "maxLength": KeptAnswer.KEY_LENGTH, "pattern": f"^{KEY.pattern}$"},
        OpenApiParameter.HEADER,
        description=(
            "A key of your own making for this request, such as a UUID. Sent again with the same key within 24 hours,"
            " it is answered as before and not done again; while the first is under way it is 409 with `Retry-After`,"
            " and for another request the key is refused with 422. Refusals are not kept."
        ),
    ),
    OpenApiParameter(
        REPLAYED,
        OpenApiTypes.BOOL,
        OpenApiParameter.HEADER,
        response=[200],
        description="`true`: this is the answer of an earlier request with the same key.",
    ),
)

View = TypeVar("View")
Rest = ParamSpec("Rest")
Handler = Callable[Concatenate[View, Request, Rest], HttpResponse]


class UnderWayError(APIException):
    status_code = 409
    default_detail = f"A request with this {HEADER} is under way."
    wait = 1


def idempotent(handler: Callable[Concatenate[View, Request, Rest], HttpResponse]) -> Handler[View, Rest]:
    """Decorate a view's method for signed-in users to honour the header.

    Not for answers with secrets, since they are kept, nor for work that is too long for a transaction.
    """

    @wraps(handler)
    def answer(view: View, request: Request, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if META not in request.META:
            return handler(view, request, *args, **kwargs)
        key, user, now = _key(request), cast("User", request.user), timezone.now()
        fingerprint = _fingerprint(request)
        with transaction.atomic():
            _alone(user, key)
            if kept := KeptAnswer.objects.filter(user=user, key=key, created_at__gt=now - KEPT_FOR).first():
                return _again(kept, fingerprint)
            response = handler(view, request, *args, **kwargs)
            _keep(response, user=user, key=key, fingerprint=fingerprint, now=now)
        return response

    return answer


def forget_old(*, now: datetime) -> int:
    """Delete expired answers. Returns their number."""
    old, forgotten = KeptAnswer.objects.filter(created_at__lte=now - KEPT_FOR), 0
    while batch := list(old.values_list("pk", flat=True)[:FORGET_BATCH]):
        forgotten += KeptAnswer.objects.filter(pk__in=batch).delete()[0]
    return forgotten


def _key(request: Request) -> str:
    sent: str = request.META[META].strip()
    key = sent[1:-1] if len(sent) > 1 and sent[0] == sent[-1] == '"' else sent
    if not KEY.fullmatch(key):
        raise _refusal("string_pattern_mismatch", f"Key should be 1 to {KeptAnswer.KEY_LENGTH} printable characters")
    return key


def _fingerprint(request: Request) -> bytes:
    """Return a hash of the request. The order of the body's fields does not matter."""
    asked = [request.method, request.path_info, request.META["QUERY_STRING"], request.data]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).digest()


def _alone(user: User, key: str) -> None:
    """Lock this key. Raises UnderWayError while another transaction works on it.

    It is a statement of its own, so that the next one sees the other transaction's commit.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))", [LOCK, f"{user.pk} {key}"])
        (is_alone,) = cursor.fetchone()
    if not is_alone:
        raise UnderWayError


def _again(kept: KeptAnswer, fingerprint: bytes) -> HttpResponse:
    if bytes(kept.fingerprint) != fingerprint:
        raise _refusal("idempotency_key_reused", "This key was used for another request")
    headers = {REPLAYED: "true"}
    return HttpResponse(bytes(kept.body), status=kept.status, content_type=ORJSONRenderer.media_type, headers=headers)


def _keep(response: HttpResponse, *, user: User, key: str, fingerprint: bytes, now: datetime) -> None:
    """Keep an answer, replacing an expired one."""
    kept = {
        "fingerprint": fingerprint,
        "status": response.status_code,
        "body": response.content,
        "created_at": now,
    }
    row = KeptAnswer(user=user, key=key, **kept)
    KeptAnswer.objects.bulk_create([row], update_conflicts=True, unique_fields=["user", "key"], update_fields=[*kept])


def _refusal(kind: str, message: str) -> UnprocessableError:
    problem: dict[str, Any] = {"type": kind, "loc": ["header", HEADER], "msg": message}
    return UnprocessableError([problem])
