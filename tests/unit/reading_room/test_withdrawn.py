"""What was withdrawn, and what was corrected, as the reading room shows it."""

from pathlib import Path
from typing import Any

from depesha.archive.naming import name_of
from depesha.reading_room.pages.room import Room
from depesha.reading_room.writing import write
from tests.unit.reading_room.shelves import (
    AT,
    ask,
    page,
    place_of,
    printed,
    released,
    room_of,
    tree_of,
)

GONE = printed(2, "secret words")
OAI = "{http://www.openarchives.org/OAI/2.0/}"


def withdrawn(at: int = AT) -> dict[str, Any]:
    return {
        "name": name_of(GONE.source),
        "withdrawn": {
            "version": 3,
            "decided_by": "the second board",
            "authority": "law 5",
            "decided_on": "2001-05-04",
            "reason": "<b>by mistake</b>",
            "at": at,
        },
    }


def a_room(tmp_path: Path, *, in_files: bool = False) -> Room:
    there = [released(printed(1, "open", title="A title")), withdrawn(AT + 5_000)]
    return room_of(tmp_path / "s", there, in_files=in_files)


def test_the_address_stays_and_says_who_withdrew_it_when_and_why(tmp_path: Path) -> None:
    room = a_room(tmp_path)
    for language in ("en", "ru"):
        answer = ask(room, f"{language}/{place_of(GONE)}")
        shown = answer.data.decode()
        assert answer.status == 410
        for words in ("the second board", "law 5", "2001", "&lt;b&gt;by mistake&lt;/b&gt;"):
            assert words in shown, words
    assert "Изъято" in page(room, f"ru/{place_of(GONE)}")
    assert room.shelf.extent()[0] == 1


def test_nothing_of_its_record_is_on_the_shelf(tmp_path: Path) -> None:
    room = a_room(tmp_path)
    data = (tmp_path / "s").read_bytes()
    assert b"open" in data
    assert b"secret words" not in data
    assert GONE.source.encode() not in data
    assert room.shelf.harvest((-1, -1), (0, 2**62), 10)[0][0]["title"] == "A title"


def test_a_copy_in_files_has_its_page_too(tmp_path: Path) -> None:
    write(a_room(tmp_path, in_files=True), tmp_path / "site")
    folder = tmp_path / "site"
    assert "by mistake" in (folder / "en" / place_of(GONE) / "index.html").read_text()
    assert (folder / place_of(GONE) / "index.html").exists()
    assert not (folder / f"{place_of(GONE)}.json").exists()
    assert place_of(GONE) not in (folder / "sitemap-1.xml").read_text()


def test_harvesters_are_told_that_it_was_deleted(tmp_path: Path) -> None:
    room = a_room(tmp_path)
    for verb in ("ListRecords", "ListIdentifiers"):
        tree = tree_of(ask(room, "oai", verb=verb, metadataPrefix="oai_dc").data)
        headers = list(tree.iter(f"{OAI}header"))
        assert [one.get("status") for one in headers] == [None, "deleted"]
    one = tree_of(
        ask(
            room,
            "oai",
            verb="GetRecord",
            metadataPrefix="oai_dc",
            identifier=f"oai:archive.example:{name_of(GONE.source)}",
        ).data
    )
    assert one.find(f".//{OAI}header").get("status") == "deleted"  # type: ignore[union-attr]
    assert one.find(f".//{OAI}metadata") is None
    told = ask(room, "oai", verb="Identify").data
    assert b"<deletedRecord>transient</deletedRecord>" in told


def test_a_harvest_goes_on_behind_what_was_deleted(tmp_path: Path) -> None:
    there = [released(printed(number, "t"), at=AT + number * 1000) for number in range(3, 132)]
    room = room_of(tmp_path / "s", [*there[:60], withdrawn(AT + 62_500), *there[60:]])
    names: list[str] = []
    query = {"metadataPrefix": "oai_dc"}
    while True:
        tree = tree_of(ask(room, "oai", verb="ListIdentifiers", **query).data)
        names += [one.text or "" for one in tree.iter(f"{OAI}identifier")]
        token = tree.find(f".//{OAI}resumptionToken")
        if token is None or not token.text:
            break
        query = {"resumptionToken": token.text}
    assert len(names) == len(set(names)) == 130
    assert names[60].endswith(name_of(GONE.source))


def corrected() -> Any:
    one = released(printed(1, "right", title="A title"), version=2)
    one["release"]["versions"][1] |= {
        "reasons": ["the <i>date</i> was misread"],
        "changed": ["telegram.events", "holdings", "odd"],
    }
    return one


def test_errata_are_listed_for_everybody(tmp_path: Path) -> None:
    room = room_of(tmp_path / "s", [corrected(), released(printed(3, "whole"))])
    shown = page(room, "en/errata")
    assert "A title" in shown
    assert "the &lt;i&gt;date&lt;/i&gt; was misread" in shown
    assert "times, holdings, odd" in shown
    assert "время, место хранения, odd" in page(room, "ru/errata")
    assert "Telegram 3" not in shown
    there = page(room, f"en/{place_of(printed(1, ''))}")
    assert "was misread" in there
    assert "differs in:" in there


def test_without_errata_the_page_says_so(tmp_path: Path) -> None:
    room = room_of(tmp_path / "s", [released(printed(3, "whole"))])
    assert "There are none." in page(room, "en/errata")
