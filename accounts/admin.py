"""Users and API keys in the Django admin. Keys can be viewed and revoked here, and made elsewhere."""

import uuid
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import ReadOnlyPasswordHashWidget
from django.contrib.auth.hashers import is_password_usable
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from unfold.contrib.filters.admin import RangeDateTimeFilter
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from accounts import notices, services
from accounts.models import ApiKey, User
from core.admin import Operation, OperatorAdmin, ReadOnlyAdmin, Search


class NewUserForm(UserCreationForm):  # type: ignore[misc]
    class Meta:
        model = User
        fields = ("email", "role")


class PasswordState(ReadOnlyPasswordHashWidget):
    """Show if the user has a password, without salt or hash."""

    def get_context(self, name: str, value: str | None, attrs: dict[str, Any] | None) -> dict[str, Any]:
        label = "Set." if value and is_password_usable(value) else "None."
        return {**super().get_context(name, value, attrs), "summary": [{"label": label}]}


class UserForm(UserChangeForm):  # type: ignore[misc]
    class Meta:
        model = User
        fields = ("email", "password", "first_name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].widget = PasswordState()


@admin.register(User)
class UserAdmin(OperatorAdmin, DjangoUserAdmin):  # type: ignore[misc, type-arg]
    """Users in the Django admin. `is_active` is read-only: tasks, keys and messages of the user would go on."""

    form = UserForm
    add_form = NewUserForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("email", "role", "is_active", "email_verified_at", "last_login", "created_at")
    list_filter = ("role", "is_active", ("email_verified_at", admin.EmptyFieldListFilter))
    search = Search(
        help_text="A user's id, or what the address or the id at Clerk begins with",
        ids=("id",),
        prefixes=("email", "clerk_user_id"),
    )
    ordering = ("-created_at",)
    filter_horizontal = ()
    readonly_fields: ClassVar[tuple[str, ...]] = (
        "id",
        "role",
        "is_active",
        "email_verified_at",
        "clerk_user_id",
        "last_login",
        "created_at",
    )
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("id", "email", "email_verified_at", "password", "first_name")}),
        ("Access", {"fields": ("role", "is_active", "clerk_user_id", "last_login", "created_at")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "role", "usable_password", "password1", "password2")}),)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save the user. An address that an operator enters counts as verified."""
        if not change or "email" in form.changed_data:
            obj.email_verified_at = timezone.now()
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            notices.tell(obj, notices.Kind.NEW_ADDRESS, to=form.initial["email"], new_address=obj.email)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        with transaction.atomic():
            response: HttpResponse = super().user_change_password(request, id, form_url)
            user = self.get_object(request, unquote(id))
            if request.method == "POST" and response.status_code == 302 and user:
                notices.tell(user, notices.Kind.NEW_PASSWORD)
        return response

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    list_display = ("prefix", "name", "user", "created_at", "last_used_at", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter), ("created_at", RangeDateTimeFilter))
    list_select_related = ("user",)
    search = Search(
        help_text="A key's id, the characters it begins with, or its user's address (with the @)",
        ids=("id",),
        owner="user",
        prefixes=("prefix",),
    )
    fields = ("id", "user", "name", "prefix", "created_at", "last_used_at", "revoked_at")
    operations = (
        Operation(
            name="revoke",
            title="Revoke",
            done="revoked",
            icon="key_off",
            do=lambda _, pk: revoke(pk),
            warning="What presents the key is refused from now on. A revoked key does not come back.",
            fits=lambda key: key.is_active,
        ),
    )


def revoke(key_id: uuid.UUID) -> dict[str, Any]:
    key = services.revoke_key(user=None, key_id=key_id, now=timezone.now())
    return {"user_id": str(key.user_id)}
