"""Choose the provider of this installation."""

import functools
import os
from typing import Literal

from django.conf import settings

from tasks_app.pipeline.errors import ConfigurationError
from tasks_app.pipeline.types import Provider


def needs_worker_to_draft() -> bool:
    """Return True if a model makes drafts, which is slow, and False if plain rules do.

    Raises `ConfigurationError` if the settings contradict each other.
    """
    return provider_name() == "gemini"


@functools.cache
def current_provider() -> Provider:
    """Return the provider that the settings name, one per process, so that connections are reused.

    Raises `ConfigurationError` if the settings contradict each other. Providers are imported at first use, since their
    libraries are large.
    """
    if provider_name() == "gemini":
        from tasks_app.providers.gemini import GeminiProvider
        from tasks_app.providers.rules_first import RulesFirst

        return RulesFirst(GeminiProvider(settings.GEMINI_API_KEY, settings.GEMINI_MODEL))
    from tasks_app.providers.web import WebProvider

    return WebProvider()


def provider_name() -> Literal["gemini", "web"]:
    """Return the provider's name by the settings. Raises `ConfigurationError` if they contradict each other."""
    match settings.SEARCH_PROVIDER, bool(settings.GEMINI_API_KEY):
        case (("gemini" | "auto"), True):
            return "gemini"
        case "gemini", False:
            raise ConfigurationError("This installation is to search with Gemini, and GEMINI_API_KEY is not set.")
        case (("web" | "auto"), _):
            return "web"
    raise ConfigurationError("SEARCH_PROVIDER must be auto, gemini or web.")


# A forked child must not use its parent's connections.
os.register_at_fork(after_in_child=current_provider.cache_clear)
