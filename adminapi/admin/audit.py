"""The audit log in the Django admin: search, read and export as CSV."""

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Q, QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from unfold.contrib.filters.admin import RangeDateTimeFilter
from unfold.decorators import action

from adminapi.audit import SAFE_METHODS
from adminapi.models import AuditEntry
from core.admin import ReadOnlyAdmin, Search, labelled, pretty
from core.admin.search import Row
from core.net.email_address import folded

MAX_EXPORTED = 50_000
COLUMNS = (
    *("at", "actor_id", "actor_email", "credential", "address", "method", "path", "action", "touched", "status_code"),
    "outcome",
)
# A spreadsheet runs a cell that begins so as a formula (OWASP, CSV Injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
COLOURS = {"done": "success", "refused": "warning", "failed": "danger"}


class Log(Search):
    """Search by path (begins with a slash), by address (has an @), else by the id of an object or a user."""

    def find(self, rows: "QuerySet[Row]", term: str) -> "QuerySet[Row]":
        term = term.strip().replace("\0", "")
        if term.startswith("/"):
            return rows.filter(path__startswith=term)
        if "@" in term:
            return rows.filter(actor_email__startswith=folded(term))
        return rows.filter(Q(touched__contains=[{"id": term}]) | self._by(term))

    def _by(self, term: str) -> Q:
        try:
            return Q(actor_id=UUID(term))
        except ValueError:
            return Q()


class ChangesFilter(admin.SimpleListFilter):
    title, parameter_name = "kind of request", "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [("change", "Changes"), ("read", "Reads")]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[AuditEntry]") -> "QuerySet[AuditEntry]":
        match self.value():
            case "change":
                return queryset.exclude(method__in=SAFE_METHODS)
            case "read":
                return queryset.filter(method__in=SAFE_METHODS)
        return queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "actor_email", "action", "how_many", "shown_outcome", "status_code", "address")
    list_filter = ("outcome", ChangesFilter, ("at", RangeDateTimeFilter))
    ordering = ("-at",)
    search = Log(
        help_text="The id of what was touched, who did it (with the @), or what the path begins with (/admin/…)"
    )
    fields = (
        *("at", "actor_email", "actor_id", "credential", "address", "method", "path", "action", "shown_touched"),
        *("status_code", "outcome"),
    )
    readonly_fields = ("shown_touched",)
    actions_list = ("export",)
    shown_outcome, shown_touched = labelled("outcome", COLOURS), pretty("touched")

    @admin.display(description="touched")
    def how_many(self, entry: AuditEntry) -> str:
        match entry.touched:
            case []:
                return ""
            case [{"id": object_id}]:
                return str(object_id)
        return f"{len(entry.touched)} objects"

    @action(description="Export as CSV", icon="download", url_path="export")  # type: ignore[untyped-decorator]
    def export(self, request: HttpRequest) -> HttpResponseBase:
        """Export the list with its search and filters, newest first, at most `MAX_EXPORTED` entries."""
        try:
            rows = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return redirect("admin:adminapi_auditentry_changelist")
        name = f"audit-{timezone.now():%Y-%m-%dT%H%M}.csv"
        return StreamingHttpResponse(
            csv_lines(rows[:MAX_EXPORTED]),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


class _Echo:
    def write(self, line: str) -> str:
        return line


def csv_lines(entries: "QuerySet[AuditEntry]") -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for entry in entries.iterator(chunk_size=1000):
        yield writer.writerow([cell(getattr(entry, column)) for column in COLUMNS])


def cell(value: object) -> str:
    """Return `value` as text that a spreadsheet shows and does not run."""
    text = (
        value.isoformat()
        if isinstance(value, datetime)
        else json.dumps(value)
        if isinstance(value, list)
        else str("" if value is None else value)
    )
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
