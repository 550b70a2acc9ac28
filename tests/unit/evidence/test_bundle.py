"""The manifest has one spelling, and whatever is no manifest is told so."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.errors import DoesNotVerify, Malformed, UnknownVersion
from depesha.evidence import bundle
from depesha.evidence.bundle import LeftOut, Listed, Manifest, read_manifest, write_manifest

MANIFEST = Manifest(
    station="moscow",
    office="gromyko@moscow",
    evidence=19,
    made_at=1_800_000_000_000,
    telegram="moscow/2027/1",
    uid="0" * 32,
    message_type="OPERATION",
    language="ru",
    files=(
        Listed(name="README.txt", bytes=10, sha256="a" * 64),
        Listed(name="attachments/1", bytes=2**33, sha256="b" * 64),
    ),
    left_out=(LeftOut(what="envelope", digest="c" * 64, why="it holds other documents too"),),
)


def test_a_manifest_reads_as_it_was_written() -> None:
    assert read_manifest(write_manifest(MANIFEST)) == MANIFEST


SAID: dict[str, Any] = json.loads(write_manifest(MANIFEST))

WRONG: dict[str, object] = {
    "station": "Moscow",
    "office": "gromyko",
    "evidence": -1,
    "made_at": 1.5,
    "telegram": "1",
    "uid": "0" * 31,
    "message_type": "operation",
    "language": "fr",
    "files": {},
    "left_out": None,
}


@pytest.mark.parametrize("name", WRONG)
def test_a_field_that_is_not_as_it_must_be_is_refused(name: str) -> None:
    for value in (WRONG[name], None, True, [1], "x\n"):
        spelled = (json.dumps({**SAID, name: value}, indent=1) + "\n").encode()
        with pytest.raises(Malformed):
            read_manifest(spelled)


@pytest.mark.parametrize("name", SAID)
def test_a_field_that_is_missing_is_missed(name: str) -> None:
    rest = {key: value for key, value in SAID.items() if key != name}
    with pytest.raises(Malformed):
        read_manifest((json.dumps(rest, indent=1) + "\n").encode())


def test_another_spelling_of_the_same_is_none() -> None:
    whole = write_manifest(MANIFEST)
    for other in (whole[:-1], whole + b"\n", json.dumps(SAID).encode(), b" " + whole):
        with pytest.raises(Malformed, match=r"one spelling|not JSON"):
            read_manifest(other)


def test_a_later_format_is_told_as_such() -> None:
    with pytest.raises(UnknownVersion, match="format 2"):
        read_manifest(json.dumps({**SAID, "format": 2}).encode())


@pytest.mark.parametrize(
    "name",
    [
        *("../x", "/etc/passwd", "a/b", "attachments/0", "attachments/01", "attachments/1/2"),
        *(".hidden", "a b", "a\x00b", "x" * 65, "", "attachments/", "körper.cbor"),
    ],
)
def test_what_is_no_name_of_a_file_is_refused(name: str) -> None:
    with pytest.raises(DoesNotVerify, match="no file named"):
        bundle.must_be_name(name)


@pytest.mark.parametrize(
    "name", ["README.txt", "body.cbor.1.sig", "attachments/9999", "SHA256SUMS"]
)
def test_names_of_the_format_are_names(name: str) -> None:
    assert bundle.must_be_name(name) == name


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_comes_is_refused_in_one_way(data: bytes) -> None:
    with pytest.raises(Malformed):
        read_manifest(data)


def test_sums_are_as_sha256sum_writes_them() -> None:
    assert (
        bundle.sums({"b": "1" * 64, "a": "2" * 64}) == (f"{'2' * 64}  a\n{'1' * 64}  b\n").encode()
    )
