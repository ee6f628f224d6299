"""Refusals of the API's serializers in the words of a form."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from webapp.forms.text import TextField


def in_words(problem: Mapping[str, Any], field: forms.Field | None) -> str:
    """Say a problem of the API in the words of a form."""
    match problem["type"]:
        case "missing" | "string_too_short":
            return _("Please fill this in.")
        case "string_too_long" if isinstance(field, TextField):
            return _("This is too long: at most %(most)s characters.") % {"most": field.longest}
        case "value_error" if problem["loc"][-1] == "schedule":
            return _("This is not a cron expression of five fields, such as 0 9 * * 1-5.")
        case "string_unicode":
            return _("This holds a character that cannot be kept.")
        case "dict_type":
            return _("Write a JSON object, in curly brackets.")
    return str(problem["msg"])
