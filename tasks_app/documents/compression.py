"""Undo the codings of an answer's body (RFC 9110, 8.4), within a bound on what they unfold to."""

import zlib
from collections.abc import Callable

import brotli
import zstandard

MOST_CODINGS = 5
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_NO_CODING = frozenset({"", "identity", "chunked"})


class CodingError(Exception):
    """The body cannot be unfolded; the message says why, for the owner of the task."""


def unpack(body: bytes, headers: dict[str, str], max_bytes: int) -> bytes:
    """Return `body` without its codings. `headers` has lower-case names.

    A coding that is unknown, or that the bytes do not bear out, is passed over as browsers do. Raise CodingError for
    a stream without its end, for more than `max_bytes`, and for more than `MOST_CODINGS` codings.
    """
    # The transfer coding was applied last, so it is undone first.
    named = [*_codings(headers.get("transfer-encoding", "")), *_codings(headers.get("content-encoding", ""))]
    if len(named) > MOST_CODINGS:
        raise CodingError(f"it is compressed more than {MOST_CODINGS} times over")
    for name in named:
        decode = _DECODERS.get(name)
        if decode is not None and body:
            body = decode(body, max_bytes)
    if len(body) > max_bytes:
        raise CodingError(too_long(max_bytes))
    return body


def too_long(max_bytes: int) -> str:
    """Say that a page is longer than what is read."""
    return f"it is longer than {max_bytes // 1024} kB"


def _codings(header: str) -> list[str]:
    """Return the codings in the order in which they are undone."""
    names = (name.strip().lower().removeprefix("x-") for name in header.split(","))
    return [name for name in names if name not in _NO_CODING][::-1]


def _from_gzip(body: bytes, max_bytes: int) -> bytes:
    if not body.startswith(_GZIP):
        return body
    unpacked = bytearray()
    while body.startswith(_GZIP):
        part, body = _inflate(body, 31, max_bytes - len(unpacked))
        unpacked += part
    return bytes(unpacked)


def _from_deflate(body: bytes, max_bytes: int) -> bytes:
    """Read zlib's format or, as some servers send it, the bare stream."""
    for wbits in (15, -15):
        try:
            return _inflate(body, wbits, max_bytes)[0]
        except zlib.error:
            continue
    return body


def _inflate(body: bytes, wbits: int, room: int) -> tuple[bytes, bytes]:
    """Return one stream's content, and what follows the stream."""
    unpacking = zlib.decompressobj(wbits)
    try:
        unpacked = unpacking.decompress(body, room + 1)
    except zlib.error as error:
        if wbits != 31:
            raise
        raise CodingError("its compression is damaged") from error
    if len(unpacked) > room:
        raise CodingError(f"it is longer than is read when it is unpacked ({room // 1024} kB)")
    if not unpacking.eof:
        raise CodingError("it breaks off before its end")
    return unpacked, unpacking.unused_data


def _from_brotli(body: bytes, max_bytes: int) -> bytes:
    unpacking = brotli.Decompressor()
    unpacked = bytearray()
    try:
        unpacked += unpacking.process(body, output_buffer_limit=max_bytes + 1)
        while not unpacking.is_finished() and not unpacking.can_accept_more_data() and len(unpacked) <= max_bytes:
            unpacked += unpacking.process(b"", output_buffer_limit=max_bytes + 1 - len(unpacked))
    except brotli.error as error:
        if _is_text(body):
            return body
        raise CodingError("its compression is damaged") from error
    if len(unpacked) > max_bytes:
        raise CodingError(f"{too_long(max_bytes)} when it is unpacked")
    if not unpacking.is_finished():
        if _is_text(body):
            return body
        raise CodingError("it breaks off before its end")
    return bytes(unpacked)


def _from_zstd(body: bytes, max_bytes: int) -> bytes:
    if not body.startswith(_ZSTD):
        return body
    unpacked = bytearray()
    while body.startswith(_ZSTD):
        # 8 MB is the window that RFC 9659 allows.
        unpacking = zstandard.ZstdDecompressor(max_window_size=8 * 1024 * 1024).decompressobj()
        try:
            for start in range(0, len(body), 4096):
                unpacked += unpacking.decompress(body[start : start + 4096])
                if len(unpacked) > max_bytes:
                    raise CodingError(f"{too_long(max_bytes)} when it is unpacked")
                if unpacking.eof:
                    body = unpacking.unused_data + body[start + 4096 :]
                    break
            else:
                raise CodingError("it breaks off before its end")
        except zstandard.ZstdError as error:
            raise CodingError("its compression is damaged") from error
    return bytes(unpacked)


def _is_text(body: bytes) -> bool:
    """Return True for bytes that hold no control characters of a binary format at their beginning."""
    return not any(byte < 9 or 13 < byte < 27 for byte in body[:512])


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _from_gzip,
    "deflate": _from_deflate,
    "br": _from_brotli,
    "zstd": _from_zstd,
}
