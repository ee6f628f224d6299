"""Which provider this installation searches with."""

import functools
import os
from typing import Literal

from django.conf import settings

from tasks_app.pipeline.errors import ConfigurationError
from tasks_app.pipeline.types import Provider


def needs_worker_to_draft() -> bool:
    """Whether a draft is made by a model, which takes its time, rather than by plain rules, which take none.

    Raises `ConfigurationError` where the settings contradict themselves.
    """
    return provider_name() == "gemini"


@functools.cache
def current_provider() -> Provider:
    """The provider that the settings name, one per process: its connections are reused.

    Raises `ConfigurationError` where the settings contradict themselves. Providers are imported when they are first
    needed: their libraries are large.
    """
    if provider_name() == "gemini":
        from tasks_app.providers.gemini import GeminiProvider
        from tasks_app.providers.rules_first import RulesFirst

        return RulesFirst(GeminiProvider(settings.GEMINI_API_KEY, settings.GEMINI_MODEL))
    from tasks_app.providers.web import WebProvider

    return WebProvider()


def provider_name() -> Literal["gemini", "web"]:
    """Which one the settings name. Raises `ConfigurationError` where they contradict themselves."""
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
