"""What was refused, copied aside for a person to look at: bounded in number and in size.

Rule: the first that came is kept. An attacker who fills the quarantine cannot push out of it what
he did before. A copy is named by its hash, so the same file is kept once.
"""

from hashlib import sha256
from pathlib import Path
from typing import Final

from depesha.errors import NoLine
from depesha.links.folder import disk

MAX_FILES: Final = 64
MAX_BYTES: Final = 64 * 1024 * 1024

NAME_DIGITS: Final = 32


class Quarantine:
    """A folder in the station's own home."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, data: bytes) -> bool:
        """Keep a copy, and say whether it is kept."""
        disk.make_folder(self._folder)
        held = {path.name: path.stat().st_size for path in self._folder.iterdir()}
        name = sha256(data).hexdigest()[:NAME_DIGITS]
        if name in held:
            return True
        if len(held) >= MAX_FILES or sum(held.values()) + len(data) > MAX_BYTES:
            return False
        try:
            disk.write_file(self._folder, name, data)
        except NoLine:  # the disk is full: the count still tells
            return False
        return True
