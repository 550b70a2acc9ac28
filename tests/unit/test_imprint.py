"""What a sheet's code says: one spelling, and nothing that a telephone should not read."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.errors import Malformed, Problem, Usage
from depesha.imprint import (
    Imprint,
    Sealed,
    imprint_text,
    is_imprint,
    parse_imprint,
    seal_of,
    whole_second,
)
from depesha.names import Digest, StationId, TimeMs, Uid

VECTORS = sorted((Path(__file__).parents[1] / "vectors" / "sheet").glob("*.txt"))
ONE = Imprint(
    origin=StationId("moscow"),
    year=1951,
    number=26044,
    station=StationId("pyongyang"),
    copy=1,
    printing=2,
    printed_at=TimeMs(-571_557_900_000),
    registration=Digest(b"\x01" * 32),
    seal=Digest(b"\xff" * 32),
)
SEALED = Sealed(
    station=StationId("pyongyang"),
    uid=Uid(b"u" * 16),
    registration=Digest(b"r" * 32),
    body=Digest(b"b" * 32),
    copy=1,
    holder="т. Сталину",
    printing=1,
    printed_at=TimeMs(1_764_000_000_123),
    printed_by="ян.",
)


def fields(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split(": ", 1) for line in lines if line)


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_vectors(path: Path) -> None:
    assert len(VECTORS) >= 10, "an empty corpus tests nothing"
    vector = fields(path)
    expect = vector.pop("expect")
    comment, text = vector.pop("comment"), vector.pop("text")
    assert comment
    if expect != "success":
        with pytest.raises(Problem) as raised:
            parse_imprint(text)
        assert raised.value.code == expect
        return
    one = parse_imprint(text)
    said = {
        "reference": one.reference,
        "station": one.station,
        "copy": str(one.copy),
        "printing": str(one.printing),
        "printed-at": str(one.printed_at),
        "registration": one.registration.hex(),
        "seal": one.seal.hex(),
    }
    assert said == vector
    assert imprint_text(one) == text


def test_what_is_written_is_read() -> None:
    assert parse_imprint(imprint_text(ONE)) == ONE
    answer = replace(ONE, copy=0)
    assert ":ANSWER:2:" in imprint_text(answer)
    assert parse_imprint(imprint_text(answer)) == answer


def test_small_letters_and_blanks_around_it_are_forgiven() -> None:
    assert parse_imprint(f"  {imprint_text(ONE).lower()}\n") == ONE


def test_it_holds_neither_the_holder_nor_who_printed_it_and_fits_a_small_code() -> None:
    text = imprint_text(ONE)
    assert set(text) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"), "alphanumeric mode"
    assert len(text) < 200


@pytest.mark.parametrize(
    "other",
    [
        {"station": StationId("moscow")},
        {"uid": Uid(b"v" * 16)},
        {"registration": Digest(b"s" * 32)},
        {"body": Digest(b"c" * 32)},
        {"copy": 2},
        {"holder": "т. Молотову"},
        {"printing": 2},
        {"printed_at": TimeMs(1_764_000_000_124)},
        {"printed_by": "мм"},
    ],
)
def test_the_seal_is_over_everything(other: dict[str, object]) -> None:
    assert seal_of(replace(SEALED, **other)) != seal_of(SEALED)  # type: ignore[arg-type]


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        one = parse_imprint(text)
    except (Malformed, Usage):
        return
    assert imprint_text(one) == text.strip().upper()


@pytest.mark.parametrize(
    ("text", "claims"),
    [("DEPESHA:SHEET:1:X", True), (" depesha:sheet:9", True), ("proof-26044", False), ("", False)],
)
def test_what_claims_to_be_a_code(text: str, *, claims: bool) -> None:
    assert is_imprint(text) is claims


def test_a_code_has_whole_seconds() -> None:
    assert whole_second(1_764_000_000_999) == 1_764_000_000_000
    assert whole_second(-1) == -1000
