"""Services that change channels and the outbox."""

from notifications.services.channels import Channels, drop_channels, record, save_channels, with_defaults
from notifications.services.configs import ChannelConfigs, WebhookConfig, parse
from notifications.services.outbox import cancel_all_pending, cancel_pending
from notifications.services.trials import test_address
from notifications.services.webhooks import redeliver, rotate_secret, send_test, set_default, settings_of

__all__ = [
    "ChannelConfigs",
    "Channels",
    "WebhookConfig",
    "cancel_all_pending",
    "cancel_pending",
    "drop_channels",
    "parse",
    "record",
    "redeliver",
    "rotate_secret",
    "save_channels",
    "send_test",
    "set_default",
    "settings_of",
    "test_address",
    "with_defaults",
]
