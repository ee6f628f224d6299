"""A task's channels: made, changed and dropped with the task, in its transaction, and what is told through them."""

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
    """Where one task's owner is told."""

    email: EmailAddress | None = None
    webhook: Webhook | None = None

    @property
    def reach_somebody(self) -> bool:
        """False where nothing would be delivered: no channel, or none whose reader or receiver still takes it."""
        is_read = self.email is not None and self.email.unsubscribed_at is None
        return is_read or (self.webhook is not None and self.webhook.disabled_at is None)


def save_channels(*, owner: User, configs: ChannelConfigs, current: Channels, now: datetime) -> Channels:
    """Make a task's channels what `configs` say; call it in the transaction that saves the task.

    An address that is not the owner's verified one is asked, by a mail of its own, whether it wants this.
    """
    return Channels(
        email=addresses.choose(owner=owner, address=configs.email, current=current.email, now=now)
        if configs.email
        else None,
        webhook=_save_webhook(owner, configs.webhook, current.webhook),
    )


def drop_channels(*, current: Channels) -> None:
    """Forget a deleted task's channels. Its address stays known: a person's yes or no is not a task's."""
    if current.webhook:
        current.webhook.delete()


def with_defaults(*, owner_id: UUID, channels: Channels, now: datetime) -> Channels:
    """The channels that apply to a task whose own are `channels`; `notifications.defaults` says which."""
    email, webhook = channels.email, channels.webhook or webhooks.enabled_default(owner_id)
    if channels == Channels() and default_address(owner_id).exists():
        email = addresses.own(owner=User.objects.get(pk=owner_id), now=now)
    return Channels(email=email, webhook=webhook)


def record(*, message: Message, owner_id: UUID, channels: Channels, now: datetime) -> None:
    """Write down, in the caller's transaction, what is to be told through each channel; sent after it commits.

    A task without a webhook of its own tells by the owner's default one, if that is enabled.

    Recorded once for each execution, event and channel, however often it is called.
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
