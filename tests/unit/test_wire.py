"""Documents in bytes: the vectors, the page that describes them, and the laws of every table."""

import contextlib
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha import cbor, wire
from depesha.envelope import Item, Kind, Letter
from depesha.errors import Malformed, Problem
from depesha.journal import leaf_hash, root
from depesha.letter_form import (
    decode_letter,
    decode_report_items,
    encode_letter,
    encode_report_items,
    report_item_entry,
)
from depesha.names import Digest, OfficeId, Signature, TimeMs, Uid
from depesha.notice import ReportItem, ReportItems, ResponseCode
from depesha.schema import Record
from depesha.seal.signature import NAMESPACES, verify
from depesha.telegram import Addressee, Body, Identity, Label, Precedence
from depesha.wire import MAX_LETTER_CONTENT_BYTES, NAMESPACE
from tests.network.keys import GROMYKO, MOSCOW, RAZUVAEV, sealer_of

ROOT = Path(__file__).parents[2]
VECTORS = sorted((ROOT / "tests" / "vectors" / "document").glob("*.txt"))
assert VECTORS, "an empty corpus tests nothing"
PAGE = (ROOT / "docs" / "spec" / "document.md").read_text(encoding="utf-8")

RECORDS: dict[str, Record[Any]] = {
    "body": wire.BODY,
    "registration": wire.REGISTRATION,
    "envelope": wire.ENVELOPE,
    "delivery-report": wire.DELIVERY_REPORT,
    "answer": wire.ANSWER,
    "service": wire.SERVICE,
    "consistency": wire.CONSISTENCY,
}


def again(record: Record[Any]) -> Callable[[bytes], bytes]:
    return lambda data: record.encode(record.decode(data))


AGAIN: dict[str, Callable[[bytes], bytes]] = {
    **{name: again(record) for name, record in RECORDS.items()},
    "letter": lambda data: encode_letter(decode_letter(data)),
    "report-items": lambda data: encode_report_items(decode_report_items(data)),
}


def vector(path: Path) -> tuple[str, str, bytes]:
    """Return the format of a vector file, what is expected, and its bytes."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    assert fields.keys() == {"format", "expect", "comment"}, f"{path.name} has unknown lines"
    return fields["format"], fields["expect"], bytes.fromhex(body)


def bytes_of(name: str) -> bytes:
    return vector(ROOT / "tests" / "vectors" / "document" / f"{name}.txt")[2]


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_a_vector_does_what_it_says(path: Path) -> None:
    name, expect, data = vector(path)
    try:
        assert AGAIN[name](data) == data
        found = "success"
    except Problem as problem:
        found = problem.code
    assert found == expect


def test_every_format_has_a_success_and_a_failure() -> None:
    kinds = {(name, expect == "success") for name, expect, _ in map(vector, VECTORS)}
    assert kinds == {(name, whole) for name in AGAIN for whole in (True, False)}


# -- the page -------------------------------------------------------------------------------------

EXAMPLE = re.compile(r"Example, `([a-z-]+)\.txt`.*?\n```\n(.*?)\n```", re.DOTALL)
TABLE = re.compile(r"(?:^\| \d+ \| `\w+` \|.*\n)+", re.MULTILINE)
ROW = re.compile(r"^\| (\d+) \| `(\w+)` \|.*\| (.*?) ?\|$", re.MULTILINE)


def test_the_examples_of_the_page_are_the_vectors() -> None:
    found = EXAMPLE.findall(PAGE)
    assert {name for name, _ in found} == RECORDS.keys()
    for name, listing in found:
        written = (re.split(r"\s{3,}", line.strip())[0] for line in listing.splitlines())
        assert bytes.fromhex("".join(written)) == bytes_of(name), name


def test_the_tables_of_the_page_are_those_of_the_code() -> None:
    records = [one for one in vars(wire).values() if isinstance(one, Record)]
    spelled = {
        tuple((key, name, name in record._defaults) for key, (name, *_) in record._reading.items())
        for record in records
    }
    written = {
        tuple((int(key), name, absent != "") for key, name, absent in ROW.findall(table))
        for table in TABLE.findall(PAGE)
    }
    assert written == spelled


def test_no_key_needs_a_second_byte() -> None:
    for record in vars(wire).values():
        if isinstance(record, Record):
            assert all(0 <= key <= 23 for key in record._reading)


def test_the_page_names_every_namespace_of_a_document() -> None:
    used = {
        *NAMESPACE.values(),
        wire.ENVELOPE_NAMESPACE,
        wire.RETURN_NAMESPACE,
        wire.REVIEW_NAMESPACE,
    }
    assert used <= NAMESPACES
    assert set(re.findall(r"`([a-z-]+@depesha\.v1)`", PAGE)) == used


# -- what the examples prove ----------------------------------------------------------------------


def test_the_signatures_of_the_example_hold() -> None:
    moscow = sealer_of(MOSCOW)
    letter = decode_letter(bytes_of("letter"))
    body, registration = letter.items
    assert (body.payload, registration.payload) == (bytes_of("body"), bytes_of("registration"))
    ((_, signature),) = registration.signatures
    verify(moscow.station_public, NAMESPACE[Kind.REGISTRATION], registration.payload, signature)
    verify(moscow.station_public, wire.ENVELOPE_NAMESPACE, letter.envelope, letter.signature)
    (release,) = wire.REGISTRATION.decode(registration.payload).releases
    verify(moscow.office_public(GROMYKO), NAMESPACE[Kind.BODY], body.payload, release.signature)


def test_the_uid_follows_from_station_salt_and_body() -> None:
    registration = wire.REGISTRATION.decode(bytes_of("registration"))
    named = b"depesha uid\0moscow\0" + registration.salt + registration.body_id
    assert registration.uid == sha256(named).digest()[:16]
    assert registration.uid.hex() in PAGE
    assert registration.body_id == sha256(bytes_of("body")).digest()


def test_the_items_of_the_example_are_those_of_its_root_hidden_or_not() -> None:
    report = wire.DELIVERY_REPORT.decode(bytes_of("delivery-report"))
    for name in ("report-items", "report-items-one-hidden"):
        items = decode_report_items(bytes_of(name)).items
        hashes = [
            item if isinstance(item, bytes) else leaf_hash(report_item_entry(item))
            for item in items
        ]
        assert (root(hashes), len(hashes)) == (report.root, report.size)
    assert report.root.hex() in PAGE


def test_the_answers_of_the_example_form_a_chain() -> None:
    answer = wire.ANSWER.decode(bytes_of("answer"))
    assert answer.previous == sha256(bytes_of("answer-receipt")).digest()


# -- laws -----------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), max_size=60)
DIGESTS = st.binary(min_size=32, max_size=32).map(Digest)
UIDS = st.binary(min_size=16, max_size=16).map(Uid)
IDENTITIES = st.builds(Identity, uid=UIDS, registration=DIGESTS, signature=DIGESTS)
ITEMS = st.builds(
    ReportItem,
    salt=st.binary(min_size=16, max_size=16),
    identity=IDENTITIES,
    result=st.sampled_from(ResponseCode),
    amplification=TEXTS,
)
BODIES = st.builds(
    Body,
    station=st.just(MOSCOW),
    drafter=st.just(GROMYKO),
    drafted_at=st.integers(-(10**12), 10**12).map(TimeMs),
    label=st.builds(
        Label,
        policy=st.just("neutral"),
        policy_digest=DIGESTS,
        classification=st.integers(0, 255),
        captions=st.just(("LIMITED",)) | st.just(()),
    ),
    addressees=st.lists(
        st.builds(
            Addressee,
            office=st.sampled_from([RAZUVAEV, OfficeId("roshchin@peking")]),
            precedence=st.sampled_from(Precedence),
            place=TEXTS,
        ),
        min_size=1,
        max_size=4,
    ).map(tuple),
    text=TEXTS,
)


@given(BODIES)
def test_every_body_is_read_as_it_was_written(body: Body) -> None:
    data = wire.BODY.encode(body)
    assert wire.BODY.decode(data) == body
    assert wire.BODY.encode(wire.BODY.decode(data)) == data


@given(st.lists(ITEMS | DIGESTS, min_size=1, max_size=5))
def test_report_items_are_read_as_they_were_written(items: list[ReportItem | Digest]) -> None:
    written = ReportItems(items=tuple(items))
    assert decode_report_items(encode_report_items(written)) == written


@given(st.data())
def test_what_decodes_reencodes_to_the_same_bytes(data: st.DataObject) -> None:
    """One byte of a good document is exchanged: it is refused, or another good document."""
    name = data.draw(st.sampled_from(sorted(AGAIN)))
    whole = bytearray(bytes_of(name))
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Malformed):
        assert AGAIN[name](bytes(whole)) == whole


@given(st.binary(max_size=200))
def test_rubbish_is_malformed_and_nothing_else(rubbish: bytes) -> None:
    for name, spell in AGAIN.items():
        with contextlib.suppress(Malformed):
            assert spell(rubbish) == rubbish, name


# -- bounds ---------------------------------------------------------------------------------------


def test_a_letter_that_is_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(Malformed):
        decode_letter(bytes(MAX_LETTER_CONTENT_BYTES + 1))


def test_a_payload_that_is_too_large_is_not_written() -> None:
    item = Item(kind=Kind.ANSWER, payload=bytes(wire.MAX_BODY_BYTES + 1))
    letter = Letter(envelope=b"", signature=Signature(bytes(64)), items=(item,))
    with pytest.raises(Malformed):
        encode_letter(letter)


def test_a_value_that_is_no_list_is_no_report_items() -> None:
    for value in (0, b"\x00", "text", {0: 0}, True, None):
        with pytest.raises(Malformed, match="report items"):
            decode_report_items(cbor.encode(value))
