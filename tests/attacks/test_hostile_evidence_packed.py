"""Evidence in a ZIP file that somebody else packed: nothing is followed, nothing grows."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from depesha.archive.form import encode
from depesha.errors import DoesNotVerify, Problem
from depesha.evidence import bundle
from depesha.keybook import parse_fingerprint
from depesha.station.evidence_record import is_evidence, record_in
from depesha.station.evidence_zip import MAX_TABLE_BYTES, EvidenceZip

VECTOR = Path(__file__).parent.parent / "vectors" / "evidence"
FILES = sorted(one for one in (VECTOR / "moscow-1").rglob("*") if one.is_file())
ROOT = parse_fingerprint((VECTOR / "root").read_text().strip())

Change = Callable[[zipfile.ZipFile], None]


def packed(
    change: Change | None = None, folder: str = "", how: int = zipfile.ZIP_DEFLATED
) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", how) as file:
        for one in FILES:
            file.writestr(folder + str(one.relative_to(VECTOR / "moscow-1")), one.read_bytes())
        if change is not None:
            change(file)
    return made.getvalue()


def laid(data: bytes, to: Path) -> Path:
    path = to / "bundle.zip"
    path.write_bytes(data)
    return path


def test_there_is_a_bundle_to_pack() -> None:
    assert FILES, "an empty corpus tests nothing"


@pytest.mark.parametrize("folder", ["", "evidence-moscow-2027-1/"])
def test_a_bundle_is_the_same_record_in_a_folder_and_packed(tmp_path: Path, folder: str) -> None:
    path = laid(packed(folder=folder), tmp_path)
    assert is_evidence(path)
    one, other = record_in(path, ROOT), record_in(VECTOR / "moscow-1", ROOT)
    assert encode(one.record) == encode(other.record)
    assert one.record.source == f"elsewhere:moscow/{2027}/1"
    assert one.classification == other.classification


def test_under_another_root_it_is_no_record(tmp_path: Path) -> None:
    with pytest.raises(DoesNotVerify, match="another root"):
        record_in(laid(packed(), tmp_path), bytes(32))


def test_a_byte_changed_is_no_record(tmp_path: Path) -> None:
    data = packed(how=zipfile.ZIP_STORED)
    body = (VECTOR / "moscow-1" / bundle.BODY).read_bytes()
    at = data.index(body) + len(body) // 2
    with pytest.raises(Problem):
        record_in(laid(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :], tmp_path), ROOT)


def _link(file: zipfile.ZipFile) -> None:
    info = zipfile.ZipInfo("link")
    info.external_attr = 0o120777 << 16
    file.writestr(info, "/etc/passwd")


def _twice(file: zipfile.ZipFile) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        file.writestr(bundle.BODY, b"other")


CHANGES: dict[str, Change] = {
    "a path that leads out": lambda file: file.writestr("../out", b"x"),
    "an absolute path": lambda file: file.writestr("/etc/passwd", b"x"),
    "a name twice": _twice,
    "a link": _link,
    "a file that no bundle has": lambda file: file.writestr("a/b/c", b"x"),
    "a way of packing of its own": lambda file: file.writestr("x", b"x", zipfile.ZIP_LZMA),
    "a remark": lambda file: setattr(file, "comment", b"remark"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_what_no_bundle_has_is_told(tmp_path: Path, change: Change) -> None:
    with pytest.raises(DoesNotVerify):
        record_in(laid(packed(change), tmp_path), ROOT)


def test_a_small_file_that_unpacks_to_a_large_one_is_not_unpacked() -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("big", bytes(64 * 1024 * 1024))
    files = EvidenceZip(made, "bomb.zip")
    assert len(made.getvalue()) < 1024 * 1024
    with pytest.raises(DoesNotVerify, match="more than 1000 bytes"):
        files.read("big", 1000)
    with pytest.raises(DoesNotVerify, match="another size"):
        files.sha256("big", 1000)


def test_a_table_that_is_too_long_is_not_read() -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for number in range(20_000):
            file.writestr(f"{number:060}", b"")
    assert len(made.getvalue()) > MAX_TABLE_BYTES
    with pytest.raises(DoesNotVerify, match="table"):
        EvidenceZip(made, "long.zip")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x03\x04" + bytes(100), packed()[:-30]])
def test_what_is_cut_short_is_told(data: bytes) -> None:
    with pytest.raises(DoesNotVerify):
        EvidenceZip(BytesIO(data), "cut.zip")


def test_a_byte_anywhere_in_the_table_is_a_problem_or_the_same_record(tmp_path: Path) -> None:
    data = packed()
    whole = encode(record_in(laid(data, tmp_path), ROOT).record)
    start = data.index(b"PK\x01\x02")
    for at in range(start, len(data), 23):
        changed = data[:at] + bytes([data[at] ^ 0x41]) + data[at + 1 :]
        try:
            assert encode(record_in(laid(changed, tmp_path), ROOT).record) == whole
        except Problem:
            continue
