"""Notes taken while a request is handled, for its entry in the audit log (`adminapi.audit`)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Model
from django.http import HttpRequest

_NOTE = "torale.audit"

View = TypeVar("View", bound=Callable[..., Any])


@dataclass
class Note:
    """Facts about a request. `action` names it if its path does not; `touched` is `AuditEntry.touched`.

    `account` is the address of an attempted sign-in. `is_refused`: it was refused, although a page was answered.
    """

    action: str = ""
    touched: list[dict[str, Any]] = field(default_factory=list)
    account: str = ""
    is_refused: bool = False


def note_of(request: HttpRequest) -> Note:
    """Return a request's note, created if missing; DRF's requests share it with Django's."""
    note: Note = request.META.setdefault(_NOTE, Note())
    return note


def has_note(request: HttpRequest) -> bool:
    return _NOTE in request.META


def touched(request: HttpRequest, model: type[Model], object_id: object, **facts: Any) -> None:
    """Note that the request changed an object. `facts` say how (JSON); `refused="why"` notes a refusal."""
    note_of(request).touched.append({"type": model._meta.label_lower, "id": str(object_id), **facts})


def not_audited(view: View) -> View:
    """Exempt a view from the audit log; for views that a page polls."""
    view.is_audited = False  # type: ignore[attr-defined]
    return view
