"""What a backup says of itself: `FILE.about`, beside the files that it is made of.

It names the station and its network, where the journal stood, when it was made, what opens the
keys, and each file with its SHA-256. It holds no secret, and proves nothing by itself: the store
and the key file are opened and looked over before a backup is used.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from depesha.envelope import JournalHead
from depesha.errors import DoesNotVerify, Malformed, NotFound
from depesha.names import Digest, StationId, TimeMs

ENDS: Final = {"store": "", "keys": ".keys", "settings": ".toml"}
"""What each part of a backup is called, and how its file's name ends."""

ABOUT: Final = ".about"
BLOBS: Final = ".blobs"
MAX_ABOUT_BYTES: Final = 256 * 1024
READ_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """One backup.

    Attributes:
        network: its name; empty where the station has no key book yet.
        head: where the journal stood.
        opened_by: the slots of the key file, as `station slots` shows them.
        files: SHA-256 of each part.
        blobs: how many attachments lie beside it.
    """

    station: StationId
    network: str
    head: JournalHead
    made_at: TimeMs
    opened_by: tuple[Mapping[str, Any], ...]
    files: Mapping[str, Digest]
    blobs: int

    def as_json(self) -> dict[str, Any]:
        """Return it as it is written."""
        return {
            "depesha_backup": 1,
            "station": self.station,
            "network": self.network,
            "journal_size": self.head.size,
            "journal_root": self.head.root.hex(),
            "made_at": self.made_at,
            "opened_by": [dict(one) for one in self.opened_by],
            "files": {name: value.hex() for name, value in self.files.items()},
            "blobs": self.blobs,
        }


def part(backup: Path, name: str) -> Path:
    """Return the file of a part of a backup, which is named by its store."""
    return backup.with_name(backup.name + {**ENDS, "about": ABOUT, "blobs": BLOBS}[name])


def hash_of(path: Path) -> Digest:
    """Return the SHA-256 of a file.

    Raises:
        NotFound: it is not there, or does not read.
    """
    whole = sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(READ_BYTES):
                whole.update(piece)
    except OSError as error:
        msg = f"the backup lacks its file {path.name}"
        raise NotFound(msg, hint="all files of a backup belong together") from error
    return Digest(whole.digest())


def write(about: About) -> bytes:
    """Return the content of the file."""
    return (json.dumps(about.as_json(), indent=2, ensure_ascii=False) + "\n").encode()


def read(backup: Path) -> About:
    """Return what a backup says of itself.

    Raises:
        NotFound: there is no such file.
        Malformed: it does not read.
    """
    path = part(backup, "about")
    try:
        data = path.read_bytes()
    except OSError as error:
        msg = f"there is no {path.name}: {backup.name or backup} is no backup"
        raise NotFound(msg, hint="name the file that was given to depesha backup") from error
    try:
        return _about(json.loads(data[:MAX_ABOUT_BYTES]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        msg = f"{path.name} is damaged"
        raise Malformed(msg, hint="take another copy of the backup") from error


def _about(said: dict[str, Any]) -> About:
    if said["depesha_backup"] != 1:
        msg = "another version"
        raise ValueError(msg)
    return About(
        station=StationId(str(said["station"])),
        network=str(said["network"]),
        head=JournalHead(size=int(said["journal_size"]), root=_digest(said["journal_root"])),
        made_at=TimeMs(int(said["made_at"])),
        opened_by=tuple(dict(one) for one in said["opened_by"]),
        files={name: _digest(said["files"][name]) for name in ENDS},
        blobs=int(said["blobs"]),
    )


def _digest(text: str) -> Digest:
    value = bytes.fromhex(text)
    if len(value) != sha256().digest_size:
        msg = "not a SHA-256"
        raise ValueError(msg)
    return Digest(value)


def must_be_whole(backup: Path, about: About) -> None:
    """Compare each file with what is said of it; the store last, which is the largest.

    Raises:
        NotFound: one is missing.
        DoesNotVerify: one is damaged; it is named.
    """
    for name in sorted(ENDS):
        path = part(backup, name)
        if hash_of(path) != about.files[name]:
            msg = f"{path.name} is damaged: it is not the file that the backup was made with"
            raise DoesNotVerify(msg, hint="take another copy of the backup; nothing was changed")
