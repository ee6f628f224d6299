"""Who is answered what, everywhere: each address that is served, asked by each kind of client.

The addresses come from the URL table, so that one without a row here fails.
"""

import json
import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.views.generic import RedirectView
from pytest_django import Settings
from rest_framework.test import APIClient
from rest_framework.views import APIView

from accounts.models import ApiKey, User
from notifications import links
from notifications.models import EmailAddress
from tasks_app.services.alerts import renew_feed
from tests.accounts.clerk import bearing, sync
from tests.accounts.conftest import clerk
from tests.conftest import client_of, member
from tests.doubles.clerk import ClerkDouble
from tests.inquiring import apart, at_once, provider
from tests.notifications.make import record, webhook_to
from tests.tasks_app.make import make_task

__all__ = ["apart", "at_once", "clerk", "provider"]
pytestmark = pytest.mark.usefixtures("provider", "at_once")

# What belongs to the owner carries this, and is in nobody else's answers.
MARK = "known to its owner alone"

# By API key, but for the last two: a Clerk user's session token, and the owner's session in a browser.
CLIENTS = ["nobody", "owner", "stranger", "admin", "revoked", "deactivated", "clerk", "session"]

# Ids are of what the owner has.
MATRIX = """
                                                 nobody owner stranger admin revoked deactivated clerk session
POST   auth/sync-user                            401    401   401      401   401     401         200   401
GET    auth/me                                   401    200   200      200   401     401         200   401
GET    auth/api-keys                             401    200   200      200   401     401         200   401
POST   auth/api-keys                             401    200   200      200   401     401         200   401
DELETE auth/api-keys/<key_id>                    401    200   404      404   401     401         404   401

GET    api/v1/tasks                              401    200   200      200   401     401         200   401
POST   api/v1/tasks                              401    200   200      200   401     401         200   401
POST   api/v1/tasks/preview                      401    200   200      200   401     401         200   401
POST   api/v1/tasks/suggest                      401    200   200      200   401     401         200   401
GET    api/v1/tasks/<task_id>                    404    200   404      404   401     401         404   404
PUT    api/v1/tasks/<task_id>                    401    200   404      404   401     401         404   401
PATCH  api/v1/tasks/<task_id>                    401    200   404      404   401     401         404   401
DELETE api/v1/tasks/<task_id>                    401    204   404      404   401     401         404   401
POST   api/v1/tasks/<task_id>/execute            401    200   404      404   401     401         404   401
GET    api/v1/tasks/<task_id>/executions         404    200   404      404   401     401         404   404
GET    api/v1/tasks/<task_id>/notifications      404    200   404      404   401     401         404   404
PATCH  api/v1/tasks/<task_id>/visibility         401    200   404      404   401     401         404   401
POST   api/v1/tasks/<task_id>/fork               401    200   404      404   401     401         404   401
GET    api/v1/tasks/feed                         401    200   200      200   401     401         200   401
GET    api/v1/public/tasks/id/<task_id>          404    200   404      404   401     401         404   404
GET    api/v1/public/tasks                       200    200   200      200   401     401         200   200
GET    api/v1/public/feed                        200    200   200      200   401     401         200   200

GET    tasks/<task_id>                           302    302   302      302   302     302         302   200
GET    tasks                                     302    302   302      302   302     302         302   200
POST   tasks                                     302    302   302      302   302     302         302   302
GET    tasks/new                                 302    302   302      302   302     302         302   200
POST   tasks/new                                 302    302   302      302   302     302         302   200
POST   tasks/new/understood                      302    302   302      302   302     302         302   200
POST   tasks/new/times                           302    302   302      302   302     302         302   200
POST   tasks/new/trials                          302    302   302      302   302     302         302   200
GET    tasks/new/trials/<preview_id>             302    302   302      302   302     302         302   200
GET    tasks/<task_id>/live                      302    302   302      302   302     302         302   200
GET    tasks/<task_id>/checks                    302    302   302      302   302     302         302   200
GET    tasks/<task_id>/deliveries                302    302   302      302   302     302         302   200
POST   tasks/<task_id>/deliveries                302    302   302      302   302     302         302   404
GET    tasks/<task_id>/edit                      302    302   302      302   302     302         302   200
POST   tasks/<task_id>/edit                      302    302   302      302   302     302         302   302
POST   tasks/<task_id>/do                        302    302   302      302   302     302         302   302
GET    tasks/<task_id>/delete                    302    302   302      302   302     302         302   200
POST   tasks/<task_id>/delete                    302    302   302      302   302     302         302   302
GET    alerts                                    302    302   302      302   302     302         302   200
POST   alerts                                    302    302   302      302   302     302         302   302
GET    alerts/feed                               302    302   302      302   302     302         302   200
POST   alerts/feed                               302    302   302      302   302     302         302   200
GET    alerts/<token>/rss                        200    200   200      200   200     200         200   200
GET    tasks/<task_id>/fork                      302    302   302      302   302     302         302   200
POST   tasks/<task_id>/fork                      302    302   302      302   302     302         302   302
GET    tasks/<task_id>/rss                       404    404   404      404   404     404         404   404

GET    api/v1/webhooks/config                    401    200   200      200   401     401         200   401
PUT    api/v1/webhooks/config                    401    200   200      200   401     401         200   401
POST   api/v1/webhooks/config/rotate             401    200   200      200   401     401         200   401
POST   api/v1/webhooks/test                      401    409   409      409   401     401         409   401
GET    api/v1/webhooks/deliveries                401    200   200      200   401     401         200   401
POST   api/v1/webhooks/deliveries/<delivery_id>/redeliver  401  200   404      404   401     401         404   401
GET    api/v1/notifications/addresses            401    200   200      200   401     401         200   401
DELETE api/v1/notifications/addresses            401    422   422      422   401     401         422   401
DELETE api/v1/notifications/addresses/<address>  401    204   404      404   401     401         404   401
GET    api/v1/notifications/defaults             401    200   200      200   401     401         200   401
PUT    api/v1/notifications/defaults             401    200   200      200   401     401         200   401
GET    api/v1/notifications/sends                401    200   200      200   401     401         200   401

GET    metrics                                   401    403   403      200   401     401         403   401
GET    admin/stats                               401    403   403      200   401     401         403   401
GET    admin/queries                             401    403   403      200   401     401         403   401
GET    admin/executions                          401    403   403      200   401     401         403   401
GET    admin/errors                              401    403   403      200   401     401         403   401
GET    admin/temporal/workflows                  401    403   403      200   401     401         403   401
GET    admin/temporal/schedules                  401    403   403      200   401     401         403   401
GET    admin/users                               401    403   403      200   401     401         403   401
PATCH  admin/users/<user_id>/deactivate          401    403   403      200   401     401         403   401

GET    openapi.json                              200    200   200      200   200     200         200   200
GET    redoc                                     200    200   200      200   200     200         200   200
GET    docs                                      200    200   200      200   200     200         200   200
GET    favicon.ico                               302    302   302      302   302     302         302   302

GET    /                                         200    200   200      200   200     200         200   302
GET    explore                                   200    200   200      200   200     200         200   200
GET    robots.txt                                200    200   200      200   200     200         200   200
GET    sitemap.xml                               404    404   404      404   404     404         404   404
POST   /                                         302    302   302      302   302     302         302   302
GET    welcome                                   302    302   302      302   302     302         302   200
GET    settings                                  302    302   302      302   302     302         302   200
POST   settings                                  302    302   302      302   302     302         302   302
GET    settings/channels                         302    302   302      302   302     302         302   200
POST   settings/channels/mail                    302    302   302      302   302     302         302   302
POST   settings/channels/webhook                 302    302   302      302   302     302         302   302
POST   settings/channels/test                    302    302   302      302   302     302         302   302
GET    settings/channels/secret                  302    302   302      302   302     302         302   200
POST   settings/channels/secret                  302    302   302      302   302     302         302   200
GET    settings/addresses/<address_id>/remove    302    302   302      302   302     302         302   200
POST   settings/addresses/<address_id>/remove    302    302   302      302   302     302         302   302
GET    settings/sent                             302    302   302      302   302     302         302   200
POST   settings/sent/<send_id>/again             302    302   302      302   302     302         302   302
GET    login                                     200    200   200      200   200     200         200   200
POST   login                                     200    200   200      200   200     200         200   200
POST   logout                                    302    302   302      302   302     302         302   302
GET    signup                                    404    404   404      404   404     404         404   404
POST   signup                                    404    404   404      404   404     404         404   404
GET    signup/finish                             404    404   404      404   404     404         404   404
POST   signup/finish                             404    404   404      404   404     404         404   404
GET    password/forgot                           200    200   200      200   200     200         200   200
POST   password/forgot                           200    200   200      200   200     200         200   200
GET    password/reset                            404    404   404      404   404     404         404   404
POST   password/reset                            404    404   404      404   404     404         404   404
GET    settings/password                         302    302   302      302   302     302         302   200
POST   settings/password                         302    302   302      302   302     302         302   200
GET    settings/notices                          302    302   302      302   302     302         302   200
POST   settings/notices                          302    302   302      302   302     302         302   302
GET    settings/api-keys                         302    302   302      302   302     302         302   200
POST   settings/api-keys                         302    302   302      302   302     302         302   200
GET    settings/api-keys/<key_id>/revoke         302    302   302      302   302     302         302   200
POST   settings/api-keys/<key_id>/revoke         302    302   302      302   302     302         302   302

GET    notifications/confirm/<token>             200    200   200      200   200     200         200   200
POST   notifications/confirm/<token>             200    200   200      200   200     200         200   200
GET    notifications/unsubscribe/<token>         200    200   200      200   200     200         200   200
POST   notifications/unsubscribe/<token>         200    200   200      200   200     200         200   200

GET    demo/<name>                               404    404   404      404   404     404         404   404
POST   demo/<name>/webhook                       404    404   404      404   404     404         404   404
"""
BODIES: dict[str, dict[str, Any]] = {
    "auth/api-keys": {"name": "laptop"},
    "settings/api-keys": {"name": "laptop"},
    "settings": {"language": "de", "time_zone": "Europe/Berlin"},
    "api/v1/tasks": {"search_query": "What is new?"},
    "api/v1/tasks/<task_id>/visibility": {"is_public": False},
    "api/v1/webhooks/config": {"url": "https://hooks.example.com/torale"},
    "api/v1/notifications/defaults": {"email": False},
    "api/v1/tasks/preview": {"search_query": "What is new?"},
    "api/v1/tasks/suggest": {"prompt": "Tell me what is new"},
    "tasks/<task_id>/do": {"do": "pause"},
    "tasks/<task_id>/edit": {"do": "save", "search_query": "What is new?"},
}
# Arguments that name nothing of the owner's.
OTHERS = {"name": "no-demo-runs", "preview_id": str(uuid.UUID(int=7))}
METHODS = ("get", "post", "put", "patch", "delete")
Address = tuple[str, str]
Table = list[URLPattern | URLResolver]
TABLE: Table = get_resolver().url_patterns


def rows() -> Iterator[tuple[Address, list[int]]]:
    for line in MATRIX.splitlines():
        method, *rest = line.split() or [""]
        if method.lower() in METHODS:
            yield (method, rest[0]), [int(status) for status in rest[1:]]


def addresses(table: Table, before: str = "") -> Iterator[tuple[str, Any]]:
    """Each route that is served, its arguments by name alone, with its view."""
    for entry in table:
        route = before + re.sub(r"<\w+:", "<", str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, route)
        else:
            yield route or "/", entry.callback


def methods_of(view: Any) -> set[str]:
    """The methods that a view handles; which ones a plain function does cannot be seen."""
    kind: Any = getattr(view, "cls", None) or getattr(view, "view_class", RedirectView)
    handled = getattr(view, "actions", None) or [name for name in kind.http_method_names if hasattr(kind, name)]
    return set() if kind is RedirectView else {name.upper() for name in handled if name in METHODS}


def is_django_admins(route: str, view: Any) -> bool:
    return route.startswith("admin/") and not issubclass(getattr(view, "cls", object), APIView)


@pytest.fixture
def clients(owner: User, stranger: User, admin: User, clerk: ClerkDouble, settings: Settings) -> dict[str, APIClient]:
    revoked, deactivated, session = client_of(owner), client_of(member("gone@example.com")), APIClient()
    ApiKey.objects.filter(user=owner).update(revoked_at=owner.created_at)
    User.objects.filter(email="gone@example.com").update(is_active=False)
    session.force_login(owner)
    token = clerk.token(clerk.add_user("clara@example.com"))
    sync(token)
    by_key = {"owner": client_of(owner), "stranger": client_of(stranger), "admin": client_of(admin)}
    return by_key | {
        "nobody": APIClient(),
        "revoked": revoked,
        "deactivated": deactivated,
        "clerk": bearing(token),
        "session": session,
    }


def token_for(route: str, owner: User) -> str:
    """A secret of the owner's, by which the route opens to whoever has it."""
    if route.startswith("alerts/"):
        return renew_feed(user=owner, now=owner.created_at)
    address, _ = EmailAddress.objects.get_or_create(owner=owner, address="reader@example.com")
    url = links.confirm_url if "confirm" in route else links.unsubscribe_url
    return url(address.pk).rpartition("/")[2]


@pytest.fixture
def thing(owner: User) -> Callable[[str, str], str]:
    """Something new of the owner's, for an argument of a route."""

    def make(route: str, argument: str) -> str:
        if argument == "task_id":
            return str(make_task(owner, name=MARK).pk)
        if argument == "key_id":
            return str(ApiKey.issue(user=owner, name=MARK)[1].pk)
        if argument in ("delivery_id", "send_id"):
            delivery = record(owner, webhook_to(owner, "https://hooks.example.com/x"), now=owner.created_at)
            delivery.attempts.create(number=1, started_at=owner.created_at, duration_ms=1, response_excerpt=MARK)
            return str(delivery.pk)
        if argument in ("address", "address_id"):
            reader = EmailAddress.objects.create(owner=owner, address=f"{uuid.uuid4()}@example.com")
            EmailAddress.objects.filter(pk=reader.pk).update(confirmed_at=owner.created_at)
            return reader.address if argument == "address" else str(reader.pk)
        if argument == "user_id":
            return str(member(f"{uuid.uuid4()}@example.com").pk)
        if argument in OTHERS:
            return OTHERS[argument]
        return token_for(route, owner)

    return make


def ask(client: APIClient, method: str, route: str, path: str) -> Any:
    body = BODIES.get(route, {})
    if route.startswith(("settings", "tasks", "alerts")):
        return client.generic(method, path, urlencode(body), "application/x-www-form-urlencoded")
    return client.generic(method, path, json.dumps(body) if method != "GET" else "", "application/json")


def test_every_address_has_a_row() -> None:
    served = [(route, view) for route, view in addresses(TABLE) if not is_django_admins(route, view)]
    described = {address for address, _ in rows()}
    assert {route for route, _ in served} == {route for _, route in described}
    assert {(method, route) for route, view in served for method in methods_of(view)} <= described


@pytest.mark.parametrize(("address", "statuses"), [pytest.param(*row, id=" ".join(row[0])) for row in rows()])
def test_each_client_is_answered_as_documented(
    clients: dict[str, APIClient], thing: Callable[[str, str], str], address: Address, statuses: list[int]
) -> None:
    method, route = address
    seen = {}
    for name in CLIENTS:
        path = re.sub(r"<(\w+)>", lambda match: thing(route, match[1]), route)
        answer = ask(clients[name], method, route, f"/{path.lstrip('/')}")
        seen[name] = answer.status_code
        assert name in ("owner", "session") or MARK not in answer.content.decode(), f"{name} sees what is the owner's"
    assert seen == dict(zip(CLIENTS, statuses, strict=True))


def test_the_django_admin_opens_to_an_admins_session_alone(clients: dict[str, APIClient], admin: User) -> None:
    pages = [
        f"/{route}"
        for route, view in addresses(TABLE)
        if is_django_admins(route, view) and not re.search(r"[<(]|log(in|out)", route)
    ]
    for page in pages:
        answers = [client.get(page) for client in clients.values()]
        assert {answer["Location"] for answer in answers} == {f"/admin/login/?next={page}"}

    in_charge = APIClient()
    in_charge.force_login(admin)
    statuses = {page: in_charge.get(page).status_code for page in pages}
    assert {page for page, status in statuses.items() if status == 200} >= {"/admin/", "/admin/accounts/user/"}
    assert set(statuses.values()) <= {200, 403, 404}
