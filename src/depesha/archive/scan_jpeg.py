"""What of a JPEG is the picture (ITU T.81): one frame, its tables, and what its scans hold.

Rule 1: a part that is kept has the length that its own counts say, to the last byte.
Rule 2: one frame, of a kind that browsers show: baseline, extended, progressive. Parts of others
    (hierarchical, arithmetic) are left out, and their frames refused.
Rule 3: a table is set once between two scans, and the scans are few: no row of tables nobody uses.
Rule 4: nothing is decoded. So bytes that stand among the lines, where a viewer stops to look
    (behind the last block), are kept as they are: `docs/known-issues.md` says so.

It looks at each byte once: 2.8 MB take some 5 ms, and 40 ms made to be slow.
"""

import re
from collections.abc import Callable, Iterator
from struct import pack, unpack_from
from typing import Final

from depesha.archive.scan_png import not_whole

JPEG: Final = b"\xff\xd8\xff"

MAX_SEGMENTS: Final = 10_000

MAX_SCANS: Final = 64
"""Programs write 1, 3 or some 10; by the standard it could be hundreds."""

FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""Markers of JPEG (ITU T.81, table B.1) behind which the size stands."""

ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length."""

_SHOWN: Final = frozenset({0xC0, 0xC1, 0xC2})
_DHT, _DQT, _DRI, _EOI, _JFIF, _ADOBE = (0xC4, 0xDB, 0xDD, 0xD9, 0xE0, 0xEE)
EXIF: Final = 0xE1
LINES: Final = 0xDA
"""A scan's head, behind which its lines stand."""

_FILL: Final = 0xFF
_BEHIND_LINES: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_MAX_COMPONENTS: Final = 4
_ORIENTATION: Final = 0x0112
_MAX_ENTRIES: Final = 500
UPRIGHT: Final = 1
_TURNED: Final = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01"
"""A TIFF of one entry: how the picture is to be turned (EXIF 2.3, 4.6.4)."""

_KEPT_JFIF: Final = 12
"""Name, version, density; behind them a small picture of the picture."""

_KEPT_ADOBE: Final = 12


def parts_of_jpeg(data: bytes) -> Iterator[bytes]:
    """Yield what of a JPEG is its picture.

    Raises:
        Usage: it is not whole, or a part of it is not as long as it should be.
    """
    yield data[:2]
    seen = _Seen()
    for marker, segment, lines in _segments(data):
        if marker == _EOI:
            if not seen.scans:
                raise not_whole()
            yield segment
            return
        yield seen.kept(marker, segment[4:])
        yield lines
    raise not_whole()


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield each marker with its segment, and with the lines that stand behind a scan's head."""
    at = 2
    for _ in range(MAX_SEGMENTS):
        if data[at : at + 1] != b"\xff" or at + 1 >= len(data):
            return
        marker = data[at + 1]
        if marker == _FILL or marker in ALONE:
            at += 1 if marker == _FILL else 2
            continue
        if marker == _EOI:
            yield marker, data[at : at + 2], b""
            return
        length = int.from_bytes(data[at + 2 : at + 4])
        end = behind = at + 2 + length
        if length < 2 or end > len(data):  # noqa: PLR2004  # it counts itself
            return
        if marker == LINES:
            found = _BEHIND_LINES.search(data, end)
            behind = found.start() if found else len(data)
        yield marker, data[at:end], data[end:behind]
        at = behind


class _Seen:
    """What was seen of a JPEG so far: by it the next part is measured."""

    def __init__(self) -> None:
        self.scans = 0
        self._components: frozenset[int] = frozenset()
        self._once: set[int] = set()
        self._since_scan: set[int] = set()

    def kept(self, marker: int, said: bytes) -> bytes:
        """Return what is kept of a segment.

        Raises:
            Usage: it is not as long as it should be, or stands there once too often.
        """
        keep = _KEEP.get(marker)
        if keep is None and marker in FRAMES:
            raise not_whole()
        made = keep(self, said) if keep else b""
        return pack(">BBH", 0xFF, marker, len(made) + 2) + made if made else b""

    def frame(self, said: bytes) -> bytes:
        """Return the frame's head: 6 bytes, and 3 for each of its components."""
        count = said[5] if len(said) > 5 else 0  # noqa: PLR2004  # precision, height, width
        self._components = frozenset(said[6::3])
        self._must_be(
            self._is_first(_FRAME) and len(said) == 6 + 3 * count and 1 <= count <= _MAX_COMPONENTS
        )
        return said

    def scan(self, said: bytes) -> bytes:
        """Return a scan's head: 4 bytes, and 2 for each component of the frame that it has."""
        count = said[0] if said else 0
        self.scans += 1
        self._since_scan.clear()
        self._must_be(
            self.scans <= MAX_SCANS
            and len(said) == 4 + 2 * count
            and 1 <= count <= _MAX_COMPONENTS
            and self._components.issuperset(said[1:-3:2])
        )
        return said

    def interval(self, said: bytes) -> bytes:
        """Return how many blocks stand between two marks in the lines."""
        self._must_be(len(said) == 2 and self._is_new(_DRI << 8))  # noqa: PLR2004
        return said

    def codes(self, said: bytes) -> bytes:
        """Return tables of codes: class and place, 16 counts, and as many symbols, each once."""
        at = 0
        while at < len(said):
            counts = said[at + 1 : at + 17]
            symbols = said[at + 17 : at + 17 + sum(counts)]
            self._must_be(
                len(counts) == 16  # noqa: PLR2004
                and len(symbols) == len(set(symbols)) == sum(counts)
                and said[at] & 0xEC == 0
                and self._is_new(_DHT << 8 | said[at])
            )
            at += 17 + len(symbols)
        return said

    def steps(self, said: bytes) -> bytes:
        """Return tables of steps: precision and place, and 64 numbers; each place once."""
        at = 0
        while at < len(said):
            size = 1 + 64 * (1 + (said[at] >> 4))
            self._must_be(
                said[at] & 0xEC == 0
                and at + size <= len(said)
                and self._is_first(_DQT << 8 | said[at] & 3)
            )
            at += size
        return said

    def jfif(self, said: bytes) -> bytes:
        """Return version and density, once, without the small picture."""
        is_one = said.startswith(b"JFIF\0") and len(said) >= _KEPT_JFIF
        return said[:_KEPT_JFIF] + b"\0\0" if is_one and self._is_first(_JFIF) else b""

    def adobe(self, said: bytes) -> bytes:
        """Return by which colours it is meant, once."""
        is_one = said.startswith(b"Adobe") and len(said) >= _KEPT_ADOBE
        return said[:_KEPT_ADOBE] if is_one and self._is_first(_ADOBE) else b""

    def exif(self, said: bytes) -> bytes:
        """Return how the picture is to be turned, once and before its lines, and nothing else."""
        turned = turning(said)
        is_one = turned != UPRIGHT and not self.scans and self._is_first(EXIF)
        return _TURNED + pack(">HHI", turned, 0, 0) if is_one else b""

    @staticmethod
    def _must_be(is_so: bool) -> None:  # noqa: FBT001
        if not is_so:
            raise not_whole()

    def _is_first(self, what: int) -> bool:
        is_first = what not in self._once
        self._once.add(what)
        return is_first

    def _is_new(self, what: int) -> bool:
        """Say whether it was not set since the last scan."""
        is_new = what not in self._since_scan
        self._since_scan.add(what)
        return is_new


_FRAME: Final = 0xC0
_KEEP: Final[dict[int, Callable[[_Seen, bytes], bytes]]] = {
    **dict.fromkeys(_SHOWN, _Seen.frame),
    LINES: _Seen.scan,
    _DRI: _Seen.interval,
    _DHT: _Seen.codes,
    _DQT: _Seen.steps,
    _JFIF: _Seen.jfif,
    _ADOBE: _Seen.adobe,
    EXIF: _Seen.exif,
}
"""Which segments are kept, and what of each."""


def turning(said: bytes) -> int:
    """Return how a JPEG's picture is to be turned, 1 to 8, by what its EXIF segment says."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(said[6:10]) if said[:6] == b"Exif\0\0" else None
    tiff = said[6:]
    if order is None or len(tiff) < 8:  # noqa: PLR2004  # order, place of the first list
        return UPRIGHT
    (at,) = unpack_from(f"{order}I", tiff, 4)
    if at + 2 > len(tiff):
        return UPRIGHT
    (count,) = unpack_from(f"{order}H", tiff, at)
    for place in range(at + 2, at + 2 + 12 * min(count, _MAX_ENTRIES), 12):
        if place + 12 > len(tiff):
            break
        tag, _, _, turned = unpack_from(f"{order}HHIH", tiff, place)
        if tag == _ORIENTATION:
            return turned if 1 <= turned <= 8 else UPRIGHT  # noqa: PLR2004
    return UPRIGHT
