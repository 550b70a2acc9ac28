"""Questions of the archive about a page of no lines, behind no page, and with half a letter."""

from pathlib import Path

import pytest

from depesha.errors import Usage
from tests.archive_desk import Archive, archive_at
from tests.network.records import record

DECISION = {"decided_by": "the board", "authority": "25 years", "decided_on": "1976-11-21"}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    made = archive_at(tmp_path, (("archivist", "archivist", 5),))
    number = made.enter(record("Текст."))
    made.station.order(
        "archive-release",
        office="archivist",
        record=number,
        redactions=["1:0-2=3.3(b)(1)/the board"],
        review_on="2001-01-01",
        **DECISION,
    )
    made.index()
    return made


def test_a_page_of_no_lines_has_no_end(archive: Archive) -> None:
    read = archive.station.read
    assert len(read("archive-due", office="archivist", limit=1)["due"]) == 1, "the control"
    told = read("archive-due", office="archivist", limit=0)
    assert (told["due"], told["last"]) == ([], None)


@pytest.mark.parametrize("question", ["archive-public", "archive-export"])
@pytest.mark.parametrize("last", [2**63, 2**53, -2, "x", 1.5, []])
def test_behind_what_was_no_page_nothing_is_looked_for(
    archive: Archive, question: str, last: object
) -> None:
    with pytest.raises(Usage, match="the answer before"):
        archive.station.read(question, office="archivist", after=last)


@pytest.mark.parametrize("question", ["archive-public", "archive-export"])
def test_a_list_goes_on_behind_the_page_before(archive: Archive, question: str) -> None:
    page = archive.station.read(question, office="archivist", after=None)
    assert page["last"] is not None
    assert archive.station.read(question, office="archivist", after=page["last"])["last"] is None


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("archive-search", "query"),
        ("archive-record", "record"),
        ("archive-cover", "cover"),
        ("archive-names", "spelled"),
        ("archive-export", "record"),
        ("find", "text"),
    ],
)
def test_half_a_letter_is_no_bug(archive: Archive, question: str, field: str) -> None:
    """JSON may escape one half of a pair; no text that came in UTF-8 has it."""
    with pytest.raises(Usage, match="half a letter"):
        archive.station.read(question, **{"office": "archivist", field: "а\ud800"})


@pytest.mark.parametrize("exact", [True, False])
def test_a_page_of_no_lines_has_none(archive: Archive, *, exact: bool) -> None:
    """As they are written, all that were looked at came, up to 2,000."""

    def found(limit: int) -> int:
        asked = {"query": "текст", "exact": exact, "limit": limit, "office": "archivist"}
        return len(archive.station.read("archive-search", **asked)["found"])

    assert found(1) == 1, "the control"
    assert found(0) == 0
