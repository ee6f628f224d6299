"""Forms of the account pages."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm, UsernameField
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import guessing
from accounts.models import ApiKey, User
from core.net.email_address import folded, refuse_confusable, validate_public_address

EMAIL_ATTRIBUTES = {"autocomplete": "email", "autofocus": True, "placeholder": "you@example.com"}


class _Brief(forms.CharField):
    """Text field that repeats a refused text only up to its maximum length, so that the page stays small."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        shown = super().bound_data(data, initial)
        return shown[: self.max_length] if isinstance(shown, str) else shown


class _UsernameField(_Brief, UsernameField):
    pass


class _EmailField(_Brief, forms.EmailField):
    pass


class SignInForm(AuthenticationForm):
    """Sign-in form with one message for every reason, so that nobody learns who has an account."""

    username = _UsernameField(label=gettext_lazy("Email"), widget=forms.EmailInput(attrs={"autofocus": True}))
    error_messages = {"invalid_login": gettext_lazy("Email and password do not match an account."), "inactive": ""}

    def clean(self) -> dict[str, Any]:
        """Raises LimitExceededError, UnavailableError: see `guessing.counted`."""
        email, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if self.request is None or not email or not password:
            return super().clean()
        with guessing.counted(self.request, email):
            return super().clean()


class OffersToRevokeKeys(forms.Form):
    """Form that offers to revoke the user's API keys, if there are any."""

    user: User
    revoke_keys = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        count = self.user.api_keys.filter(revoked_at=None).count()
        if count:
            self.fields["revoke_keys"].label = _("Revoke my API keys too (%(count)s)") % {"count": count}
        else:
            del self.fields["revoke_keys"]


class ResetPasswordForm(OffersToRevokeKeys, SetPasswordForm):  # type: ignore[type-arg]  # not generic at run time
    """Form for a new password after a lost one. Revoking the keys is ticked: they may be lost too."""

    revoke_keys = forms.BooleanField(required=False, initial=True)


class ChangePasswordForm(OffersToRevokeKeys, PasswordChangeForm):
    field_order = ("old_password", "new_password1", "new_password2", "revoke_keys")

    def __init__(self, *args: Any, request: HttpRequest, **options: Any) -> None:
        super().__init__(*args, **options)
        self.request = request

    def clean_old_password(self) -> str:
        """Raises LimitExceededError, UnavailableError: see `guessing.counted`."""
        with guessing.counted(self.request, self.user.email):
            return super().clean_old_password()


class EmailForm(forms.Form):
    email = _EmailField(label=gettext_lazy("Email"), max_length=254, widget=forms.EmailInput(attrs=EMAIL_ATTRIBUTES))

    def clean_email(self) -> str:
        address = str(self.cleaned_data["email"])
        refuse_confusable(address)
        return folded(address)


class SignUpForm(EmailForm):
    """Form for the address of a new account. Only operators may enter addresses of their own network."""

    def clean_email(self) -> str:
        address = super().clean_email()
        validate_public_address(address)
        return address


class KeyForm(forms.Form):
    name = _Brief(
        label=gettext_lazy("Name"),
        max_length=ApiKey._meta.get_field("name").max_length,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("laptop, home server, …"), "autocomplete": "off"}),
        help_text=gettext_lazy("What you will know the key by."),
    )


class NoticesForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = User
        fields = ("tells_new_keys", "tells_new_address", "tells_new_sign_ins")
        labels = {
            "tells_new_keys": gettext_lazy("A new API key"),
            "tells_new_address": gettext_lazy("A new address of the account"),
            "tells_new_sign_ins": gettext_lazy("A sign-in from a new place"),
        }
