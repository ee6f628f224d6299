"""Operations of operators on rows: on one from its page or its line in a list, on several from the list.

A service changes each row. The audit log gets each result, done or refused.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.enums import ActionVariant

from core.errors import DomainError
from core.web import auditing

MAX_AT_ONCE = 200
# Most refusals that a page shows one by one.
MAX_MESSAGES = 10
TEMPLATE = "core/admin/operation.html"


@dataclass(frozen=True, kw_only=True)
class Operation:
    """`do` changes one row by its id and returns facts for the audit log. It raises DomainError.

    `warning` says what cannot be undone; it is shown before. `fits` returns True for rows that the operation suits.
    """

    name: str
    title: str
    done: str
    icon: str
    do: Callable[[HttpRequest, Any], dict[str, Any] | None]
    warning: str = ""
    fits: Callable[[Any], bool] = lambda row: True

    def on_many(self, model_admin: Any, request: HttpRequest, rows: "QuerySet[Any]") -> HttpResponse | None:
        """Apply the operation to all selected rows, at most `MAX_AT_ONCE`; the action of a list."""
        # Ordered, so that two operators at the same time cannot deadlock.
        ids = list(rows.order_by("pk").values_list("pk", flat=True)[: MAX_AT_ONCE + 1])
        if len(ids) > MAX_AT_ONCE:
            refusal = f"More than {MAX_AT_ONCE} are selected, the most that are changed at once: narrow the list down."
            auditing.touched(request, model_admin.model, "", refused=refusal)
            model_admin.message_user(request, refusal, messages.ERROR)
        elif self.warning and "confirmed" not in request.POST:
            return self._question(model_admin, request, ids, selected=ids)
        else:
            self._apply(model_admin, request, ids)
        return None

    def on_one(self, model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for confirmation by GET, apply the operation by POST."""
        row = model_admin.get_object(request, unquote(object_id))
        if row is None:
            return model_admin._get_obj_does_not_exist_redirect(request, model_admin.opts, object_id)  # type: ignore[no-any-return]
        if request.method != "POST":
            return self._question(model_admin, request, [row.pk])
        self._apply(model_admin, request, [row.pk])
        return redirect(reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[object_id]))

    def _apply(self, model_admin: Any, request: HttpRequest, ids: Sequence[Any]) -> None:
        refusals: list[str] = []
        for row_id in ids:
            try:
                facts = self.do(request, row_id) or {}
                auditing.touched(request, model_admin.model, row_id, **facts)
            except DomainError as error:
                auditing.touched(request, model_admin.model, row_id, refused=error.message)
                refusals.append(f"{row_id}: {error.message}" if len(ids) > 1 else error.message)
        self._say(model_admin, request, changed=len(ids) - len(refusals), refusals=refusals)

    def _say(self, model_admin: Any, request: HttpRequest, *, changed: int, refusals: list[str]) -> None:
        for refusal in refusals[:MAX_MESSAGES]:
            model_admin.message_user(request, refusal, messages.WARNING)
        if len(refusals) > MAX_MESSAGES:
            model_admin.message_user(request, f"{len(refusals)} were refused; the audit log has all.", messages.WARNING)
        if changed:
            model_admin.message_user(request, f"{changed} {self.done}.", messages.SUCCESS)

    def _question(
        self, model_admin: Any, request: HttpRequest, ids: Sequence[Any], selected: Sequence[Any] = ()
    ) -> HttpResponse:
        opts = model_admin.opts
        auditing.note_of(request).action = f"{opts.label_lower}: {self.name}, asked"
        context = {
            **model_admin.admin_site.each_context(request),
            "title": self.title,
            "operation": self,
            "opts": opts,
            "rows": model_admin.get_queryset(request).filter(pk__in=ids),
            "selected": selected,
            "checkbox_name": ACTION_CHECKBOX_NAME,
            "back": reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"),
        }
        return TemplateResponse(request, TEMPLATE, context)


def bound(operation: Operation, model_admin: Any) -> Callable[..., HttpResponse]:
    """Return the operation as Unfold takes the actions of pages and lines: a view with attributes."""

    def view(request: HttpRequest, object_id: str) -> HttpResponse:
        return operation.on_one(model_admin, request, object_id)

    view.short_description = operation.title  # type: ignore[attr-defined]
    view.icon = operation.icon  # type: ignore[attr-defined]
    view.attrs = {}  # type: ignore[attr-defined]
    view.variant = ActionVariant.DANGER if operation.warning else ActionVariant.DEFAULT  # type: ignore[attr-defined]
    return view
