"""Flower's configuration: what it keeps, and that it is never open to the world. Flower executes this file."""

import ipaddress

from tornado.options import options

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


if not any(options.basic_auth or ()) and not _is_loopback(options.address):
    raise SystemExit(
        f"Flower would be open to everybody who reaches {options.address or 'this machine'}:"
        " set FLOWER_BASIC_AUTH=user:password, or give it --address=127.0.0.1."
    )
