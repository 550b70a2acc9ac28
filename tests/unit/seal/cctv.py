"""The C2SP test vectors for age, from npm cctv-age: header lines, an empty line, the file."""

import zlib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[3] / ".cache" / "corpora" / "cctv-age"

FILE_KEY = bytes.fromhex("59454c4c4f57205355424d4152494e45")
"""The file key of all vectors but the two that test its length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    name: str
    expect: str
    payload_sha256: str
    identities: tuple[str, ...]
    file: bytes

    def __str__(self) -> str:
        """Return the name, which pytest shows."""
        return self.name


def read_vector(path: Path) -> Vector | None:
    """Return a vector; None where it needs armour or a passphrase, which are not in our format."""
    head, _, file = path.read_bytes().partition(b"\n\n")
    fields: dict[str, list[str]] = {}
    for line in head.decode().splitlines():
        name, _, value = line.partition(": ")
        fields.setdefault(name, []).append(value)
    if fields.keys() & {"armored", "passphrase"}:
        return None
    known = {"expect", "payload", "identity", "file key", "comment", "compressed"}
    assert fields.keys() <= known, f"{path.name} has unknown header lines"
    return Vector(
        name=path.name,
        expect=fields["expect"][0],
        payload_sha256=fields.get("payload", [""])[0],
        identities=tuple(fields.get("identity", [])),
        file=zlib.decompress(file) if fields.get("compressed") == ["zlib"] else file,
    )


def vectors() -> list[Vector]:
    """Return all that apply; none where the corpus is missing, which a test then says."""
    found = [read_vector(path) for path in sorted(FOLDER.glob("*"))]
    return [vector for vector in found if vector is not None]
