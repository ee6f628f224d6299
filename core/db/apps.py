from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    """An app for the sake of its commands."""

    name = "core.db"
    label = "core_db"
