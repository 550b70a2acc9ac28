"""Cover names that an archivist below finds out by trying, or gives away without knowing."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from depesha.archive.record import Annotation, AnnotationKind, Record
from depesha.errors import Forbidden, NotFound, Refused
from tests.archive_desk import Archive, archive_at
from tests.network.records import record

OFFICES = (
    ("archivist", "archivist", 5),
    ("helper", "archivist", 1),
    ("reader", "drafter", 1),
)
NAME = '{"preferred": "Сталин", "kind": "person", "variants": ["Филиппов"]}'


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_at(tmp_path, OFFICES)


def cover(archive: Archive, office: str, level: int) -> str:
    done = archive.station.order(
        "archive-cover-add", office=office, forms=["Филиппов=ru"], classification=level
    )
    return str(done["cover"])


def amend(archive: Archive, office: str = "archivist", **fields: Any) -> Any:
    given: dict[str, Any] = {"cover": "Филиппов", "reason": "not for all", **fields}
    which = "classify" if fields else "take-back"
    return archive.station.order(f"archive-cover-{which}", office=office, **given)


def identify(archive: Archive, level: int = 4) -> str:
    done = archive.station.order(
        "archive-cover-identify",
        office="archivist",
        cover="Филиппов",
        person="Сталин",
        classification=level,
        basis="b",
        decided_by="d",
    )
    return str(done["identification"])


def marked() -> Record:
    """A record in which an editor marked a cover name."""
    one = record("Передайте Филиппову.")
    mark = Annotation(segment=0, start=10, end=19, kind=AnnotationKind.COVER, body="Филиппов")
    (text,) = one.telegram.texts
    texts = (replace(text, annotations=(mark,)),)
    return replace(one, telegram=replace(one.telegram, texts=texts))


def sees_the_mark(archive: Archive, office: str) -> bool:
    shown = archive.station.read("archive-record", record="volume/d1", office=office)
    return "COVER" in str(shown["content"])


def known(archive: Archive, office: str) -> list[int]:
    return [one["classification"] for one in archive.station.read("archive-covers", office=office)]


def finds(archive: Archive, words: str, office: str) -> int:
    return len(archive.station.read("archive-search", query=words, office=office)["found"])


def test_nobody_finds_out_by_a_cover_name_of_his_own_what_an_editor_marked(
    archive: Archive,
) -> None:
    """A mark was shown to whoever knew its spelling; an archivist below states what he guesses."""
    archive.enter(marked())
    cover(archive, "archivist", 3)
    assert [sees_the_mark(archive, one) for one in ("archivist", "helper", "reader")] == [
        True,
        False,
        False,
    ]
    cover(archive, "helper", 0)
    assert not sees_the_mark(archive, "helper")
    assert not sees_the_mark(archive, "reader")
    assert known(archive, "helper") == [0], "and nothing told him that there was one"


def test_a_mark_is_shown_to_whoever_is_cleared_for_all_that_is_spelled_so(
    archive: Archive,
) -> None:
    archive.enter(marked())
    cover(archive, "archivist", 1)
    assert sees_the_mark(archive, "reader")


def test_no_name_of_the_authority_gives_a_cover_name_away(archive: Archive) -> None:
    archive.enter(record("Передайте Филиппову."))
    cover(archive, "archivist", 3)
    identify(archive)
    archive.index()
    assert finds(archive, "Сталин", "archivist") == 1, "the control"
    assert finds(archive, "Сталин", "reader") == 0
    with pytest.raises(Refused) as refused:
        archive.station.order("archive-name-add", office="archivist", names=[NAME])
    assert "илиппов" not in f"{refused.value.message}{refused.value.hint}"
    assert finds(archive, "Сталин", "reader") == 0


def test_whoever_does_not_know_a_cover_name_learns_of_none_by_stating_a_name(
    archive: Archive,
) -> None:
    cover(archive, "archivist", 3)
    done = archive.station.order("archive-name-add", office="helper", names=[NAME])
    assert done["stated"] == 1


def test_what_everybody_is_told_of_a_name_is_no_cover_name(archive: Archive) -> None:
    archive.station.order("archive-name-add", office="archivist", names=[NAME])
    with pytest.raises(Refused):
        cover(archive, "archivist", 3)
    alone = '{"preferred": "Филиппов", "kind": "person"}'
    archive.station.order("archive-name-add", office="archivist", names=[alone])
    with pytest.raises(Refused):
        cover(archive, "archivist", 3)


def test_somebody_may_be_called_as_another_is_covered(archive: Archive) -> None:
    alone = '{"preferred": "Филиппов", "kind": "person"}'
    archive.station.order("archive-name-add", office="archivist", names=[alone])
    cover(archive, "archivist", 3)
    assert known(archive, "archivist") == [3]


def test_the_same_cover_name_is_not_kept_twice(archive: Archive) -> None:
    cover(archive, "archivist", 0)
    with pytest.raises(Refused):
        cover(archive, "archivist", 3)
    with pytest.raises(Refused):
        cover(archive, "helper", 0)
    assert known(archive, "archivist") == [0]


def test_a_cover_name_is_let_be_known_to_fewer_and_what_it_means_too(archive: Archive) -> None:
    archive.enter(record("Передайте Филиппову."))
    cover(archive, "archivist", 0)
    identify(archive, 0)
    archive.index()
    assert finds(archive, "Сталин", "reader") == 1, "the control"
    amend(archive, classification=3)
    assert known(archive, "reader") == []
    assert known(archive, "archivist") == [3]
    assert finds(archive, "Сталин", "reader") == 0
    assert finds(archive, "Сталин", "archivist") == 1
    with pytest.raises(NotFound):
        amend(archive, "helper", classification=0)


def test_nobody_hides_a_cover_name_from_himself(archive: Archive) -> None:
    cover(archive, "archivist", 0)
    with pytest.raises(Forbidden):
        amend(archive, "helper", classification=2)
    assert known(archive, "helper") == [0]


def test_a_cover_name_that_was_none_is_taken_back(archive: Archive) -> None:
    archive.enter(marked())
    cover(archive, "archivist", 0)
    said = identify(archive)
    with pytest.raises(Refused):
        amend(archive)
    archive.station.order(
        "archive-cover-withdraw", office="archivist", identification=said, reason="another"
    )
    amend(archive)
    assert known(archive, "archivist") == []
    assert not sees_the_mark(archive, "archivist")
    with pytest.raises(NotFound):
        amend(archive, classification=1)
    assert cover(archive, "archivist", 2), "it may be kept again"


@pytest.mark.parametrize("is_identified", [False, True])
def test_taking_a_cover_name_back_tells_of_no_identification_above(
    archive: Archive, *, is_identified: bool
) -> None:
    """`helper` knows the cover name; that somebody was identified is above him."""
    archive.enter(marked())
    kept = cover(archive, "archivist", 0)
    if is_identified:
        identify(archive)
    assert amend(archive, "helper") == {"cover": kept}
    assert known(archive, "helper") == known(archive, "reader") == []
    assert not sees_the_mark(archive, "helper")
    with pytest.raises(NotFound):
        amend(archive, "helper")
    with pytest.raises(NotFound):
        amend(archive, "helper", classification=1)
    assert cover(archive, "helper", 0), "for him it may be kept again"


def test_what_is_taken_back_below_stays_for_whoever_knows_whom_it_meant(archive: Archive) -> None:
    archive.enter(marked())
    cover(archive, "archivist", 0)
    identify(archive, 5)
    said = identify(archive)
    archive.index()
    amend(archive, "helper")
    assert known(archive, "archivist") == [4], "from the lowest level on that knows"
    assert sees_the_mark(archive, "archivist")
    assert finds(archive, "Сталин", "archivist") == 1
    assert finds(archive, "Сталин", "reader") == finds(archive, "Сталин", "helper") == 0
    shown = archive.station.read("archive-cover", cover="Филиппов", office="archivist")
    assert {one["classification"] for one in shown[0]["identifications"]} == {4, 5}
    assert said in str(shown)


def test_whoever_knows_whom_it_meant_is_told_so(archive: Archive) -> None:
    cover(archive, "archivist", 0)
    identify(archive, 1)
    identify(archive, 4)
    with pytest.raises(Refused, match="whom it meant is said here"):
        amend(archive, "helper")
    assert known(archive, "helper") == [0]
