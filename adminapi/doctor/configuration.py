"""Settings that are wrong, or unfit for production."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.http.request import validate_host

from adminapi.doctor.finding import Problem, doubt, fault
from tasks_app.pipeline.errors import ConfigurationError, PipelineError
from tasks_app.providers import registry, standing

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def settings_make_sense(now: datetime) -> Iterator[Problem]:
    for message in checks.run_checks():
        say = fault if message.level >= checks.ERROR else doubt
        yield say(str(message.msg), message.hint or f"See {message.id} in Django's documentation.")


def fit_for_the_world(now: datetime) -> Iterator[Problem]:
    public = urlsplit(settings.PUBLIC_URL)
    host = public.hostname or ""
    if host in LOOPBACK:
        return
    if settings.DEBUG:
        yield fault(
            f"DEBUG is on, and PUBLIC_URL is {settings.PUBLIC_URL}.", "Unset DEBUG: it shows settings and code."
        )
    if public.scheme != "https":
        yield fault(
            f"PUBLIC_URL is {settings.PUBLIC_URL}: keys and passwords pass in the clear.",
            "Put a proxy that speaks https before the web server, and begin PUBLIC_URL with https://.",
        )
    if not validate_host(host, settings.ALLOWED_HOSTS):
        yield fault(f"ALLOWED_HOSTS lacks {host}, the host of PUBLIC_URL.", f"Add {host} to ALLOWED_HOSTS.")
    if "*" in settings.ALLOWED_HOSTS:
        yield doubt("ALLOWED_HOSTS takes any host.", f"Set ALLOWED_HOSTS to {host}.")
    if settings.EMAIL_BACKEND.endswith("OutboxBackend"):
        yield fault(
            f"EMAIL_URL is not set: mails are written below {settings.EMAIL_FILE_PATH}, and reach nobody.",
            "Set EMAIL_URL, such as smtp+tls://user:password@mail.example.com:587.",
        )
    if not settings.TORALE_TRUSTED_PROXIES:
        yield doubt(
            "TORALE_TRUSTED_PROXIES is not set: behind a proxy all anonymous clients count as one.",
            "Set TORALE_TRUSTED_PROXIES to the address of the proxy.",
        )


def search_provider(now: datetime) -> Iterator[Problem]:
    try:
        name = registry.provider_name()
    except ConfigurationError as error:
        yield fault(error.message, "Set GEMINI_API_KEY, or SEARCH_PROVIDER=web, which needs no key.")
        return
    if name == "web":
        yield doubt(
            "Searches are made without a model: plain rules read the pages that a query names.",
            "Set GEMINI_API_KEY for answers that rest on a search of the whole web.",
        )
        return
    yield from _refused()


def _refused() -> Iterator[Problem]:
    try:
        standing.check()
    except ConfigurationError as error:
        yield fault(error.message, "Then start Torale again.")
    except PipelineError as error:
        yield doubt(
            f"The search provider could not be asked whether it takes our settings: {error.message}",
            "See that this machine reaches it. That says nothing about the settings themselves.",
        )
