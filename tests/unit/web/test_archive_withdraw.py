"""Taking back at the desk what is public, and how public the page of a record says that it is."""

from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from depesha.web.records.openness import Openness, State, openness_of
from tests.archive_desk import Archive, archive_at
from tests.unit.reading_room.shelves import seed

DECISION: dict[str, Any] = {
    "decided_by": "the board",
    "authority": "law 5",
    "decided_on": "2001-05-04",
    "reason": "by mistake",
}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_at(tmp_path)


def release(archive: Archive, number: int, **more: Any) -> None:
    decided = {name: DECISION[name] for name in ("decided_by", "authority", "decided_on")}
    archive.station.order("archive-release", office="archivist", record=number, **decided, **more)


def withdraw(archive: Archive, number: int, office: str = "archivist", **more: Any) -> Response:
    desk = archive.desk(office)
    return desk.post(f"/archive/r/{number}/withdraw", **{**DECISION, **more})


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_is_public_is_offered_to_be_withdrawn(archive: Archive, language: str) -> None:
    number = archive.enter(seed())
    path = f"/archive/r/{number}/withdraw"
    assert path not in archive.desk().get(f"/archive/r/{number}").text
    assert 'id="withdraw"' not in archive.desk().get(path, language=language).text
    release(archive, number)
    assert path in archive.desk().get(f"/archive/r/{number}").text
    assert path not in archive.desk("writer").get(f"/archive/r/{number}").text
    assert 'id="withdraw"' in archive.desk().get(path, language=language).text


def test_it_is_withdrawn_with_who_and_why(archive: Archive) -> None:
    number = archive.enter(seed())
    release(archive, number)
    done = withdraw(archive, number)
    assert done.status_code == 303, done.text[-900:]
    assert archive.station.read("archive-public", after=-1)["public"] == []
    page = archive.desk().get(f"/archive/r/{number}").text
    assert "withdrawn from the public" in page
    assert "by mistake" in page


@pytest.mark.parametrize(
    ("given", "why"),
    [({"decided_on": "yesterday"}, "not a day"), ({"reason": ""}, "why it is withdrawn")],
)
def test_what_is_refused_stands_in_the_page_again(
    archive: Archive, given: dict[str, Any], why: str
) -> None:
    number = archive.enter(seed())
    release(archive, number)
    answer = withdraw(archive, number, **given)
    assert answer.status_code == 422
    assert why in answer.text
    assert 'value="the board"' in answer.text
    assert len(archive.station.read("archive-public", after=-1)["public"]) == 1


def test_nobody_but_an_archivist_withdraws(archive: Archive) -> None:
    number = archive.enter(seed())
    release(archive, number)
    assert archive.desk("writer").get(f"/archive/r/{number}/withdraw").status_code == 403
    assert withdraw(archive, number, "writer").status_code == 403
    assert len(archive.station.read("archive-public", after=-1)["public"]) == 1


def test_the_page_says_which_edition_is_public_and_by_which_code(archive: Archive) -> None:
    number = archive.enter(seed())
    release(archive, number, redactions=["1=1.4(b)/the office"])
    archive.desk().post(
        f"/archive/r/{number}/text",
        kind="SUMMARY",
        language="en",
        author="I",
        reason="it had none",
        segment=["Of the armistice."],
    )
    page = archive.desk().get(f"/archive/r/{archive.number(seed().source)}").text
    assert "public, in part" in page
    assert "public is edition 1" in page
    assert '<span class="redacted">1.4(b)</span>' in page


def decided(version: int, *redactions: str) -> dict[str, Any]:
    return {"version": version, "edition": version + 3, "redactions": list(redactions)}


@pytest.mark.parametrize(
    ("releases", "withdrawn", "openness"),
    [
        ([], [], Openness(state=State.CLOSED)),
        ([decided(1)], [], Openness(state=State.WHOLE, edition=4)),
        ([decided(1), decided(2, "1")], [], Openness(state=State.PART, edition=5)),
        ([decided(1)], [1], Openness(state=State.WITHDRAWN)),
        ([decided(1), decided(2)], [1], Openness(state=State.WHOLE, edition=5)),
    ],
)
def test_a_record_is_public_by_its_last_decision_if_that_stands(
    releases: list[dict[str, Any]], withdrawn: list[int], openness: Openness
) -> None:
    found = {"releases": releases, "withdrawals": [{"version": one} for one in withdrawn]}
    assert openness_of(found) == openness
    assert openness.is_public == (openness.edition > 0)
