"""Describe a request for the audit log: its action, its objects and its outcome."""

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib.admin.options import ModelAdmin
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from adminapi.models import MAX_TOUCHED, PATH_LENGTH, AuditEntry
from core.web.auditing import note_of

RequestOutcome = AuditEntry.RequestOutcome
HIDDEN = "***"
SECRET_NAMES = re.compile(r"token|secret|passw|api_?key$|signature|credential|authorization", re.IGNORECASE)
SECRETS = re.compile(r"\b(?:sk|whsec)_[\w+/=-]{8,}|\beyJ[\w-]+\.[\w-]+\.[\w-]+")
ACTION_NAME = re.compile(r"\w{1,60}")
# Verbs for pages of the Django admin that are named by a noun.
VERBS = {"changelist": "list", "change": "view"}


def is_audited(request: HttpRequest) -> bool:
    """Return False for requests that pages make by themselves, such as a refresh."""
    match = request.resolver_match
    return match is None or (match.url_name != "jsi18n" and getattr(match.func, "is_audited", True))


def path_of(request: HttpRequest) -> str:
    """Return the path with its query in ASCII, without parameters that are named or look like secrets."""
    pairs = parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True, errors="replace")
    shown = [(name, HIDDEN if SECRET_NAMES.search(name) else _bare(value)) for name, value in pairs]
    query = urlencode(shown, safe=HIDDEN)
    path = _bare(request.get_full_path().partition("?")[0])
    return (f"{path}?{query}" if query else path)[:PATH_LENGTH]


def _bare(text: str) -> str:
    return SECRETS.sub(HIDDEN, text)


def action_of(request: HttpRequest) -> str:
    """Return the action, such as `tasks_app.task: pause`."""
    match, noted = request.resolver_match, note_of(request).action
    if noted or match is None:
        return noted
    model_admin = _model_admin(request)
    if model_admin:
        return f"{model_admin.opts.label_lower}: {_verb(request, model_admin)}"
    is_api = hasattr(match.func, "cls")  # DRF's mark of a view
    return f"{'api' if is_api else 'admin'}: {match.url_name}"[:100]


def _verb(request: HttpRequest, model_admin: "ModelAdmin[Any]") -> str:
    opts, match = model_admin.opts, request.resolver_match
    page = str(match and match.url_name).removeprefix(f"{opts.app_label}_{opts.model_name}_")
    if request.method != "POST":
        return VERBS.get(page, page)
    asked = request.POST.get("action", "") if page == "changelist" else page
    return asked if ACTION_NAME.fullmatch(asked) else "unknown action"


def touched_by(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the objects that the view noted, else the object that the address names."""
    noted, model_admin = note_of(request).touched, _model_admin(request)
    if len(noted) > MAX_TOUCHED:
        return [*noted[:MAX_TOUCHED], {"more": len(noted) - MAX_TOUCHED}]
    named = request.resolver_match.kwargs if request.resolver_match else {}
    if noted or not named.keys() & {"object_id", "user_id"}:
        return noted
    kind = model_admin.opts.label_lower if model_admin else "accounts.user"
    return [{"type": kind, "id": str(named.get("object_id") or named.get("user_id")).replace("\0", "")[:100]}]


def outcome_of(request: HttpRequest, response: HttpResponseBase, *, may_be_done: bool) -> RequestOutcome:
    """Return the outcome. A redirect away, a form with errors and an action without effect count as refused too."""
    touched = note_of(request).touched
    if response.status_code >= 500:
        return RequestOutcome.FAILED
    no_object_allowed = bool(touched) and all("refused" in entry for entry in touched)
    if response.status_code >= 400 or not may_be_done or no_object_allowed or _has_errors(response):
        return RequestOutcome.REFUSED
    return RequestOutcome.DONE


def _has_errors(response: HttpResponseBase) -> bool:
    context = getattr(response, "context_data", None) or {}
    return bool(context.get("errors") or getattr(context.get("form"), "errors", None))


def _model_admin(request: HttpRequest) -> "ModelAdmin[Any] | None":
    return getattr(request.resolver_match.func, "model_admin", None) if request.resolver_match else None
