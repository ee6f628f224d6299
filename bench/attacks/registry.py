"""All attacks. A new one is a module beside this one, and its line here."""

from bench.attacks import half_sent, http2_streams, slow_readers
from bench.attacks.attack import Attack

ATTACKS: tuple[Attack, ...] = (
    http2_streams.ATTACK,
    *half_sent.ATTACKS,
    slow_readers.ATTACK,
)
