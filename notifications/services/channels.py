"""A task's channels, changed in the task's transaction, and the notifications recorded for them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from notifications.defaults import default_address
from notifications.messages import Message
from notifications.models import EmailAddress, Notification, Webhook
from notifications.services import addresses, outbox, webhooks
from notifications.services.configs import ChannelConfigs, WebhookConfig


@dataclass(frozen=True, slots=True)
class Channels:
    """Channels of one task."""

    email: EmailAddress | None = None
    webhook: Webhook | None = None

    @property
    def reach_somebody(self) -> bool:
        """Return False if nothing would be delivered: no channel, or none that still accepts messages."""
        is_read = self.email is not None and self.email.unsubscribed_at is None
        return is_read or (self.webhook is not None and self.webhook.disabled_at is None)

    @property
    def configs(self) -> ChannelConfigs:
        """Return the configurations that would choose the same channels."""
        hook = self.webhook
        return ChannelConfigs(
            email=self.email.address if self.email else None,
            webhook=WebhookConfig(url=hook.url, method=hook.method, headers=hook.headers) if hook else None,
        )


def save_channels(*, owner: User, configs: ChannelConfigs, current: Channels, now: datetime) -> Channels:
    """Set a task's channels to `configs`, in the transaction that saves the task.

    The reader of an address that is not the owner's verified one is asked for consent by mail.
    """
    return Channels(
        email=addresses.choose(owner=owner, address=configs.email, current=current.email, now=now)
        if configs.email
        else None,
        webhook=_save_webhook(owner, configs.webhook, current.webhook),
    )


def drop_channels(*, current: Channels) -> None:
    """Drop a deleted task's channels. The row of its address stays: it keeps the reader's yes or no."""
    if current.webhook:
        current.webhook.delete()


def with_defaults(*, owner_id: UUID, channels: Channels, now: datetime) -> Channels:
    """Return the channels of a task with defaults applied, as `notifications.defaults` chooses them."""
    email, webhook = channels.email, channels.webhook or webhooks.enabled_default(owner_id)
    if channels == Channels() and default_address(owner_id).exists():
        email = addresses.own(owner=User.objects.get(pk=owner_id), now=now)
    return Channels(email=email, webhook=webhook)


def record(*, message: Message, owner_id: UUID, channels: Channels, now: datetime) -> None:
    """Record a notification for each channel in the caller's transaction. They are sent after it commits.

    A task without a webhook of its own uses the owner's default one if that is enabled.

    A second call for the same execution, event and channel records nothing.
    """
    about = {
        "owner_id": owner_id,
        "task_id": message.task_id,
        "execution_id": message.execution_id,
        "event": message.event,
        "payload": message.to_json(),
    }
    rows = []
    if email := channels.email:
        rows.append(Notification(kind=Notification.Kind.EMAIL, email=email, recipient=email.address, **about))
    if webhook := channels.webhook or webhooks.enabled_default(owner_id):
        rows.append(Notification(kind=Notification.Kind.WEBHOOK, webhook=webhook, recipient=webhook.url, **about))
    outbox.add(rows, now=now)


def _save_webhook(owner: User, config: WebhookConfig | None, current: Webhook | None) -> Webhook | None:
    if config is None:
        if current:
            current.delete()
        return None
    return webhooks.save(current or Webhook(owner=owner), config)
