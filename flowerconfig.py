"""Flower's configuration: what it keeps, and who may reach it. Flower executes this file."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings as torale
from tornado.options import options

from core.ops import flower_access

persistent = True
max_tasks = 5_000
# Milliseconds, and what a `kill -9` of Flower may lose of its list. Each save takes about half a second.
state_save_interval = 10_000
inspect_timeout = 1_000.0


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


_passwords = [password for password in options.basic_auth or () if password]
if not _passwords and not _is_loopback(options.address):
    raise SystemExit(
        f"Flower would be open to everybody who reaches {options.address or 'this machine'}:"
        " set FLOWER_BASIC_AUTH=user:password, or give it --address=127.0.0.1."
    )
_hosts = {"127.0.0.1", "localhost", "[::1]", urlsplit(torale.FLOWER_URL).hostname or "localhost"}
flower_access.guard(hosts=_hosts, passwords=_passwords)
