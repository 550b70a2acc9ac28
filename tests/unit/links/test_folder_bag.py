"""The files of a folder line: the vectors, and the laws of the format."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.errors import DoesNotVerify, Malformed
from depesha.links.folder import bag
from depesha.links.folder.bag import (
    FRAME_BYTES,
    MANIFEST_MAGIC,
    MANIFESTS,
    MAX_DAMAGED,
    MAX_PACK_BYTES,
    MAX_PACKS,
    PACK,
    Bag,
    FileKind,
    PackHeader,
    Parties,
    file_name,
)
from depesha.links.folder.packing import ROOM_BYTES
from depesha.names import Digest, Epoch, StationId
from depesha.packet import Grade
from tests.links.folder_carrier import NETWORK, notary
from tests.links.folder_files import HEADER, MANIFEST, manifest, pack, parcel

VECTORS = sorted((Path(__file__).parents[2] / "vectors" / "folder").glob("*.txt"))
assert VECTORS, "an empty corpus tests nothing"

SPECIFICATION = Path(__file__).parents[3] / "docs" / "spec" / "folder.md"
PARTIES = Parties(own=StationId("beta"), neighbour=StationId("alpha"), network=NETWORK)


def _vector(path: Path) -> tuple[str, bytes]:
    head, _, body = path.read_text().partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    assert fields.keys() == {"expect", "comment"}, f"{path.name} has unknown header lines"
    return fields["expect"], bytes.fromhex(body)


def kind_of(data: bytes) -> FileKind[Any]:
    return MANIFESTS if data.startswith(MANIFEST_MAGIC) else PACK


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_vector(path: Path) -> None:
    expect, data = _vector(path)
    kind = kind_of(data)
    if expect == "success":
        found = bag.read(kind, data)
        PARTIES.judge(found, notary("beta").verify)
        again = bag.write(kind, found.header, found.payloads, notary("alpha").sign)
        assert again == (found.digest, data)
    else:
        with pytest.raises(Malformed) as caught:
            bag.read(kind, data)
        assert caught.value.code == expect


@pytest.mark.parametrize("name", ["pack-parcel", "pack-beside", "manifest"])
def test_the_example_of_the_specification_is_the_vector(name: str) -> None:
    (path,) = (path for path in VECTORS if path.stem == name)
    page = "".join(SPECIFICATION.read_text().split())
    data = _vector(path)[1]
    for piece in (data[:12], data[-96:]):  # what stands between is explained there line by line
        assert piece.hex() in page


HEADERS = st.builds(
    PackHeader,
    sender=st.just(StationId("alpha")),
    receiver=st.just(StationId("beta")),
    network=st.just(NETWORK),
    lane=st.integers(0, 255),
    epoch=st.binary(min_size=8, max_size=8).map(Epoch),
    damaged=st.lists(st.binary(min_size=32, max_size=32).map(Digest), max_size=3).map(tuple),
)


@given(HEADERS, st.lists(st.integers(1, 2**20), max_size=4))
def test_a_pack_survives_its_bytes(header: PackHeader, numbers: list[int]) -> None:
    said = [parcel(number, header.epoch) for number in numbers]
    digest, data = pack(*said, header=header)
    found = bag.read(PACK, data)
    assert (found.digest, found.header) == (digest, header)
    assert found.payloads == bag.read(PACK, data).payloads
    assert len(found.payloads) == len(numbers)


WHOLE = pack(parcel(1))[1]


@given(st.integers(0, len(WHOLE) * 8 - 1))
def test_any_flipped_bit_is_malformed(bit: int) -> None:
    changed = bytearray(WHOLE)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Malformed):
        bag.read(PACK, bytes(changed))


@given(st.integers(0, len(WHOLE) - 1))
def test_any_cut_is_malformed(length: int) -> None:
    with pytest.raises(Malformed):
        bag.read(PACK, WHOLE[:length])


@given(st.binary(max_size=200), st.sampled_from([PACK, MANIFESTS]))
def test_any_bytes_are_malformed(data: bytes, kind: FileKind[Any]) -> None:
    with pytest.raises(Malformed):
        bag.read(kind, data)


def test_a_manifest_is_no_pack_and_a_pack_no_manifest() -> None:
    with pytest.raises(Malformed, match="not a file"):
        bag.read(PACK, manifest([]))
    with pytest.raises(Malformed, match="not a file"):
        bag.read(MANIFESTS, pack()[1])


def test_the_fullest_files_fit_their_limits() -> None:
    longest = StationId("a" * 32)
    header = PackHeader(
        sender=longest,
        receiver=longest,
        network=NETWORK,
        lane=255,
        epoch=Epoch(bytes(8)),
        damaged=(Digest(bytes(32)),) * MAX_DAMAGED,
    )
    assert len(pack(header=header)[1]) + ROOM_BYTES <= MAX_PACK_BYTES
    full = replace(MANIFEST, serial=2**53, packs=((Digest(bytes(32)), Grade.FLASH),) * MAX_PACKS)
    digest, data = bag.write(MANIFESTS, full, (), notary("alpha").sign)
    assert bag.read(MANIFESTS, data).digest == digest


def test_a_file_that_is_too_long_is_neither_written_nor_read() -> None:
    with pytest.raises(Malformed, match="too long"):
        bag.write(PACK, HEADER, [bytes(MAX_PACK_BYTES)], notary("alpha").sign)
    with pytest.raises(Malformed, match="allowed"):
        bag.read(PACK, bytes(MAX_PACK_BYTES + 1))


def test_a_name_is_short_and_survives_a_file_system_that_folds_case() -> None:
    digest, data = pack(parcel(1))
    name = file_name(PACK, digest)
    assert name == name.lower()
    assert len(name) <= 64
    assert bag.hash_of(data) == digest


STRANGE: dict[str, tuple[dict[str, object], str]] = {
    "another sender": ({"sender": StationId("mallory")}, "not one of this line"),
    "another receiver": ({"receiver": StationId("gamma")}, "not one of this line"),
    "another network": ({"network": Digest(b"n" * 32)}, "not one of this line"),
    "ourselves": ({"sender": StationId("beta")}, "of this station"),
}


@pytest.mark.parametrize("name", STRANGE)
def test_what_is_not_of_this_line_does_not_verify(name: str) -> None:
    changes, why = STRANGE[name]
    header = replace(HEADER, **changes)  # type: ignore[arg-type]
    with pytest.raises(DoesNotVerify, match=why):
        judge(pack(header=header)[1])


def test_a_file_signed_by_another_does_not_verify() -> None:
    with pytest.raises(DoesNotVerify, match="not signed by alpha"):
        judge(pack(signer="mallory")[1])


def judge(data: bytes) -> None:
    found: Bag[PackHeader] = bag.read(PACK, data)
    PARTIES.judge(found, notary("beta").verify)


def test_the_smallest_file_is_what_stands_around_its_header() -> None:
    assert len(manifest([])) == FRAME_BYTES + len(MANIFESTS.header.encode(MANIFEST))
