"""Channels and the outbox in the Django admin: view them, and deliver again.

Signing secrets and the values of headers are not shown.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import RangeDateTimeFilter

from core.admin import Operation, ReadOnlyAdmin, ReadOnlyInline, Search, labelled, list_link, pretty
from notifications import services
from notifications.models import Attempt, EmailAddress, Notification, Webhook

Status = Notification.Status
COLOURS = {Status.SENT: "success", Status.FAILED: "danger", Status.PENDING: "info"}


def redeliver(notification_id: uuid.UUID) -> None:
    services.redeliver(notification_id=notification_id, owner=None, now=timezone.now())


class AttemptInline(ReadOnlyInline):
    model = Attempt
    fields = readonly_fields = ("number", "started_at", "duration_ms", "status_code", "error", "response_excerpt")
    ordering = ("number",)


class TriedFilter(admin.SimpleListFilter):
    title, parameter_name = "attempts", "tried"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [("in-vain", "In vain, and to go on")]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Notification]") -> "QuerySet[Notification]":
        failing = {"status": Status.PENDING, "digest": None, "token": None, "attempt_count__gt": F("attempts_before")}
        return queryset.filter(**failing) if self.value() else queryset


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "event", "kind", "recipient", "shown_status", "attempt_count", "owner")
    list_filter = ("status", TriedFilter, "kind", ("created_at", RangeDateTimeFilter))
    list_select_related = ("owner",)
    search = Search(
        help_text="The id of a notification, a task or an execution, or the owner's address",
        ids=("id", "task_id", "execution_id"),
        owner="owner",
    )
    fieldsets = (
        (None, {"fields": ("id", "event", "kind", "recipient", "owner", "status", "error_message")}),
        ("About", {"fields": ("task_id", "execution_id", "email", "webhook", "digest", "shown_payload")}),
        ("When", {"fields": ("created_at", "admitted_at", "is_held", "next_attempt_at", "publish_at", "sent_at")}),
        ("Attempts", {"fields": ("attempt_count", "attempts_before")}),
    )
    readonly_fields = ("shown_payload",)
    inlines = (AttemptInline,)
    operations = (
        Operation(
            name="redeliver",
            title="Deliver again",
            done="to be delivered again",
            icon="forward_to_inbox",
            do=lambda _, pk: redeliver(pk),
        ),
    )
    shown_status, shown_payload = labelled("status", COLOURS), pretty("payload")


@admin.register(EmailAddress)
class EmailAddressAdmin(ReadOnlyAdmin):
    list_display = ("address", "owner", "confirmed_at", "confirmation_asked_at", "unsubscribed_at", "created_at")
    list_filter = (("confirmed_at", admin.EmptyFieldListFilter), ("unsubscribed_at", admin.EmptyFieldListFilter))
    list_select_related = ("owner",)
    ordering = ("-created_at",)
    search = Search(help_text="What the address begins with", ids=("id",), prefixes=("address",))
    fields = (
        *("id", "address", "owner", "confirmed_at", "confirmation_asked_at", "unsubscribed_at", "created_at"),
        "see_also",
    )
    readonly_fields = ("see_also",)

    @admin.display(description="see also")
    def see_also(self, address: EmailAddress) -> Any:
        return list_link(Notification, "what was sent to it", email__id__exact=address.pk)


@admin.register(Webhook)
class WebhookAdmin(ReadOnlyAdmin):
    list_display = ("url", "owner", "method", "is_default", "failing_since", "disabled_at", "created_at")
    list_filter = (
        "is_default",
        *((at, admin.EmptyFieldListFilter) for at in ("failing_since", "disabled_at")),
    )
    list_select_related = ("owner",)
    ordering = ("-created_at",)
    search = Search(help_text="A webhook's id, or its owner's address", ids=("id",), owner="owner")
    fields = (
        *("id", "owner", "url", "method", "header_names", "is_default"),
        *("failing_since", "disabled_at", "disabled_reason", "created_at", "see_also"),
    )
    readonly_fields = ("header_names", "see_also")

    @admin.display(description="headers")
    def header_names(self, webhook: Webhook) -> str:
        return ", ".join(f"{name}: …" for name in webhook.headers) or "none"

    @admin.display(description="see also")
    def see_also(self, webhook: Webhook) -> Any:
        return list_link(Notification, "its deliveries", webhook__id__exact=webhook.pk)
