"""One line of JSON with millions of values: whoever reads it lets no other thread run meanwhile."""

import json
from io import BytesIO
from pathlib import Path
from time import monotonic

import pytest

from depesha.archive.importing import records
from depesha.archive.json_weight import MAX_MARKS, has_too_many_values
from depesha.archive.record import Record
from depesha.archive.tei import Bad
from depesha.station.door import MAX_LINE_BYTES, Door
from depesha.station.plain import plain
from tests.unit.reading_room.shelves import printed
from tests.unit.station.test_door import Caller, SmallStation, at_the_door

LISTS = b'{"a":[' + b"[]," * 10_900_000 + b"[]]}\n"
SECONDS = 1.0
"""It took 5 s; a bound that a busy machine keeps, too."""


def test_a_line_of_an_import_does_not_hold_the_station_up() -> None:
    begun = monotonic()
    (told,) = records(BytesIO(LISTS), "x")
    assert monotonic() - begun < SECONDS
    assert isinstance(told, Bad)
    assert (told.why, told.line) == (f"more than {MAX_MARKS} values and commas in one line", 1)


def test_the_lines_behind_it_are_read() -> None:
    whole = json.dumps(plain(printed(7, "7. Words."))).encode()
    told = list(records(BytesIO(LISTS + whole), "x"))
    assert [type(one) for one in told] == [Bad, Record]


@pytest.mark.parametrize("value", [b"[],", b"{},", b"0,", b'"",', b"[[0]],"])
def test_values_of_every_kind_are_counted(value: bytes) -> None:
    assert has_too_many_values(b"[" + value * MAX_MARKS + b"0]")
    assert not has_too_many_values(b"[" + value * (MAX_MARKS // 4) + b"0]")


def test_names_of_an_object_are_counted_by_what_stands_between_them() -> None:
    text = json.dumps(dict.fromkeys(range(MAX_MARKS + 1), 0)).encode()
    assert has_too_many_values(text)


def test_a_record_as_long_as_there_may_be_is_read() -> None:
    """16 MiB of print, with a comma in every sixty letters."""
    sentence = "and the Ambassador, as he was told to do, did not answer, " * 290_000
    text = json.dumps(plain(printed(7, sentence[: 16 * 1024 * 1024]))).encode()
    assert len(text) > 16 * 1024 * 1024
    assert not has_too_many_values(text)


def test_a_request_of_many_values_is_refused_before_it_is_read(tmp_path: Path) -> None:
    body = b"[]," * ((MAX_LINE_BYTES - 200) // 3)

    async def talk(face: Caller, station: SmallStation, _: Door) -> None:
        begun = monotonic()
        face.writer.write(b'{"id":1,"read":"inbox","fields":{"a":[' + body + b"[]]}}\n")
        answer = await face.hear()
        assert answer["problem"]["message"] == "a request has too many values"
        assert monotonic() - begun < SECONDS
        face.say({"id": 2, "order": "echo"})
        assert (await face.hear())["id"] == 2, "the visit goes on"
        assert len(station.given) == 1

    at_the_door(tmp_path, talk)
