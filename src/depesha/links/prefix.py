"""Frames on a stream: each is preceded by its length, 4 bytes, big-endian.

Rule: the length is judged before the bytes are kept. A frame of a kind that is always small cannot
make the receiver set aside more than 4 KiB, whatever its prefix says.
"""

from typing import Final

from depesha.errors import Malformed
from depesha.links import frames

PREFIX_BYTES: Final = 4

# [0x80 | items, number]: every frame has fewer than 24 items and a number under 24 (RFC 8949 §3).
_HEAD_BYTES: Final = PREFIX_BYTES + 2


def prefixed(payload: bytes) -> bytes:
    """Return a frame's bytes with their length before them."""
    return len(payload).to_bytes(PREFIX_BYTES, "big") + payload


class Splitter:
    """Cuts a stream into frames; at most one unfinished frame is held."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """Return the frames, without prefixes, that are whole once `data` has come.

        Raises:
            Malformed: a length is too great for its kind of frame, or too small for any.
        """
        held = self._held
        held += data
        found: list[bytes] = []
        at = 0
        while len(held) - at >= _HEAD_BYTES:
            size = int.from_bytes(held[at : at + PREFIX_BYTES], "big")
            self._judge(size, held[at + _HEAD_BYTES - 1])
            end = at + PREFIX_BYTES + size
            if end > len(held):
                break
            found.append(bytes(held[at + PREFIX_BYTES : end]))
            at = end
        del held[:at]
        return found

    @property
    def held_bytes(self) -> int:
        """How much of an unfinished frame is held."""
        return len(self._held)

    @staticmethod
    def _judge(size: int, number: int) -> None:
        if not _HEAD_BYTES - PREFIX_BYTES <= size <= frames.limit(number):
            msg = f"frame {number} announces {size} bytes where {frames.limit(number)} are allowed"
            raise Malformed(msg)
