"""Blobs of small stations: laid down, looked at, and watched while they come."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from depesha.names import Digest, StationId
from depesha.packet import Blob, Grade, PacketKind
from depesha.store.blobs import BlobFolder
from tests.links.small_station import Disk, SmallStation, packet


def laid(station: SmallStation, number: int, sealed: bytes, grade: Grade = Grade.LOW) -> Blob:
    """Lay sealed bytes among a station's blobs; return the packet that is known by its number."""
    name, size_bytes = station.disk.blobs.take_in([sealed])
    slip = replace(packet(number, grade).slip, kind=PacketKind.BLOB, size_bytes=size_bytes)
    return Blob(slip=slip, sealed=name)


def bytes_of(disk: Disk, number: int) -> bytes:
    """Return the sealed bytes of the blob with that number that was taken."""
    taken = disk.taken[packet(number).slip.slip_id]
    assert isinstance(taken, Blob)
    return b"".join(disk.blobs.each(taken.sealed))


def unfinished(disk: Disk) -> list[Path]:
    """Return what of blobs that are not whole lies in a home."""
    folder = disk.blobs._folder
    return [*folder.glob("coming/*"), *folder.glob("from/*/*")]


class Watched(BlobFolder):
    """Blobs that say what is done with them: `on_write` after each write, which may fail."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.offsets: list[int] = []
        self.written_bytes = 0
        self.on_write: Callable[[int], object] = int
        self.on_finish: Callable[[], object] = int

    def coming_from(self, neighbour: StationId) -> "Watched":
        """Watch what comes from there; it lies with what comes from elsewhere."""
        del neighbour
        return self

    def write(self, name: Digest, offset: int, data: bytes) -> None:
        super().write(name, offset, data)
        self.offsets.append(offset)
        self.written_bytes += len(data)
        self.on_write(len(self.offsets))

    def finish(self, name: Digest) -> None:
        self.on_finish()
        super().finish(name)


def watch(station: SmallStation) -> Watched:
    """Watch the blobs of a station."""
    station.blobs = watched = Watched(station.disk.blobs._folder)
    return watched
