"""The field of a text that is kept as it was typed."""

from typing import Any

from django import forms


class TextField(forms.CharField):
    """Keeps a text as it was typed. One that is too long is shown again only in part, so that the page stays small."""

    def __init__(self, *, longest: int, **options: Any) -> None:
        self.longest = longest
        super().__init__(**({"required": False, "strip": False} | options))

    def to_python(self, value: Any) -> str:
        """Write line ends as the API's clients do: a browser sends `\\r\\n`."""
        return (super().to_python(value) or "").replace("\r\n", "\n")

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Cut what is shown again."""
        shown = super().bound_data(data, initial)
        return shown[: self.longest] if isinstance(shown, str) else shown
