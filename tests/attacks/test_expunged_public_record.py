"""Attack: what was public is expunged here, and lives on with those who harvest.

A record that leaves the shelf without a word is no page that is gone and no deleted record: whoever
copies the shelf keeps his copy for good.
"""

from pathlib import Path
from typing import Any

import pytest

from depesha.archive.naming import name_of
from depesha.errors import NotFound, Usage
from depesha.reading_room.shelf import WITHDRAWAL
from tests.archive_desk import Archive, archive_at
from tests.network.records import record
from tests.unit.reading_room.shelves import ask, printed, released, room_of, tree_of

OFFICES = (("archivist", "archivist", 5), ("helper", "archivist", 1))
DECISION = {"decided_by": "the board", "authority": "25 years", "decided_on": "1976-11-21"}
WORDS = "Квазиворобьи прилетели."
WHY = "order 12 about Щербинидзев"
NAME = name_of("volume/d1")
OAI = "{http://www.openarchives.org/OAI/2.0/}"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_at(tmp_path, OFFICES)


def order(archive: Archive, name: str, number: int, **fields: Any) -> Any:
    return archive.station.order(name, office="archivist", record=number, **fields)


def destroyed(archive: Archive, *, is_public: bool = True) -> int:
    number = archive.enter(record(WORDS))
    if is_public:
        order(archive, "archive-release", number, **DECISION)
    order(archive, "archive-expunge", number, reason=WHY)
    return number


def page(archive: Archive) -> dict[str, Any]:
    told: dict[str, Any] = archive.station.read("archive-public", after=-1, limit=100)
    return told


def test_the_public_is_told_that_it_is_gone_and_nothing_else(archive: Archive) -> None:
    destroyed(archive)
    told = page(archive)
    assert told["public"] == []
    (gone,) = told["withdrawn"]
    assert gone.pop("at") > 0
    assert gone == {
        "name": NAME,
        "version": 1,
        **dict.fromkeys(("decided_by", "authority", "decided_on", "reason"), ""),
    }
    assert set(WITHDRAWAL) <= set(gone), "what the shelf asks of it"


def test_of_what_never_was_public_nothing_is_told(archive: Archive) -> None:
    destroyed(archive, is_public=False)
    assert page(archive) == {"public": [], "withdrawn": [], "last": None}


def test_its_release_is_withdrawn_though_its_words_were_expunged(archive: Archive) -> None:
    number = destroyed(archive)
    order(archive, "archive-withdraw", number, reason="destroyed", **DECISION)
    assert [one["reason"] for one in page(archive)["withdrawn"]] == ["destroyed"]
    with pytest.raises(Usage, match="nothing of record"):
        order(archive, "archive-withdraw", number, reason="again", **DECISION)


def test_what_was_withdrawn_first_keeps_what_was_said_of_it(archive: Archive) -> None:
    number = archive.enter(record(WORDS))
    order(archive, "archive-release", number, **DECISION)
    order(archive, "archive-withdraw", number, reason="by mistake", **DECISION)
    order(archive, "archive-expunge", number, reason=WHY)
    assert [one["reason"] for one in page(archive)["withdrawn"]] == ["by mistake"]


def test_whoever_is_not_cleared_withdraws_nothing(archive: Archive) -> None:
    number = archive.enter(record(WORDS), level=4)
    with pytest.raises(NotFound):
        archive.station.order(
            "archive-withdraw", office="helper", record=number, reason="x", **DECISION
        )


def test_what_is_destroyed_is_made_public_no_more(archive: Archive) -> None:
    number = destroyed(archive)
    with pytest.raises(NotFound):
        order(archive, "archive-release", number, **DECISION)


def test_its_address_says_that_it_is_gone_and_harvesters_are_told(
    archive: Archive, tmp_path: Path
) -> None:
    destroyed(archive)
    (gone,) = page(archive)["withdrawn"]
    there = [released(printed(2, "open")), {"name": NAME, "withdrawn": gone}]
    room = room_of(tmp_path / "s", there)
    for language in ("en", "ru"):
        answer = ask(room, f"{language}/r/{NAME}")
        assert answer.status == 410
        shown = answer.data.decode()
        assert WHY not in shown
        for empty in ("<bdi></bdi>", 'datetime=""', '<dd dir="auto"></dd>'):
            assert empty not in shown
    tree = tree_of(ask(room, "oai", verb="ListIdentifiers", metadataPrefix="oai_dc").data)
    assert "deleted" in [one.get("status") for one in tree.iter(f"{OAI}header")]
