"""The forms of the settings."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications.models import Notification
from notifications.services.configs import URL_LENGTH
from webapp.forms.zones import zone_field

SEARCH_LENGTH = 200


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """How moments are written for a person, and in which language the pages are."""

    time_zone = zone_field()

    class Meta:
        model = User
        fields = ("language", "time_zone")
        labels = {"language": _("Language")}
        help_texts = {"language": _("Of the pages, and of dates and numbers in them.")}
        widgets = {"language": forms.Select}

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # as they came
        self.fields["language"].widget = forms.Select(choices=[("", _("As the browser asks")), *settings.LANGUAGES])

    def clean_language(self) -> str:
        chosen = str(self.cleaned_data["language"])
        if chosen and chosen not in dict(settings.LANGUAGES):
            raise forms.ValidationError(_("There is no such language here."))
        return chosen


class MailForm(forms.Form):
    email = forms.BooleanField(required=False, label=_("Mail to the address of my account"))


class WebhookForm(forms.Form):
    """The default webhook. An empty address removes it."""

    url = forms.CharField(
        required=False,
        max_length=URL_LENGTH,
        label=_("Address"),
        help_text=_("It begins with https://. Leave it empty to have none."),
        widget=forms.URLInput(attrs={"autocomplete": "off", "placeholder": "https://example.com/hooks/torale"}),
    )
    enabled = forms.BooleanField(required=False, label=_("Call it"))


class SentForm(forms.Form):
    """The search through everything that was sent. What does not fit is ignored."""

    ANY = ("", _("All"))

    q = forms.CharField(required=False, max_length=SEARCH_LENGTH, label=_("Search"))
    status = forms.ChoiceField(
        required=False,
        label=_("Outcome"),
        choices=[
            ANY,
            (Notification.Status.SENT, _("Delivered")),
            (Notification.Status.PENDING, _("Waiting")),
            (Notification.Status.FAILED, _("Failed")),
            (Notification.Status.CANCELLED, _("Cancelled")),
        ],
    )
    kind = forms.ChoiceField(
        required=False,
        label=_("Channel"),
        choices=[ANY, (Notification.Kind.EMAIL, _("Mail")), (Notification.Kind.WEBHOOK, _("Webhook"))],
    )
