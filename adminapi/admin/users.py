"""Operators' actions on accounts. They reach tasks, keys and messages, so they are above the apps that own those."""

import uuid
from dataclasses import asdict
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from accounts import services
from accounts.admin import UserAdmin as AccountAdmin
from accounts.models import ApiKey, User
from adminapi import accounts
from core.admin import Operation, list_link, one_after_the_other
from notifications.models import Notification
from tasks_app.models import Execution, Task
from tasks_app.services import owners

admin.site.unregister(User)


def deactivate(request: HttpRequest, user_id: uuid.UUID) -> dict[str, Any]:
    return asdict(accounts.deactivate(user_id=user_id, by=cast("User", request.user), now=timezone.now()))


def change_role(request: HttpRequest, user_id: uuid.UUID, role: User.Role) -> dict[str, Any]:
    services.set_role(user_id=user_id, role=role, by=cast("User", request.user))
    return {"role": role.value}


@admin.register(User)
class UserAdmin(AccountAdmin):
    fieldsets: ClassVar[Any] = (*AccountAdmin.fieldsets, ("See also", {"fields": ("see_also",)}))
    readonly_fields: ClassVar[tuple[str, ...]] = (*AccountAdmin.readonly_fields, "see_also")
    operations = (
        Operation(
            name="deactivate",
            title="Deactivate",
            done="deactivated",
            icon="person_off",
            do=deactivate,
            warning="Their tasks are paused, their keys revoked and sessions ended; what runs is discarded, and what"
            " waits to be sent is cancelled. Activating the account again brings none of that back.",
            fits=lambda user: user.is_active,
        ),
        Operation(
            name="activate",
            title="Activate",
            done="activated; tasks stay paused, keys revoked",
            icon="person_check",
            do=lambda _, pk: owners.activate(user_id=pk),
            fits=lambda user: not user.is_active,
        ),
        Operation(
            name="make_admin",
            title="Make admin",
            done="made admin",
            icon="shield_person",
            do=lambda request, pk: change_role(request, pk, User.Role.ADMIN),
            warning="An admin sees and changes everything of everybody, here and by the API.",
            fits=lambda user: not user.is_staff,
        ),
        Operation(
            name="make_user",
            title="Take the admin role",
            done="no admin any more",
            icon="remove_moderator",
            do=lambda request, pk: change_role(request, pk, User.Role.USER),
            warning="They lose the Django admin and the admin API at once.",
            fits=lambda user: user.is_staff,
        ),
    )

    @admin.display(description="see also")
    def see_also(self, user: User) -> Any:
        return one_after_the_other(
            [
                list_link(Task, "tasks", owner__id__exact=user.pk),
                list_link(Execution, "executions", task__owner__id__exact=user.pk),
                list_link(ApiKey, "API keys", user__id__exact=user.pk),
                list_link(Notification, "notifications", owner__id__exact=user.pk),
            ]
        )
