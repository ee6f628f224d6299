"""The form for the first account of an installation."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import first_account
from accounts.forms import EmailForm
from accounts.models import User
from webapp.forms.zones import zone_field


class FirstAccountForm(EmailForm):
    """Address, password and time zone; and the code where the browser is on another machine."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 8 characters."),
    )
    time_zone = zone_field()
    code = forms.CharField(
        label=_("Code"),
        help_text=_("The terminal in which Torale was started shows it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, needs_code: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"].label = _("Your email address")
        self.fields["time_zone"].widget.attrs["data-detect"] = ""
        if not needs_code:
            del self.fields["code"]

    def clean_code(self) -> str:
        given = str(self.cleaned_data["code"])
        if not first_account.is_code(given):
            raise ValidationError(_("This is not the code."))
        return given

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "password" in cleaned:
            try:
                validate_password(cleaned["password"], User(email=cleaned.get("email", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned
