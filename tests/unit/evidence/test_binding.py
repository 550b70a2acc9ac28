"""One file of a bundle: plain ustar, the same bytes every time, as stock tar reads it."""

import io
import tarfile
from hashlib import sha256

from depesha.evidence.binding import tar


def test_stock_tar_reads_it() -> None:
    files = {"README.txt": b"read me", "body.cbor": b"\x00" * 512}
    large = {"attachments/1": (1025, iter([b"x" * 1000, b"y" * 25]))}
    data = b"".join(tar("evidence-moscow-2027-1", files, large))
    with tarfile.open(fileobj=io.BytesIO(data)) as found:
        members = found.getmembers()
        assert [one.name.partition("/")[2] for one in members] == [
            "README.txt",
            "attachments/1",
            "body.cbor",
        ]
        assert all(one.isfile() and one.mode == 0o600 and one.mtime == 0 for one in members)
        inside = found.extractfile(members[1])
        assert inside is not None
        assert inside.read() == b"x" * 1000 + b"y" * 25


def test_it_is_the_same_every_time() -> None:
    once, twice = (
        sha256(b"".join(tar("evidence", {"b": b"1", "a": b"2"}, {}))).digest() for _ in range(2)
    )
    assert once == twice
    other = b"".join(tar("evidence", {"a": b"2", "b": b"1"}, {}))
    assert sha256(other).digest() == once
