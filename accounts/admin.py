"""Users and API keys in the Django admin. Keys are made elsewhere: here they are seen, and revoked."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import ReadOnlyPasswordHashWidget
from django.contrib.auth.hashers import is_password_usable
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from accounts.models import ApiKey, User
from config.admin import ReadOnlyAdmin


class NewUserForm(UserCreationForm):  # type: ignore[misc]
    class Meta:
        model = User
        fields = ("email", "role")


class PasswordState(ReadOnlyPasswordHashWidget):
    """Whether there is a password; no part of its salt and hash."""

    def get_context(self, name: str, value: str | None, attrs: dict[str, Any] | None) -> dict[str, Any]:
        label = "Set." if value and is_password_usable(value) else "None."
        return {**super().get_context(name, value, attrs), "summary": [{"label": label}]}


class UserForm(UserChangeForm):  # type: ignore[misc]
    class Meta:
        model = User
        fields = ("email", "password", "first_name", "role")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].widget = PasswordState()


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):  # type: ignore[misc, type-arg]
    """Whether a user is active is not changed here alone: tasks, keys and messages would go on."""

    form = UserForm
    add_form = NewUserForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("email", "role", "is_active", "email_verified_at", "last_login", "created_at")
    list_filter = ("role", "is_active", ("email_verified_at", admin.EmptyFieldListFilter))
    search_fields = ("id__exact", "email", "clerk_user_id__exact")
    ordering = ("-created_at",)
    filter_horizontal = ()
    list_per_page = 50
    show_full_result_count = False
    readonly_fields = ("is_active", "email_verified_at", "clerk_user_id", "last_login", "created_at")
    fieldsets = (
        (None, {"fields": ("email", "email_verified_at", "password", "first_name")}),
        ("Access", {"fields": ("role", "is_active", "clerk_user_id", "last_login", "created_at")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "role", "usable_password", "password1", "password2")}),)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """An address that an operator has entered counts as verified."""
        if not change or "email" in form.changed_data:
            obj.email_verified_at = timezone.now()
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    list_display = ("prefix", "name", "user", "created_at", "last_used_at", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter), "created_at")
    list_select_related = ("user",)
    search_fields = ("id__exact", "prefix", "name", "user__email")
    fields = ("user", "name", "prefix", "created_at", "last_used_at", "revoked_at")
    actions = ("revoke",)

    @admin.action(description="Revoke the selected keys")
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        revoked = queryset.filter(revoked_at=None).update(revoked_at=timezone.now())
        self.message_user(request, f"{revoked} revoked.", messages.SUCCESS)
