from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The frame itself, an app for the sake of its system checks."""

    name = "config"

    def ready(self) -> None:
        from config import checks  # noqa: F401 - registers them
