"""Every change of channels and of the outbox."""

from notifications.services.channels import Channels, drop_channels, record, save_channels
from notifications.services.configs import ChannelConfigs, WebhookConfig, parse
from notifications.services.outbox import cancel_all_pending, cancel_pending

__all__ = [
    "ChannelConfigs",
    "Channels",
    "WebhookConfig",
    "cancel_all_pending",
    "cancel_pending",
    "drop_channels",
    "parse",
    "record",
    "save_channels",
]
