"""Base classes of the admin's pages: lists of bounded cost, and operations on their rows."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin, TabularInline
from unfold.views import ChangeList

from core.admin.counting import CappedPaginator
from core.admin.operations import Operation, bound
from core.admin.search import Search
from core.web import auditing


class BoundedList(ChangeList):  # type: ignore[misc]
    """Shows a separate count only for a search or filter; otherwise it would equal the list's own."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if not (self.query or self.has_active_filters):
            self.full_result_count = self.result_count


class OperatorAdmin(ModelAdmin):  # type: ignore[misc]
    """A page that declares its `search` and its `operations`.

    An index serves its ordering, so no column can sort it otherwise. It counts at most `counting.CAP` rows.
    """

    search: ClassVar[Search | None] = None
    operations: ClassVar[tuple[Operation, ...]] = ()
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    sortable_by = ()
    list_filter_submit = True

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        for operation in self.operations:
            setattr(self, operation.name, bound(operation, self))
        self.actions_row = self.actions_detail = tuple(operation.name for operation in self.operations)
        # Django shows a search box only with a column here; `get_search_results` does the searching.
        self.search_fields = ("pk",) if self.search else ()
        self.search_help_text = self.search.help_text if self.search else None

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[BoundedList]:
        return BoundedList

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Refuse an action that the page does not offer, by name, so that the audit log has it as refused."""
        asked = request.POST.get("action")
        if asked and asked not in self.get_actions(request):
            auditing.touched(request, self.model, "", refused="There is no such action here.")
            raise PermissionDenied
        page: HttpResponse = super().changelist_view(request, extra_context)
        return page

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> "tuple[QuerySet[Any], bool]":
        return (self.search.find(queryset, search_term) if self.search and search_term.strip() else queryset), False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        own = {operation.name: (operation.on_many, operation.name, operation.title) for operation in self.operations}
        return {**super().get_actions(request), **own}

    def get_actions_detail(self, request: HttpRequest, object_id: str) -> list[Any]:
        """Return the actions that fit the object's state."""
        row = self.get_object(request, unquote(str(object_id)))
        fitting = {operation.name for operation in self.operations if row is not None and operation.fits(row)}
        prefix = f"{self.opts.app_label}_{self.opts.model_name}_"
        found: Iterable[Any] = super().get_actions_detail(request, object_id)
        return [action for action in found if action.action_name.removeprefix(prefix) in fitting]

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        auditing.touched(request, type(obj), obj.pk, added=True)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        auditing.touched(request, type(obj), obj.pk, changed=message)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: "QuerySet[Any]") -> Any:
        for row in queryset:
            auditing.touched(request, type(row), row.pk, deleted=str(row))
        return super().log_deletions(request, queryset)


class ReadOnlyAdmin(OperatorAdmin):
    """A page without adding, changing and deleting: only services write these rows."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class ReadOnlyInline(TabularInline):  # type: ignore[misc]
    extra = 0
    can_delete = False

    has_add_permission = ReadOnlyAdmin.has_add_permission
    has_change_permission = ReadOnlyAdmin.has_change_permission
