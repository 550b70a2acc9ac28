"""Files of a folder line, made by hand: what an honest neighbour writes, and what others do."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from depesha.links import frames
from depesha.links.folder import bag
from depesha.links.folder.bag import MANIFESTS, PACK, Manifest, PackHeader, file_name
from depesha.links.folder.beside import blob_name
from depesha.links.frames import Beside, Frame, Parcel
from depesha.names import Digest, Epoch, StationId
from depesha.packet import SLIP, Grade, PacketKind
from tests.links.folder_carrier import NETWORK, notary
from tests.links.small_station import packet

ALPHA, BETA = StationId("alpha"), StationId("beta")
EPOCH = Epoch(b"epoch 1.")

HEADER = PackHeader(sender=ALPHA, receiver=BETA, network=NETWORK, epoch=EPOCH)
MANIFEST = Manifest(sender=ALPHA, receiver=BETA, network=NETWORK, serial=1)


def parcel(number: int, epoch: Epoch = EPOCH) -> Parcel:
    """Return the packet with that number as a load with that number."""
    load = packet(number)
    return Parcel(
        lane=0,
        epoch=epoch,
        channel_seq=number,
        slip=SLIP.encode(load.slip),
        sealed=load.sealed,
    )


def pack(*said: Frame, header: PackHeader = HEADER, signer: str = "alpha") -> tuple[Digest, bytes]:
    """Return a pack and its hash."""
    return bag.write(PACK, header, [frames.write(frame) for frame in said], notary(signer).sign)


def manifest(
    packs: Sequence[Digest], serial: int = 1, *, like: Manifest = MANIFEST, signer: str = "alpha"
) -> bytes:
    """Return a manifest that names packs."""
    named = replace(like, serial=serial, packs=tuple((one, Grade.LOW) for one in packs))
    return bag.write(MANIFESTS, named, (), notary(signer).sign)[1]


def lay(folder: Path, *files: bytes) -> None:
    """Lay files into a folder under their right names."""
    for data in files:
        kind = PACK if data.startswith(PACK.magic) else MANIFESTS
        (folder / file_name(kind, Digest(data[-32:]))).write_bytes(data)


def contents(folder: Path, pattern: str) -> list[bytes]:
    """Return the files of a folder by their names; one may vanish while we look."""
    found = []
    for path in sorted(folder.glob(pattern)):
        with suppress(FileNotFoundError):
            found.append(path.read_bytes())
    return found


def beside(sealed: bytes, epoch: Epoch = EPOCH, *, number: int = 1, **changes: object) -> Beside:
    """Return what announces a blob of these bytes; `changes` are made to its slip."""
    usual: dict[str, object] = {"kind": PacketKind.BLOB, "size_bytes": len(sealed)}
    slip = replace(packet(number).slip, **(usual | changes))  # type: ignore[arg-type]
    return Beside(
        lane=0,
        epoch=epoch,
        channel_seq=1,
        slip=SLIP.encode(slip),
        sealed=Digest(sha256(sealed).digest()),
    )


def announcing(sealed: bytes, number: int = 1, **changes: object) -> bytes:
    """Return a pack of alpha's that announces a blob of these bytes."""
    epoch = Epoch(f"blob {number:3}".encode())
    said = beside(sealed, epoch, number=number, **changes)
    return pack(said, header=replace(HEADER, epoch=epoch))[1]


def name_of(sealed: bytes) -> str:
    """Return the name of a blob's file."""
    return blob_name(Digest(sha256(sealed).digest()))
