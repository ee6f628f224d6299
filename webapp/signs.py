"""Signs on every page: what is wrong for the person who looks, and what to do. One query and a look at Redis."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from redis.exceptions import RedisError

from accounts.models import User
from core.jobs import heartbeat, queues
from notifications.models import EmailAddress, Webhook
from notifications.services.webhooks import SWITCHED_OFF
from tasks_app.models import Task
from tasks_app.services.outcomes import FAILING_AFTER


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that is wrong; `action` leads to where it can be mended."""

    text: str
    action: str = ""
    url: str = ""


def context(request: HttpRequest) -> dict[str, Any]:
    """Give templates `signs`, which is read only where it is shown, and what public pages need."""
    user = getattr(request, "user", None)
    return {
        "signs": SimpleLazyObject(partial(signs_of, user)) if isinstance(user, User) else (),
        "is_indexed": settings.TORALE_INDEXING,
        "origin": settings.PUBLIC_URL,
    }


def signs_of(user: User) -> tuple[Sign, ...]:
    """Return the signs for a person, the most urgent first."""
    return (*_workers(), *_of_person(user))


def _workers() -> Iterator[Sign]:
    try:
        silent = heartbeat.missing([heartbeat.worker_name(queue) for queue in queues.ALL] + [heartbeat.SCHEDULER])
    except RedisError:
        yield Sign(_("The queue does not answer, so nothing is checked now. Its operator can see why in the logs."))
        return
    if silent:
        yield Sign(
            _("Not all of Torale is running, so checks and mails may wait. Start ./script/server again."),
        )


def _of_person(user: User) -> Iterator[Sign]:
    """Yield what the database knows, by one query: every page shows these signs."""
    failing = Task.objects.filter(owner=OuterRef("pk"), state=Task.State.ACTIVE, failures_in_row__gte=FAILING_AFTER)
    number = failing.order_by().values("owner").annotate(number=Count("pk")).values("number")
    used = Task.objects.filter(owner=user, state=Task.State.ACTIVE, email=OuterRef("pk"))
    asked = EmailAddress.objects.filter(owner=user, confirmed_at=None, unsubscribed_at=None)
    off = Webhook.objects.filter(owner=OuterRef("pk"), disabled_at__isnull=False).exclude(disabled_reason=SWITCHED_OFF)
    found = User.objects.filter(pk=user.pk).values_list(
        Subquery(number), Exists(off), Exists(asked.filter(Exists(used)))
    )
    count, is_webhook_off, is_unconfirmed = found.first() or (0, False, False)
    if count:
        text = ngettext("%(n)s task fails again and again.", "%(n)s tasks fail again and again.", count) % {"n": count}
        yield Sign(text, _("See what fails"), reverse("my-tasks") + "?show=attention")
    if is_webhook_off:
        yield Sign(_("A webhook was switched off because it failed."), _("Mend it"), reverse("channels") + "#webhook")
    if is_unconfirmed:
        yield Sign(
            _("An address that a task mails is not confirmed: its reader has to open the link in our mail."),
            _("See which"),
            reverse("channels"),
        )
    if user.email_verified_at is None:
        yield Sign(
            _("Your own address is not confirmed, so no mail is sent to it."),
            _("Confirm it by a new password"),
            reverse("password-forgot"),
        )
