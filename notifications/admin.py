"""Channels and the outbox in the Django admin, to look at, and to deliver again.

Signing secrets and the values of headers are not shown.
"""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import TabularInline

from config.admin import ReadOnlyAdmin
from config.errors import DomainError
from notifications import services
from notifications.models import Attempt, EmailAddress, Notification, Webhook


class AttemptInline(TabularInline):  # type: ignore[misc]
    model = Attempt
    fields = readonly_fields = ("number", "started_at", "duration_ms", "status_code", "error", "response_excerpt")
    ordering = ("number",)
    extra = 0
    can_delete = False

    has_add_permission = ReadOnlyAdmin.has_add_permission
    has_change_permission = ReadOnlyAdmin.has_change_permission


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "event", "kind", "recipient", "status", "attempt_count", "next_attempt_at", "owner")
    list_filter = ("status", "kind", "event", "created_at")
    list_select_related = ("owner",)
    search_fields = ("id__exact", "task_id__exact", "execution_id__exact", "recipient", "owner__email")
    exclude = ("token",)
    inlines = (AttemptInline,)
    actions = ("redeliver",)

    @admin.action(description="Deliver again", permissions=["view"])
    def redeliver(self, request: HttpRequest, queryset: "QuerySet[Notification]") -> None:
        asked = 0
        for row_id in queryset.values_list("pk", flat=True):
            try:
                services.redeliver(notification_id=row_id, owner=None, now=timezone.now())
                asked += 1
            except DomainError as error:
                self.message_user(request, f"{row_id}: {error.message}", messages.WARNING)
        if asked:
            self.message_user(request, f"{asked} to be delivered again.", messages.SUCCESS)


@admin.register(EmailAddress)
class EmailAddressAdmin(ReadOnlyAdmin):
    list_display = ("address", "owner", "confirmed_at", "confirmation_asked_at", "unsubscribed_at")
    list_filter = (("confirmed_at", admin.EmptyFieldListFilter), ("unsubscribed_at", admin.EmptyFieldListFilter))
    list_select_related = ("owner",)
    search_fields = ("address", "owner__email")


@admin.register(Webhook)
class WebhookAdmin(ReadOnlyAdmin):
    list_display = ("url", "owner", "method", "is_default", "failing_since", "disabled_at", "created_at")
    list_filter = (
        "method",
        "is_default",
        *((at, admin.EmptyFieldListFilter) for at in ("failing_since", "disabled_at")),
    )
    list_select_related = ("owner",)
    search_fields = ("id__exact", "url", "owner__email")
    fields = (
        *("owner", "url", "method", "header_names", "is_default"),
        *("failing_since", "disabled_at", "disabled_reason", "created_at"),
    )
    readonly_fields = ("header_names",)

    @admin.display(description="headers")
    def header_names(self, webhook: Webhook) -> str:
        return ", ".join(f"{name}: …" for name in webhook.headers) or "none"
