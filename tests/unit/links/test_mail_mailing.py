"""The attachment of a mail line and the mail around it: the vectors, and the laws of the format."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.errors import DoesNotVerify, Malformed
from depesha.links.folder.bag import MAX_MANIFEST_BYTES, Parties
from depesha.links.mail import cover, mailing
from depesha.links.mail.cover import MAX_ATTACHMENTS, MAX_MAIL_BYTES
from depesha.links.mail.mailing import (
    LEAST_PART_BYTES,
    MAX_HEADER_BYTES,
    MAX_PIECES,
    MOST_PART_BYTES,
    ROOM_EXTRA_BYTES,
    MailingHeader,
    Piece,
)
from depesha.names import Digest, StationId, TimeMs
from depesha.station import mail_setting
from tests.links.folder_carrier import NETWORK, notary
from tests.links.mail_carrier import MAILINGS

VECTORS = sorted((Path(__file__).parents[2] / "vectors" / "mail").glob("*.txt"))
assert VECTORS, "an empty corpus tests nothing"

SPECIFICATION = Path(__file__).parents[3] / "docs" / "spec" / "mail.md"
PARTIES = Parties(own=StationId("beta"), neighbour=StationId("alpha"), network=NETWORK)
SIGN = notary("alpha", MAILINGS).sign


def vector(path: Path) -> tuple[str, str, str]:
    head, _, body = path.read_text().partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    assert fields.keys() == {"kind", "expect", "comment"}, f"{path.name}: unknown header lines"
    return fields["kind"], fields["expect"], body


def by_name(name: str) -> str:
    (path,) = (path for path in VECTORS if path.stem == name)
    return vector(path)[2]


def as_sent(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def read_all(data: bytes) -> list[bytes]:
    """Return the attachments of a mail, each verified."""
    found = list(cover.attachments(data))
    for one in found:
        PARTIES.judge(mailing.read(one), notary("beta", MAILINGS).verify)
    return found


ATTACHMENT = bytes.fromhex(by_name("attachment"))
MAIL = as_sent(by_name("mail"))


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_vector(path: Path) -> None:
    kind, expect, body = vector(path)
    if kind == "mail":
        for data in (as_sent(body), body.encode()):
            match expect:
                case "success":
                    assert read_all(data) == [ATTACHMENT]
                case "nothing":
                    assert read_all(data) == []
                case _:
                    with pytest.raises(Malformed):
                        read_all(data)
        return
    assert kind == "attachment"
    data = bytes.fromhex(body)
    if expect == "success":
        found = mailing.read(data)
        PARTIES.judge(found, notary("beta", MAILINGS).verify)
        assert mailing.write(found.header, found.payloads, SIGN) == (found.digest, data)
    else:
        with pytest.raises(Malformed) as caught:
            mailing.read(data)
        assert caught.value.code == expect


def test_the_examples_of_the_specification_are_the_vectors() -> None:
    page = SPECIFICATION.read_text()
    packed = "".join(page.split())
    assert ATTACHMENT[-96:].hex() in packed
    found = mailing.read(ATTACHMENT)
    assert all(piece.digest.hex() in packed for piece in found.header.pieces)
    lines = by_name("mail").splitlines()
    begin, end = "\n".join(lines[:19]), "\n".join(lines[-2:])
    assert begin in page
    assert end in page


def test_a_mail_is_written_as_the_vector() -> None:
    header = mailing.read(ATTACHMENT).header
    digest = Digest(ATTACHMENT[-32:])
    mail = cover.write("alpha@example.org", "beta@example.net", header.sent_at, digest, ATTACHMENT)
    assert mail == MAIL


def header_of(pieces: list[bytes]) -> MailingHeader:
    table = [
        Piece(digest=Digest(bytes(32)), size_bytes=len(one), offset=0, length_bytes=len(one))
        for one in pieces
    ]
    return MailingHeader(
        sender=StationId("alpha"),
        receiver=StationId("beta"),
        network=NETWORK,
        sent_at=TimeMs(1),
        pieces=tuple(table),
    )


@given(st.lists(st.binary(min_size=1, max_size=300), max_size=5))
def test_what_is_written_comes_out_of_its_mail(pieces: list[bytes]) -> None:
    digest, data = mailing.write(header_of(pieces), pieces, SIGN)
    mail = cover.write("a@example.org", "b@example.org", TimeMs(0), digest, data)
    (found,) = read_all(mail)
    assert mailing.read(found).payloads == tuple(pieces)
    assert all(len(line) <= 76 for line in mail.split(b"\r\n")[17:-2])
    assert mail.isascii()


@given(st.integers(0, len(ATTACHMENT) * 8 - 1))
def test_any_flipped_bit_is_malformed(bit: int) -> None:
    changed = bytearray(ATTACHMENT)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Malformed):
        mailing.read(bytes(changed))


@given(st.binary(max_size=400))
def test_any_bytes_are_a_mail_that_can_be_read(data: bytes) -> None:
    for mail in (data, MAIL[:900] + data, b"Content-Type: application/vnd.depesha.parcel" + data):
        assert len(list(cover.attachments(mail))) <= MAX_ATTACHMENTS


def test_a_table_that_does_not_fit_is_not_written() -> None:
    with pytest.raises(Malformed):
        mailing.write(header_of([b"one", b"two"]), [b"one"], SIGN)


def test_what_is_too_long_is_not_looked_at() -> None:
    with pytest.raises(Malformed, match="are allowed"):
        mailing.read(bytes(MOST_PART_BYTES + 1))


def test_another_station_cannot_sign_for_it() -> None:
    found = mailing.read(ATTACHMENT)
    _, forged = mailing.write(found.header, found.payloads, notary("mallory", MAILINGS).sign)
    with pytest.raises(DoesNotVerify):
        PARTIES.judge(mailing.read(forged), notary("beta", MAILINGS).verify)


def test_a_signature_over_a_pack_is_none_over_an_attachment() -> None:
    found = mailing.read(ATTACHMENT)
    _, forged = mailing.write(found.header, found.payloads, notary("alpha").sign)
    with pytest.raises(DoesNotVerify):
        PARTIES.judge(mailing.read(forged), notary("beta", MAILINGS).verify)


def test_the_largest_attachment_fits_its_bounds() -> None:
    piece = Piece(digest=Digest(b"\xff" * 32), size_bytes=2**25, offset=2**24, length_bytes=2**20)
    full = replace(header_of([]), sender=StationId("a" * 32), pieces=(piece,) * MAX_PIECES)
    assert len(mailing.MAILING_HEADER.encode(full)) < MAX_HEADER_BYTES
    assert MAX_MANIFEST_BYTES + ROOM_EXTRA_BYTES < LEAST_PART_BYTES
    mail = cover.write(
        "a" * 64 + "@" + "b" * 253, "b@c", TimeMs(0), Digest(bytes(32)), bytes(MOST_PART_BYTES)
    )
    assert len(mail) < MAX_MAIL_BYTES


def test_the_setting_has_the_bounds_of_the_format() -> None:
    assert mail_setting.LEAST_PART_BYTES == LEAST_PART_BYTES
    assert mail_setting.MOST_PART_BYTES == MOST_PART_BYTES
