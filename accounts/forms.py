"""What people type into the pages."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField

from accounts.models import ApiKey

EMAIL_ATTRIBUTES = {"autocomplete": "email", "autofocus": True, "placeholder": "you@example.com"}


class SignInForm(AuthenticationForm):
    """One message for every reason: nobody learns here who has an account."""

    username = UsernameField(label="Email", widget=forms.EmailInput(attrs={"autofocus": True}))
    error_messages = {"invalid_login": "Email and password do not match an account.", "inactive": ""}


class EmailForm(forms.Form):
    email = forms.EmailField(max_length=254, widget=forms.EmailInput(attrs=EMAIL_ATTRIBUTES))

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class KeyForm(forms.Form):
    name = forms.CharField(
        max_length=ApiKey._meta.get_field("name").max_length,
        widget=forms.TextInput(attrs={"placeholder": "laptop, home server, …", "autocomplete": "off"}),
        help_text="What you will know the key by.",
    )
