"""Releasing in part, taking back, correcting: what the station decides, and tells as public."""

from base64 import b64decode
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from depesha.archive.form import decode
from depesha.archive.naming import name_of
from depesha.archive.record import Event, Happening, Moment, Record
from depesha.errors import Forbidden, NotFound, Refused, Usage
from depesha.station.client import Client
from tests.unit.reading_room.shelves import printed, seed
from tests.unit.station import a_station
from tests.unit.station.test_releasing import DECISION, enter, public, release

BY = {"decided_by": "the board", "authority": "law 5", "decided_on": "2001-05-04"}


@pytest.fixture
def station(tmp_path: Path) -> Client:
    home = a_station.found(tmp_path / "alpha", offices=a_station.ARCHIVISTS)
    return a_station.station(home)


def numbered(station: Client, source: str) -> int:
    return int(station.read("archive-record", record=source, office="archivist")["record"])


def in_part(station: Client, source: str, *redactions: str, **fields: Any) -> dict[str, Any]:
    done: dict[str, Any] = station.order(
        "archive-release",
        office="archivist",
        record=numbered(station, source),
        redactions=list(redactions),
        **{**DECISION, **fields},
    )
    return done


def withdraw(station: Client, source: str, office: str = "archivist", **fields: Any) -> Any:
    given = {**BY, "reason": "by mistake", **fields}
    number = numbered(station, source)
    return station.order("archive-withdraw", office=office, record=number, **given)


def dated(record: Record, day: str) -> Record:
    event = Event(kind=Happening.SENT, at=Moment(text=day, iso=day))
    return replace(record, telegram=replace(record.telegram, events=(event,)))


def page(station: Client) -> dict[str, Any]:
    told: dict[str, Any] = station.read("archive-public", after=-1, limit=100)
    return told


# -- what is kept back ----------------------------------------------------------------------------


def test_a_code_that_the_policy_has_not_is_refused_with_those_that_it_has(station: Client) -> None:
    enter(station, [printed(1, "words")], "f")
    with pytest.raises(Usage, match=r"no code '9\.9'") as refused:
        in_part(station, "volume/d1", "1=9.9/the board")
    assert "1.4(a)" in refused.value.hint
    assert "3.3(b)(9)" in refused.value.hint
    assert page(station)["public"] == []


def test_what_looks_like_a_name_that_is_kept_back_has_to_be_looked_at(station: Client) -> None:
    enter(station, [seed()], "f")
    kept = "party 4=3.3(b)(1)/the board"
    assert seed().telegram.parties[3].text == "РАЗУВАЕВУ"
    with pytest.raises(Usage, match=r"still: .*title \(as party 4\)"):
        in_part(station, seed().source, kept)
    done = in_part(station, seed().source, kept, despite_traces=True)
    assert {"kept_back": "party 4", "stands_in": "title"} in done["traces"]
    done = in_part(
        station,
        seed().source,
        kept,
        "title=3.3(b)(1)/the board",
        "summary=3.3(b)(1)/the board",
        "translation 1=3.3(b)(1)/the board",
        "note 2.1=3.3(b)(1)/the board",
        despite_traces=True,
    )
    assert "title" not in {one["stands_in"] for one in done["traces"]}


def test_names_in_words_that_are_kept_back_are_told_and_refuse_nothing(station: Client) -> None:
    enter(station, [printed(1, "Filippov has asked", title="Filippov, again")], "f")
    done = in_part(station, "volume/d1", "1:0-8=1.4(a)/the board")
    assert done["traces"] == [{"kept_back": "1:0-8", "stands_in": "title"}]


@pytest.mark.parametrize(
    "said", ["party 40", "mark 1.1", "2", "translation 1", "1:0-900", "note 9.1", "caption 1"]
)
def test_a_place_that_the_record_has_not_is_refused(station: Client, said: str) -> None:
    enter(station, [printed(1, "words")], "f")
    with pytest.raises(Usage, match="nothing at"):
        in_part(station, "volume/d1", f"{said}=1.4(a)/the board")


def test_a_record_whose_source_is_kept_back_has_a_name_by_lot_that_stays(station: Client) -> None:
    enter(station, [printed(51, "words"), printed(52, "others")], "f")
    for source in ("volume/d51", "volume/d52"):
        in_part(station, source, "source=1.4(a)/the board")
    one, two = page(station)["public"]
    assert one["name"] not in {name_of("volume/d51"), two["name"]}
    for told in (one, two):
        assert decode(b64decode(told["record"])).source == told["source"]
        assert told["source"] == f"[… 1.4(a)] {told['name']}"
    in_part(station, "volume/d51")
    (again,) = [told for told in page(station)["public"] if told["name"] == one["name"]]
    assert again["source"] == "volume/d51", "what is public later keeps its address"
    assert station.read("archive-record", record="volume/d51", office="archivist")["releases"]


def test_a_source_with_a_number_that_is_kept_back_goes_with_it(station: Client) -> None:
    enter(station, [printed(7351, "words", source="telegrams/7351")], "f")
    in_part(station, "telegrams/7351", "number=1.4(a)/the board", "title=1.4(a)/the board")
    (one,) = page(station)["public"]
    assert b"7351" not in b64decode(one["record"])
    assert one["name"] != name_of("telegrams/7351")
    assert "7351" not in str({**one, "record": ""})


def test_a_source_that_was_public_keeps_its_name(station: Client) -> None:
    enter(station, [printed(1, "words")], "f")
    in_part(station, "volume/d1")
    in_part(station, "volume/d1", "source=1.4(a)/the board")
    (one,) = page(station)["public"]
    assert one["name"] == name_of("volume/d1")


# -- taken back -----------------------------------------------------------------------------------


def test_what_is_withdrawn_is_told_by_its_name_alone(station: Client) -> None:
    enter(station, [printed(1, "words"), printed(2, "others")], "f")
    release(station, batch="f")
    withdraw(station, "volume/d1")
    told = page(station)
    assert [one["source"] for one in told["public"]] == ["volume/d2"]
    (gone,) = told["withdrawn"]
    assert gone.pop("at") > 0
    assert gone == {
        **BY,
        "name": name_of("volume/d1"),
        "version": 1,
        "reason": "by mistake",
    }
    assert release(station, batch="f")["released"] == 0, "it does not come back by the way"


def test_what_was_withdrawn_can_be_released_again_and_that_is_told(station: Client) -> None:
    enter(station, [printed(1, "words")], "f")
    release(station, batch="f")
    withdraw(station, "volume/d1")
    in_part(station, "volume/d1", "1=1.4(a)/the board")
    told = page(station)
    assert told["withdrawn"] == []
    (one,) = told["public"]
    assert one["version"] == 2
    assert [two["reason"] for two in one["withdrawals"]] == ["by mistake"]


def test_what_is_not_public_is_not_withdrawn_nor_twice(station: Client) -> None:
    enter(station, [printed(1, "words")], "f")
    with pytest.raises(Usage, match="nothing of record"):
        withdraw(station, "volume/d1")
    release(station, batch="f")
    withdraw(station, "volume/d1")
    with pytest.raises(Usage, match="nothing of record"):
        withdraw(station, "volume/d1")


def test_a_withdrawal_says_why(station: Client) -> None:
    enter(station, [printed(1, "words")], "f")
    release(station, batch="f")
    with pytest.raises(Usage, match="why it is withdrawn"):
        withdraw(station, "volume/d1", reason=" ")


def test_who_is_no_archivist_or_not_cleared_withdraws_nothing(station: Client) -> None:
    enter(station, [printed(1, "words")], "f", level=4)
    release(station, batch="f")
    with pytest.raises(Forbidden):
        withdraw(station, "volume/d1", office="desk")
    with pytest.raises(NotFound):
        withdraw(station, "volume/d1", office="helper")
    assert len(page(station)["public"]) == 1


def test_pages_go_through_what_is_public_and_what_was(station: Client) -> None:
    enter(station, [printed(number, "words") for number in range(1, 8)], "f")
    release(station, batch="f")
    for number in (2, 5):
        withdraw(station, f"volume/d{number}")
    seen, gone, after = [], [], -1
    while (told := station.read("archive-public", after=after, limit=2))["last"] is not None:
        seen += [one["source"] for one in told["public"]]
        gone += [one["name"] for one in told["withdrawn"]]
        after = told["last"]
    assert sorted(seen) == [f"volume/d{number}" for number in (1, 3, 4, 6, 7)]
    assert sorted(gone) == sorted(name_of(f"volume/d{number}") for number in (2, 5))


# -- editions -------------------------------------------------------------------------------------


def correct(station: Client, record: Record, reason: str, level: int = 0) -> None:
    from base64 import b64encode  # noqa: PLC0415  # of this alone

    from depesha.archive.form import encode  # noqa: PLC0415

    station.order(
        "archive-enter",
        office="archivist",
        batch="f",
        classification=level,
        records=[b64encode(encode(record)).decode()],
        reason=reason,
    )


def test_an_edition_says_why_it_is_there_and_what_differs(station: Client) -> None:
    first, second = (
        dated(printed(1, "words"), "1951-11-20"),
        dated(printed(1, "words"), "1951-11-21"),
    )
    correct(station, first, "ignored: it is the first")
    correct(station, second, "the date was misread")
    told = station.read("archive-record", record="volume/d1", office="archivist")
    newest, oldest = told["editions"]
    assert (newest["edition"], newest["reason"]) == (2, "the date was misread")
    assert newest["changes"] == [
        {"field": f"telegram.events[0].at.{name}", "before": "1951-11-20", "after": "1951-11-21"}
        for name in ("text", "iso")
    ]
    assert (oldest["reason"], oldest["changes"]) == ("", [])
    old = station.read("archive-record", record="volume/d1", edition=1, office="archivist")
    assert old["sent"] == "1951-11-20"
    with pytest.raises(NotFound):
        station.read("archive-record", record="volume/d1", edition=3, office="archivist")


def test_no_edition_is_above_the_reader_of_the_one_before(station: Client) -> None:
    correct(station, printed(1, "open"), "")
    with pytest.raises(Refused):
        correct(station, printed(1, "SECRET"), "SECRET reason", level=4)
    correct(station, printed(1, "open again"), "again")
    told = station.read("archive-record", record="volume/d1", office="helper")
    assert [one["edition"] for one in told["editions"]] == [2, 1]
    assert "SECRET" not in str(told)
    with pytest.raises(NotFound):
        station.read("archive-record", record="volume/d1", edition=3, office="helper")


def test_a_later_version_tells_why_and_which_fields_and_never_what_stood_there(
    station: Client,
) -> None:
    correct(station, dated(printed(1, "MISTAKE"), "1951-11-20"), "")
    in_part(station, "volume/d1")
    correct(station, dated(printed(1, "right"), "1951-11-21"), "the date was misread")
    in_part(station, "volume/d1")
    (one,) = public(station)
    first, second = one["versions"]
    assert (first["changed"], first["reasons"]) == ([], [])
    assert second["changed"] == ["telegram.events", "telegram.texts"]
    assert second["reasons"] == ["the date was misread"]
    assert "MISTAKE" not in str({**one, "record": b64decode(one["record"])})


def test_a_reason_is_told_without_the_words_that_are_kept_back(station: Client) -> None:
    correct(station, printed(1, "words", sender="Zirconov"), "")
    in_part(station, "volume/d1", "party 1=1.4(a)/the board")
    correct(station, printed(1, "words, again", sender="Zirconov"), "said to Zirconov")
    in_part(station, "volume/d1", "party 1=1.4(a)/the board")
    (one,) = public(station)
    assert one["versions"][1]["reasons"] == ["said to [… 1.4(a)]"]
    assert one["versions"][1]["changed"] == ["telegram.texts"]
