from django.apps import AppConfig


class AdminApiConfig(AppConfig):
    name = "adminapi"
    verbose_name = "Operations"

    def ready(self) -> None:
        from adminapi import audit  # noqa: F401 - listens to sign-ins
