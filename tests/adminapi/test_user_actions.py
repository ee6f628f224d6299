"""Operators shut accounts out and let them in again, from the list of users."""

from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from tasks_app.models import Task
from tests.tasks_app.make import make_task


def act(client: Client, action: str, user: User) -> None:
    page = reverse("admin:accounts_user_changelist")
    chosen = {"action": action, "_selected_action": [user.pk], "confirmed": "yes"}
    assert client.post(page, chosen).status_code == 302


def test_deactivating_pauses_and_shuts_out_and_activating_lets_in_again(
    client: Client, admin: User, owner: User, as_owner: APIClient
) -> None:
    client.force_login(admin)
    make_task(owner)

    act(client, "deactivate", owner)
    assert as_owner.get("/auth/me").status_code == 401
    assert Task.objects.get().state == "paused"

    act(client, "activate", owner)
    owner.refresh_from_db()
    assert owner.is_active
    assert Task.objects.get().state == "paused"


def test_operators_do_not_shut_themselves_out(client: Client, admin: User) -> None:
    client.force_login(admin)
    act(client, "deactivate", admin)
    admin.refresh_from_db()
    assert admin.is_active
