"""What a station remembers of its packs, in its own home: their sheets, and the last serial.

Rule 1: a sheet is on disk before its pack is in the folder. Nothing here is the only copy of
    anything: what is lost with a sheet is offered again, and the other side accepts it again.
Rule 2: what cannot be read is passed over for the same reason.
"""

from pathlib import Path
from typing import Final

from depesha.errors import Malformed
from depesha.links.folder import disk
from depesha.links.folder.bag import NAME_DIGITS
from depesha.links.folder.sheets import MAX_SHEET_BYTES, SHEET, Sheet
from depesha.names import Digest

_SUFFIX: Final = ".sheet"
_SERIAL: Final = "serial"
_SERIAL_BYTES: Final = 8


class Keeping:
    """A folder in the station's own home, one for each folder line."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        disk.make_folder(folder)

    @property
    def quarantine(self) -> Path:
        """Where what the neighbour's folder held and was refused is copied to."""
        return self._folder / "quarantine"

    def sheets(self) -> list[Sheet]:
        """Return what is remembered, the oldest first."""
        found: list[Sheet] = []
        for name in disk.listing(self._folder, (_SUFFIX,)):
            try:
                data = disk.read_file(self._folder / name, MAX_SHEET_BYTES)
                found.append(SHEET.decode(data, max_bytes=MAX_SHEET_BYTES))
            except Malformed:
                disk.remove(self._folder, name)
        return sorted(found, key=lambda sheet: (sheet.written_at, sheet.digest))

    def keep(self, sheet: Sheet) -> None:
        """Write a sheet down, durably.

        Raises:
            NoLine: the home's disk is full or cannot be written.
        """
        disk.write_file(self._folder, _name(sheet.digest), SHEET.encode(sheet))

    def forget(self, digest: Digest) -> None:
        """Remove a sheet."""
        disk.remove(self._folder, _name(digest))

    def next_serial(self, now_ms: int) -> int:
        """Return a serial above all before it, and remember it: the time, where that ascends.

        Raises:
            NoLine: the home's disk is full or cannot be written.
        """
        try:
            last = disk.read_file(self._folder / _SERIAL, _SERIAL_BYTES)
        except (FileNotFoundError, Malformed):
            last = b""
        serial = max(now_ms, int.from_bytes(last, "big") + 1)
        disk.write_file(self._folder, _SERIAL, serial.to_bytes(_SERIAL_BYTES, "big"))
        return serial


def _name(digest: Digest) -> str:
    return digest.hex()[:NAME_DIGITS] + _SUFFIX
