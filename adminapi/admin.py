"""What operators do to accounts: it reaches tasks, keys and messages, so it stands above the apps that own those."""

from typing import cast

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.admin import UserAdmin as AccountAdmin
from accounts.models import User
from config.admin import apply_to_each
from tasks_app.services import owners

admin.site.site_header = admin.site.site_title = "Torale"
# Roles are a column of the user; nobody reads groups.
admin.site.unregister(Group)
admin.site.unregister(User)


@admin.register(User)
class UserAdmin(AccountAdmin):
    actions = ("deactivate", "activate")

    @admin.action(description="Deactivate: pause the tasks, revoke the keys, end the sessions", permissions=["change"])
    def deactivate(self, request: HttpRequest, queryset: "QuerySet[User]") -> None:
        operator, now = cast("User", request.user), timezone.now()
        ids = list(queryset.values_list("pk", flat=True))
        apply_to_each(self, request, ids, lambda pk: owners.deactivate(user_id=pk, by=operator, now=now), "deactivated")

    @admin.action(description="Activate: the tasks stay paused, the keys revoked", permissions=["change"])
    def activate(self, request: HttpRequest, queryset: "QuerySet[User]") -> None:
        ids = list(queryset.values_list("pk", flat=True))
        apply_to_each(self, request, ids, lambda pk: owners.activate(user_id=pk), "activated")
