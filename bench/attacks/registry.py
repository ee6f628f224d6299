"""All attacks. A new one is a module beside this one, and its line here."""

from bench.attacks import (
    crowding,
    guesses,
    half_sent,
    hostile_pages,
    http2_streams,
    large_bodies,
    many_keys,
    slow_readers,
)
from bench.attacks.attack import Attack

ATTACKS: tuple[Attack, ...] = (
    http2_streams.ATTACK,
    *half_sent.ATTACKS,
    slow_readers.ATTACK,
    *large_bodies.ATTACKS,
    *hostile_pages.ATTACKS,
    crowding.ATTACK,
    many_keys.ATTACK,
    *guesses.ATTACKS,
)
