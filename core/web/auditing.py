"""What is noted of a request while it is answered, for its entry in the audit log (`adminapi.audit`)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Model
from django.http import HttpRequest

_NOTE = "torale.audit"

View = TypeVar("View", bound=Callable[..., Any])


@dataclass
class Note:
    """`action`: what was asked for, where the address does not say. `touched`: see `AuditEntry.touched`.

    `account`: the address for which a sign-in was tried. `is_refused`: it was, although a page was answered.
    """

    action: str = ""
    touched: list[dict[str, Any]] = field(default_factory=list)
    account: str = ""
    is_refused: bool = False


def note_of(request: HttpRequest) -> Note:
    """A request's note, begun where there is none; DRF's requests share it with Django's."""
    note: Note = request.META.setdefault(_NOTE, Note())
    return note


def has_note(request: HttpRequest) -> bool:
    return _NOTE in request.META


def touched(request: HttpRequest, model: type[Model], object_id: object, **facts: Any) -> None:
    """Note that the request changed an object; `facts` say how (JSON), `refused="why"` that it was not to be."""
    note_of(request).touched.append({"type": model._meta.label_lower, "id": str(object_id), **facts})


def not_audited(view: View) -> View:
    """Of a view that a page asks by itself, again and again: it has no entry of its own."""
    view.is_audited = False  # type: ignore[attr-defined]
    return view
