"""A bundle that would write elsewhere when it is unpacked, or that is not what was signed."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from depesha.errors import DoesNotVerify
from depesha.station.evidence_given import Large, Proof, given, sealed, write_folder, zipped

PATHS = [
    "../outside",
    "/etc/cron.d/outside",
    "..\\outside",
    "attachments/../../outside",
    "attachments/0",
    "a/b",
    "",
    ".",
    "C:outside",
    "body.cbor\x00.txt",
    "\u202egnp.exe",
]


def proof(files: dict[str, bytes], *large: Large) -> Proof:
    return Proof(
        name="evidence-moscow-1951-26044", files=files, large=large, recipient=None, told={}
    )


@pytest.mark.parametrize("path", PATHS)
def test_a_name_that_leads_out_is_in_no_zip(path: str) -> None:
    with pytest.raises(DoesNotVerify):
        b"".join(zipped(proof({path: b"x"})))


@pytest.mark.parametrize("path", PATHS)
def test_an_attachment_that_leads_out_is_in_no_zip(path: str) -> None:
    large = Large(name=path, size_bytes=1, opens=lambda: iter((b"x",)))
    with pytest.raises(DoesNotVerify):
        b"".join(zipped(proof({}, large)))


def take(pieces: Iterator[bytes], whole: bytearray) -> None:
    for piece in pieces:
        whole += piece


def test_an_attachment_that_is_false_ends_the_download_before_it_is_a_zip() -> None:
    def false() -> Iterator[bytes]:
        yield b"what it is not"
        msg = "the attachment is not what its telegram says"
        raise DoesNotVerify(msg)

    whole = bytearray()
    pieces = zipped(
        proof({"body.cbor": b"x"}, Large(name="attachments/1", size_bytes=9, opens=false))
    )
    with pytest.raises(DoesNotVerify):
        take(pieces, whole)
    assert not zipfile.is_zipfile(io.BytesIO(whole))


def test_a_false_attachment_leaves_no_folder(tmp_path: Path) -> None:
    def false() -> Iterator[bytes]:
        yield b"what it is not"
        msg = "the attachment is not what its telegram says"
        raise DoesNotVerify(msg)

    made = proof({"body.cbor": b"x"}, Large(name="attachments/1", size_bytes=9, opens=false))
    with pytest.raises(DoesNotVerify):
        write_folder(tmp_path / "proof", made)
    assert list(tmp_path.iterdir()) == []


def test_what_is_for_nobody_in_particular_is_never_sealed_for_somebody() -> None:
    with pytest.raises(ValueError, match="nobody in particular"):
        sealed(proof({"body.cbor": b"x"}))


def test_a_bundle_is_the_same_bytes_each_time_and_every_file_is_in_it() -> None:
    files = {"body.cbor": b"x" * 10, "README.txt": b"read"}
    large = Large(name="attachments/1", size_bytes=6, opens=lambda: iter((b"abc", b"def")))
    first, second = (b"".join(given(proof(files, large))) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as whole:
        assert whole.testzip() is None
        folder = "evidence-moscow-1951-26044"
        assert whole.namelist() == [
            f"{folder}/README.txt",
            f"{folder}/attachments/1",
            f"{folder}/body.cbor",
        ]
        assert whole.read(f"{folder}/attachments/1") == b"abcdef"
