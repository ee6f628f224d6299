"""Show the whole loop on a page of this server: create, not met, the page changes, met, notified."""

import time
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import requests
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from standardwebhooks import Webhook as Verifier

from accounts.models import ApiKey, User
from core.net.email_address import folded
from launcher import running
from notifications.models import SigningSecret
from tasks_app.demo.stage import Call, Stage
from tasks_app.providers.registry import current_provider
from tasks_app.services import tasks

BEFORE = "The launch of Aurora has been delayed, and no launch date is known."
AFTER = "Aurora will launch on 14 May 2031, the project announced today."
CONDITION = 'the page says "will launch on"'
PATIENCE = 40.0
Found = TypeVar("Found")


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", default="demo@torale.invalid", help="who is told (default: %(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        self.server = running.local_url()
        self._require_server()
        user, _ = User.objects.get_or_create(
            email=folded(options["email"]), defaults={"email_verified_at": timezone.now(), "first_name": "Demo"}
        )
        key, row = ApiKey.issue(user=user, name="demo")
        stage = Stage.opened(BEFORE)
        api = Api(key, self.server)
        try:
            self._play(stage, api, user)
        finally:
            api.delete_task()
            row.revoke(now=timezone.now())
            stage.close()

    def _require_server(self) -> None:
        if current_provider().name != "web":
            raise CommandError("The demo shows the provider `web`: start the server with SEARCH_PROVIDER=web for it.")
        try:
            answer = requests.get(f"{self.server}/status", timeout=5)
        except requests.RequestException as error:
            raise CommandError(f"Nothing answers at {self.server}: start ./script/server first.") from error
        if not answer.ok:
            raise CommandError(f"The server is not ready: {answer.text}")

    def _play(self, stage: Stage, api: "Api", user: User) -> None:
        page = f"{self.server}/demo/{stage.name}"
        self._say("A page is on the web", f"{page}\nIt says: {BEFORE}")
        api.create_task(
            {
                "name": "Aurora",
                "search_query": f"When will the Aurora telescope launch? {page}",
                "condition_description": CONDITION,
                "notifications": [
                    {"type": "email", "address": user.email},
                    {"type": "webhook", "url": f"{page}/webhook"},
                ],
            }
        )
        self._say("A task watches it", f"It asks when Aurora will launch, and is met when {CONDITION}.")
        self._run_and_show(api, user, "The first execution", met=False)
        stage.show(AFTER)
        self._say("The page changes", f"Now it says: {AFTER}")
        self._run_and_show(api, user, "The second execution", met=True)
        self._say("A webhook arrived", _webhook(wait_for(lambda: next(iter(stage.calls()), None), "the webhook"), user))
        self._say("An email was sent", self._email(user, api.task_id))

    def _run_and_show(self, api: "Api", user: User, title: str, *, met: bool) -> None:
        """Bring the next run forward, so that nobody waits for the scheduler, and show the result."""
        seen = len(api.executions())
        tasks.bring_forward(owner=user, task_id=UUID(api.task_id), now=timezone.now())
        execution = wait_for(lambda: api.ended(seen), "the execution")
        if execution["condition_met"] is not met:
            raise CommandError(f"The execution did not go as it should: {execution}")
        result = execution["result"]
        verdict = "The condition is met." if met else "The condition is not met."
        self._say(
            title, f"{verdict} {result['answer']}\nWhy: {result['reasoning']}\nNext run: {result['next_run_reason']}"
        )

    def _email(self, user: User, task_id: str) -> str:
        if not settings.EMAIL_BACKEND.endswith("OutboxBackend"):
            return f"to {user.email}, through the mail server that EMAIL_URL names."
        path, text = wait_for(lambda: _outbox_mail(task_id), "the email")
        return f"{path}\n{text}"

    def _say(self, title: str, text: str) -> None:
        indented = "\n".join(f"    {line}" for line in text.strip().splitlines())
        self.stdout.write(f"{self.style.SUCCESS('●')} {self.style.MIGRATE_HEADING(title)}\n{indented}\n")


class Api:
    """Client of the REST API, as any program would write it."""

    def __init__(self, key: str, server: str) -> None:
        self.server = server
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {key}"
        self.task_id = ""

    def call(self, method: str, path: str, body: object = None) -> Any:
        answer = self.session.request(method, f"{self.server}/api/v1/tasks{path}", json=body, timeout=10)
        if not answer.ok:
            raise CommandError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None

    def create_task(self, body: dict[str, Any]) -> None:
        self.task_id = self.call("POST", "", body)["id"]

    def delete_task(self) -> None:
        if self.task_id:
            self.call("DELETE", f"/{self.task_id}")

    def executions(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.call("GET", f"/{self.task_id}/executions")
        return found

    def ended(self, seen: int) -> dict[str, Any] | None:
        """Return the newest execution once there are more than `seen` and it has ended."""
        found = self.executions()
        if len(found) <= seen or found[0]["status"] in {"pending", "running"}:
            return None
        if found[0]["status"] != "success":
            raise CommandError(f"The execution failed: {found[0]['error_message']}")
        return found[0]


def wait_for(look: Callable[[], Found | None], what: str) -> Found:
    """Poll `look` until it returns something."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.25)
    raise CommandError(f"Waited {PATIENCE:.0f} s for {what} in vain: see the log of ./script/server.")


def _webhook(call: Call, user: User) -> str:
    """Verify the webhook as a receiver does, and return its message."""
    headers = {name.lower(): value for name, value in call.headers.items()}
    Verifier(SigningSecret.objects.get(owner=user).secret).verify(call.body, headers)
    return f"signature verified, webhook-id {headers['webhook-id']}\n{call.body}"


def _outbox_mail(task_id: str) -> tuple[Path, str] | None:
    for path in sorted(Path(settings.EMAIL_FILE_PATH).glob("*.eml"), reverse=True)[:20]:
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        text = mail.get_body(("plain",))
        if text is not None and task_id in text.get_content():
            return path, f"Subject: {mail['subject']}\n\n{text.get_content()}"
    return None
