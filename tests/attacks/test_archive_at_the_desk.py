"""The archive at the desk, attacked: by who may not, by what a record says, by its size."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from depesha.archive.record import Annotation, AnnotationKind, Publication, Record, Segment, Text
from tests.archive_desk import Archive, archive_at
from tests.unit.reading_room.shelves import seed

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> {{ 7*7 }} Разуваеву"
OWN_TAGS = re.compile(r"<(script|img|iframe|object|embed)\b[^>]*>", re.IGNORECASE)
WRITING = ("text/2", "new/translation", "new/summary", "new/normalised", "release")
READING = ("", "?text=2", "/compare/{0}", "/cite/1.ris")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_at(tmp_path)


def hostile(record: Record) -> Record:
    """Return a record in which whatever a person may have written is hostile."""

    def text(one: Text) -> Text:
        segments = tuple(Segment(key=each.key, text=HOSTILE) for each in one.segments)
        note = Annotation(segment=0, start=0, end=5, kind=AnnotationKind.NOTE, body=HOSTILE)
        cover = replace(note, kind=AnnotationKind.COVER, start=6, end=9)
        gloss = replace(note, kind=AnnotationKind.GLOSS, start=12, end=12)
        return replace(one, segments=segments, annotations=(note, cover, gloss), author=HOSTILE)

    telegram = replace(
        record.telegram,
        document_type=HOSTILE,
        classification_text=HOSTILE,
        caveats=(HOSTILE,),
        parties=tuple(replace(one, text=HOSTILE) for one in record.telegram.parties),
        texts=tuple(map(text, record.telegram.texts)),
    )
    published = Publication(
        title=HOSTILE,
        citation=HOSTILE,
        permalink=f"javascript:{HOSTILE}",
        summary=HOSTILE,
        language=HOSTILE,
    )
    holdings = tuple(replace(one, archive=HOSTILE, as_cited=HOSTILE) for one in record.holdings)
    return replace(
        record, source=HOSTILE, telegram=telegram, publication=published, holdings=holdings
    )


def test_words_of_a_record_are_words_on_every_page(archive: Archive) -> None:
    number = archive.enter(hostile(seed()), batch=HOSTILE)
    archive.index()
    desk = archive.desk()
    pages = [
        *(f"/archive/r/{number}/{path}" for path in WRITING),
        *(f"/archive/r/{number}{path}".format(number) for path in READING[:3]),
        "/archive?q=Разуваеву",
        f"/archive?q=%3Cscript%3E&person={'%3Cimg%3E'}&until=1952",
    ]
    for path in pages:
        answer = desk.get(path)
        assert answer.status_code == 200, path
        tags = [one for one in OWN_TAGS.finditer(answer.text) if "/static/" not in one[0]]
        assert tags == [], path
        assert " 49 " not in answer.text
        assert 'href="javascript:' not in answer.text
    typed: dict[str, Any] = dict.fromkeys(
        ("decided_by", "authority", "decided_on", "code"), HOSTILE
    )
    preview = desk.post(
        f"/archive/r/{number}/release/preview",
        places="",
        **typed,
    )
    assert [one for one in OWN_TAGS.finditer(preview.text) if "/static/" not in one[0]] == []


@pytest.mark.parametrize("path", [*WRITING])
def test_who_keeps_no_archive_opens_no_page_that_writes(archive: Archive, path: str) -> None:
    number = archive.enter(seed())
    desk = archive.desk("writer")
    assert desk.get(f"/archive/r/{number}/{path}").status_code == 403
    for posted in ("text", "release", "release/preview"):
        answer = desk.post(f"/archive/r/{number}/{posted}", kind="TRANSLATION", segment="x")
        assert answer.status_code == 403
    assert "archive-translate" not in [name for name, _ in desk.station.orders]


@pytest.mark.parametrize("path", [*(f"/{one}" for one in WRITING), *READING])
def test_a_number_that_is_tried_tells_nothing_of_what_one_is_not_cleared_for(
    archive: Archive, path: str
) -> None:
    number = archive.enter(seed(), level=4)
    nobody, desk = number + 500, archive.desk("helper")
    secret = desk.get(f"/archive/r/{number}{path}".format(number))
    nothing = desk.get(f"/archive/r/{nobody}{path}".format(nobody))
    assert secret.status_code == nothing.status_code == 404
    assert without_tokens(secret.text, number) == without_tokens(nothing.text, nobody)


def without_tokens(page: str, number: int) -> str:
    """Return a page without what is another in each, and without the number that was tried."""
    bare = re.sub(r'value="[0-9a-f]{16,}"|data-now="\d+"', "", page)
    return re.sub(rf"\b{number}\b", "N", bare)


def test_what_one_is_not_cleared_for_is_in_no_list_and_no_count(archive: Archive) -> None:
    archive.enter(seed(), level=4)
    archive.index()
    page = archive.desk("helper").get("/archive?q=Разуваев").text
    assert "/archive/r/" not in page
    assert "0 found" in page
    assert "26044" not in page


def test_a_record_that_is_not_cleared_for_is_not_compared(archive: Archive) -> None:
    low, high = archive.enter(seed()), 0
    changed = replace(seed(), source="another", unparsed=())
    changed = replace(changed, telegram=replace(seed().telegram, form_code="18"))
    high = archive.enter(changed, level=4)
    desk = archive.desk("helper")
    assert desk.get(f"/archive/r/{low}/compare/{high}").status_code == 404
    assert f"/archive/r/{high}" not in desk.get(f"/archive/r/{low}").text


@pytest.mark.parametrize(
    "fields",
    [
        {"segment": ["x"] * 6001},
        {"segment": "x" * (1024 * 1024 + 1)},
    ],
)
def test_a_form_that_is_too_large_is_refused(archive: Archive, fields: dict[str, Any]) -> None:
    number = archive.enter(seed())
    answer = archive.desk().post(f"/archive/r/{number}/text", kind="TRANSLATION", **fields)
    assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["TRANSCRIPTION", "<b>", ""])
def test_what_was_typed_is_written_by_nobody(archive: Archive, kind: str) -> None:
    number = archive.enter(seed())
    fields: dict[str, Any] = {
        "kind": kind,
        "text": "0",
        "segment": ["x"] * 5,
        "reason": "r",
        "author": "a",
    }
    assert archive.desk().post(f"/archive/r/{number}/text", **fields).status_code == 404
