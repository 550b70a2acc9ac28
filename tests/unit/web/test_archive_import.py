"""Files taken into the archive at the desk: what becomes of them, and how that is followed."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from httpx2 import Response

from depesha.archive.form import encode
from depesha.archive.json_lines import record_of
from depesha.errors import NotNow, OfficeLocked, WrongPassphrase
from depesha.names import OfficeId, TimeMs
from depesha.station.archive_importing import ENTERED_AT_ONCE
from depesha.station.plain import plain
from depesha.web.records.importing import KEPT_MS, MAX_DOCUMENTS, MAX_KEPT, Imports
from depesha.web.records.taking_in import run
from tests.archive_desk import Archive, archive_at
from tests.desks import LEASE, Visitor
from tests.unit.reading_room.shelves import SEED_PAGE, printed
from tests.unit.web.test_archive import words

PLACE = "/archive/import"
SEED = SEED_PAGE.read_bytes()
OFFICE = OfficeId("archivist@alpha")
HIS, OTHERS = "his own", "another's"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_at(tmp_path)


@pytest.fixture
def desk(archive: Archive) -> Iterator[Visitor]:
    desk = archive.desk()
    with one_loop(desk):
        yield desk


@contextmanager
def one_loop(desk: Visitor) -> Iterator[None]:
    """Answer all requests in one loop, as a station does: an import outlasts its request."""
    with start_blocking_portal() as portal:
        desk.client.portal = portal
        yield


def volume(first: int, last: int, words: str = "Words.") -> bytes:
    inside = "".join(
        f'<div type="document" n="v/d{number}"><head>Telegram</head><p>{number}. {words}</p></div>'
        for number in range(first, last + 1)
    )
    return f'<TEI xmlns="http://www.tei-c.org/ns/1.0">{inside}</TEI>'.encode()


def shown(desk: Visitor, answer: Response, language: str = "en") -> str:
    """Return the page to which an import leads, once it has ended."""
    assert answer.status_code == 303, answer.text[-600:]
    place, until, page = answer.headers["Location"], monotonic() + 60, ""
    while monotonic() < until:
        page = desk.get(place, language=language).text
        if 'hx-trigger="every 1s"' not in page:
            return page
        sleep(0.05)
    raise AssertionError(words(page))


def sums(page: str) -> list[int]:
    """Return how many were new, next editions, known, not read, and lines not understood."""
    return [int(one) for one in re.findall(r'<dd class="sum[^"]*">(\d+)</dd>', page)]


def orders(desk: Visitor) -> list[dict[str, Any]]:
    return [fields for name, fields in desk.station.orders if name == "archive-enter"]


# -- the form --------------------------------------------------------------------------------------


def test_an_archivist_is_led_there_from_the_archive(desk: Visitor) -> None:
    assert f'href="{PLACE}"' in desk.get("/archive").text
    page = desk.get(PLACE)
    assert page.status_code == 200
    assert 'enctype="multipart/form-data"' in page.text


def test_fields_stand_before_files(desk: Visitor) -> None:
    page = desk.get(PLACE).text
    names = re.findall(r'<(?:input|select|textarea)[^>]* name="(\w+)"', page.partition("<main")[2])
    assert names[:2] == ["form_token", "order_id"]
    assert names[-1] == "file"


@pytest.mark.parametrize(("office", "levels"), [("archivist", 6), ("helper", 2)])
def test_one_chooses_what_one_is_cleared_for(archive: Archive, office: str, levels: int) -> None:
    page = archive.desk(office).get(PLACE).text
    chosen = page.partition('name="classification"')[2].partition("</select>")[0]
    assert re.findall(r'value="(\d)"', chosen) == [str(one) for one in range(levels)]


# -- what becomes of it ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_page_becomes_a_record_with_its_checks_and_a_link(desk: Visitor, language: str) -> None:
    page = shown(desk, desk.send_files(PLACE, ("telegram-26044.md", SEED)), language)
    assert sums(page) == [1, 0, 0, 0, 0]
    assert page.count('<li class="agrees">') == 6
    (place,) = re.findall(r'href="(/archive/from[^"]+)"', page)
    record = desk.get(unescape(place))
    assert record.status_code == 303
    assert desk.get(record.headers["Location"]).status_code == 200
    assert orders(desk)[0]["batch"] == "telegram-26044.md"


def test_given_again_it_was_here_and_changed_it_is_the_next_edition(desk: Visitor) -> None:
    assert sums(shown(desk, desk.send_files(PLACE, ("p.md", SEED))))[:3] == [1, 0, 0]
    assert sums(shown(desk, desk.send_files(PLACE, ("p.md", SEED))))[:3] == [0, 0, 1]
    changed = SEED.replace("Форма № 17".encode(), "Форма № 18".encode())
    assert changed != SEED
    page = shown(desk, desk.send_files(PLACE, ("p.md", changed), erratum="the form was misread"))
    assert sums(page)[:3] == [0, 1, 0]
    assert "edition 2" in page
    assert orders(desk)[-1]["reason"] == "the form was misread"


def test_lines_that_are_not_understood_are_shown(desk: Visitor) -> None:
    strange = SEED.replace("Форма № 17".encode(), "Форма № 17\n\nЪ-17/%%".encode(), 1)
    page = shown(desk, desk.send_files(PLACE, ("p.md", strange)))
    assert sums(page)[4] == 1
    assert "Ъ-17/%%" in page


def test_a_check_that_differs_is_told(desk: Visitor) -> None:
    wrong = SEED.replace("отп. 2 экз".encode(), "отп. 3 экз".encode())
    page = shown(desk, desk.send_files(PLACE, ("p.md", wrong)))
    assert page.count('<li class="differs">') >= 1
    assert "1 differs" in words(page)


def test_several_files_and_a_text_are_told_each(desk: Visitor) -> None:
    page = shown(
        desk,
        desk.send_files(
            PLACE,
            ("v.xml", volume(1, 3)),
            ("broken.xml", volume(4, 4)[:-3]),
            ("none.pdf", b"%PDF-1.7"),
            page=SEED.decode(),
            name="typed.md",
        ),
    )
    said = words(page)
    assert sums(page)[:4] == [5, 0, 0, 2]
    for name in ("v.xml", "broken.xml", "none.pdf", "typed.md"):
        assert name in said
    assert "the file is a PDF" in said
    assert "not XML" in said
    assert "Number in the title and on the form" in said, "the checks are summed up"


@pytest.mark.parametrize(
    "line",
    [
        '{"source": "x", "telegram": {"document_type": "t"}, "a\\ud800": 1}',
        '{"source": "\\ud800", "telegram": {"document_type": "t"}}',
        '{"id": "\\ud800", "text": "words"}',
    ],
)
def test_half_a_letter_in_a_file_is_told_and_what_else_came_is_shown(
    desk: Visitor, line: str
) -> None:
    page = shown(desk, desk.send_files(PLACE, ("a.jsonl", line.encode()), ("p.md", SEED)))
    assert sums(page)[:4] == [1, 0, 0, 1]
    assert r"\ud800" in page or "half of a surrogate pair" in page


def test_a_text_alone_is_taken_in_with_the_line_ends_of_a_browser(desk: Visitor) -> None:
    text = SEED.decode().replace("\n", "\r\n")
    page = shown(desk, desk.send_files(PLACE, ("", b""), page=text))
    assert sums(page)[0] == 1
    assert orders(desk)[0]["batch"] == "page.md"


def test_records_as_an_archive_gives_them_out_are_taken_in_the_same(desk: Visitor) -> None:
    record = printed(7, "7. Words.")
    line = json.dumps(plain(record)).encode()
    assert encode(record_of(json.loads(line))) == encode(record)
    assert sums(shown(desk, desk.send_files(PLACE, ("records.jsonl", line))))[0] == 1


def test_classification_and_glosses_are_as_they_were_chosen(archive: Archive) -> None:
    desk = archive.desk()
    answer = desk.send_files(PLACE, ("p.md", SEED), classification="1", gloss_classification="3")
    assert answer.status_code == 303
    assert orders(desk)[0]["classification"] == 1
    place = re.findall(r'href="(/archive/from[^"]+)"', desk.get(answer.headers["Location"]).text)[0]
    number = desk.get(unescape(place)).headers["Location"]
    assert "[Stalin]" in words(desk.get(number).text)
    assert archive.desk("helper").get(number).status_code == 200
    assert "[Stalin]" not in words(archive.desk("helper").get(number).text)


def test_thousands_are_counted_and_the_first_are_shown(desk: Visitor) -> None:
    count = 9 * ENTERED_AT_ONCE + 5
    page = shown(desk, desk.send_files(PLACE, ("v.xml", volume(1, count))))
    assert sums(page)[0] == count
    assert page.count('<li class="card">') == MAX_DOCUMENTS
    assert f"{count - MAX_DOCUMENTS} more are in the archive" in page
    assert len(page.encode()) < 150_000
    assert len(orders(desk)) == 10


# -- what is refused -------------------------------------------------------------------------------


def test_nothing_is_refused_and_what_was_typed_stays(desk: Visitor) -> None:
    answer = desk.send_files(PLACE, erratum="because", classification="2")
    assert answer.status_code == 422
    assert "there is nothing to take in" in answer.text
    assert 'value="because"' in answer.text
    assert '<option value="2" selected>' in answer.text
    assert orders(desk) == []


def test_a_script_is_told_why_alone(desk: Visitor) -> None:
    answer = desk.send_files(PLACE, fragment=True)
    assert answer.status_code == 422
    assert "there is nothing to take in" in answer.text
    assert "<form" not in answer.text


@pytest.mark.parametrize(
    "fields",
    [{"classification": "x"}, {"classification": "-1"}, {"gloss_classification": "9999"}],
)
def test_a_level_that_is_none_is_refused(desk: Visitor, fields: dict[str, Any]) -> None:
    assert desk.send_files(PLACE, ("p.md", SEED), **fields).status_code == 422
    assert all(one._file.closed for one in desk.station.spools)


def test_a_reason_that_is_too_long_is_refused(desk: Visitor) -> None:
    answer = desk.send_files(PLACE, ("p.md", SEED), erratum="x" * 1001)
    assert answer.status_code == 422
    assert "at most 1000 characters" in answer.text


def test_what_is_refused_of_one_file_says_nothing_of_the_next(desk: Visitor) -> None:
    shown(desk, desk.send_files(PLACE, ("p.md", SEED)))
    changed = SEED.replace("Форма № 17".encode(), "Форма № 18".encode())
    files = (("p.md", changed), ("v.xml", volume(1, 2)))
    page = shown(desk, desk.send_files(PLACE, *files, classification="3"))
    assert "Nothing of it is entered" in page
    assert sums(page)[:2] == [2, 0]


# -- under way -------------------------------------------------------------------------------------


class Gate:
    """An order that waits until it is let go."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.opened = threading.Event()
        self.orders = 0

    def __call__(self, fields: dict[str, Any]) -> Any:
        self.orders += 1
        if self.orders > 1 and not self.opened.is_set():
            msg = "the station is at something else"
            raise NotNow(msg)
        return self.archive.station.order("archive-enter", **fields)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Hold every import before its first file; it goes on once this is set."""
    opened = threading.Event()

    def waiting(*given: Any) -> None:
        opened.wait(30)
        run(*given)

    monkeypatch.setattr("depesha.web.pages.archive_import.run", waiting)
    monkeypatch.setattr("depesha.web.pages.archive_import.WAIT_SECONDS", 0.01)
    return opened


def test_an_import_that_outlasts_its_request_is_followed(
    desk: Visitor, waits: threading.Event
) -> None:
    answer = desk.send_files(PLACE, ("v.xml", volume(1, 3)))
    going = desk.get(answer.headers["Location"]).text
    assert 'hx-trigger="every 1s"' in going
    assert "<progress" in going
    assert answer.headers["Location"] in desk.get(PLACE).text
    waits.set()
    assert sums(shown(desk, answer))[0] == 3


def test_a_second_import_is_refused_before_a_byte_of_it_lies_there(
    desk: Visitor, waits: threading.Event
) -> None:
    first = desk.send_files(PLACE, ("v.xml", volume(1, 3)))
    spools = len(desk.station.spools)
    second = desk.send_files(PLACE, ("p.md", SEED))
    assert second.status_code == 503
    assert "another import is under way" in second.text
    assert len(desk.station.spools) == spools
    waits.set()
    assert sums(shown(desk, first))[0] == 3
    assert sums(shown(desk, desk.send_files(PLACE, ("p.md", SEED))))[0] == 1


def test_an_import_that_is_stopped_says_so_and_given_again_goes_on(
    desk: Visitor, waits: threading.Event
) -> None:
    answer = desk.send_files(PLACE, ("v.xml", volume(1, 3)))
    assert desk.post(f"{answer.headers['Location']}/stop").status_code == 303
    waits.set()
    page = shown(desk, answer)
    assert "the import was stopped" in page
    assert orders(desk) == []
    assert sums(shown(desk, desk.send_files(PLACE, ("v.xml", volume(1, 3)))))[0] == 3


def test_an_import_ends_with_the_session_that_gave_it(
    desk: Visitor, waits: threading.Event
) -> None:
    answer = desk.send_files(PLACE, ("v.xml", volume(1, 3)))
    desk.station.leave(LEASE, "signed-out")
    waits.set()
    until = monotonic() + 30
    while desk.house.imports.under_way is not None and monotonic() < until:
        sleep(0.02)
    desk.sign_in(OFFICE)
    assert "the session ended" in desk.get(answer.headers["Location"]).text
    assert orders(desk) == []


def test_an_import_ends_with_the_station(desk: Visitor, waits: threading.Event) -> None:
    answer = desk.send_files(PLACE, ("v.xml", volume(1, 3)))
    desk.house.closing.set()
    waits.set()
    assert "the station stopped" in shown(desk, answer)
    assert orders(desk) == []


def test_what_was_entered_before_it_broke_off_stays(archive: Archive) -> None:
    gate = Gate(archive)
    answers: dict[str, Any] = {"archive-enter": gate}
    desk = archive.desk(**answers)
    count = 2 * ENTERED_AT_ONCE
    with one_loop(desk):
        page = shown(desk, desk.send_files(PLACE, ("v.xml", volume(1, count))))
        assert "the station is at something else" in page
        assert sums(page)[0] == ENTERED_AT_ONCE
        gate.opened.set()
        again = shown(desk, desk.send_files(PLACE, ("v.xml", volume(1, count))))
        assert sums(again)[:3] == [ENTERED_AT_ONCE, 0, ENTERED_AT_ONCE]


def test_a_bug_is_told_as_one_and_the_next_import_is_not_kept_out(archive: Archive) -> None:
    def breaks(fields: dict[str, Any]) -> Any:
        return fields["there is none"]

    answers: dict[str, Any] = {"archive-known": breaks}
    broken = archive.desk(**answers)
    page = shown(broken, broken.send_files(PLACE, ("v.xml", volume(1, 3))))
    assert "a bug: KeyError" in page
    assert broken.house.imports.under_way is None
    assert all(one._file.closed for one in broken.station.spools)


# -- the holder is there ---------------------------------------------------------------------------


class Locked:
    """An office whose key is locked, as the station tells of its orders."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.desk: Visitor | None = None
        self.errand = ""

    def __call__(self, fields: dict[str, Any]) -> Any:
        assert self.desk is not None
        lent = self.desk.station.secrets[-1]
        if lent.office not in (None, HIS):
            msg = "that does not open it"
            raise WrongPassphrase(msg)
        if lent.office == HIS:
            self.errand = lent.errand
        elif not self.errand or lent.errand != self.errand:
            msg = "archivist@alpha must be there: this is done with its key"
            raise OfficeLocked(msg)
        return self.archive.station.order("archive-enter", **fields)


@pytest.fixture
def locked(archive: Archive) -> Iterator[Visitor]:
    office = Locked(archive)
    answers: dict[str, Any] = {"archive-enter": office}
    desk = office.desk = archive.desk(**answers)
    with one_loop(desk):
        yield desk
    assert all(one._file.closed for one in desk.station.spools)


def goes_on(desk: Visitor) -> bool:
    """Say whether an import goes on, or waits."""
    return desk.house.imports.under_way is not None


def test_its_holder_proves_once_that_he_is_there(locked: Visitor) -> None:
    count = 2 * ENTERED_AT_ONCE + 1
    place = locked.send_files(PLACE, ("v.xml", volume(1, count))).headers["Location"]
    page = locked.get(place).text
    assert f'action="{place}/go"' in page
    assert "All has come" in page
    asked = locked.post(f"{place}/go")
    assert asked.status_code == 403
    assert 'type="password"' in asked.text
    wrong = locked.post(f"{place}/go", passphrase=OTHERS)
    assert wrong.status_code == 403
    assert "That does not open it." in wrong.text
    assert sums(shown(locked, locked.post(f"{place}/go", passphrase=HIS)))[0] == count
    given = [one.office for one in locked.station.secrets if one.errand]
    assert given.count(HIS) == 1, "once for all of them"


def test_what_waits_is_let_go_of_when_he_says_so_or_sends_something_else(locked: Visitor) -> None:
    place = locked.send_files(PLACE, ("v.xml", volume(1, 3))).headers["Location"]
    assert locked.post(f"{place}/stop").status_code == 303
    assert not goes_on(locked)
    first = locked.send_files(PLACE, ("v.xml", volume(1, 3))).headers["Location"]
    second = locked.send_files(PLACE, ("v.xml", volume(1, 3))).headers["Location"]
    assert first != second
    assert locked.post(f"{first}/go", passphrase=HIS).status_code == 303
    assert goes_on(locked), "the first is past, and the second waits"
    locked.post(f"{second}/stop")


def test_what_nobody_begins_with_is_let_go_of(
    locked: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("depesha.web.pages.archive_import.PATIENCE_SECONDS", 0.05)
    place = locked.send_files(PLACE, ("v.xml", volume(1, 3))).headers["Location"]
    until = monotonic() + 30
    while locked.house.imports.under_way is not None and monotonic() < until:
        sleep(0.02)
    assert locked.house.imports.under_way is None
    assert "must be there" in locked.get(place).text


def test_documents_that_are_not_read_are_told_once_though_it_began_twice(locked: Visitor) -> None:
    broken = (("v.xml", volume(1, 2)[:-3]), ("w.xml", volume(3, 4)))
    place = locked.send_files(PLACE, *broken).headers["Location"]
    page = shown(locked, locked.post(f"{place}/go", passphrase=HIS))
    assert sums(page)[:4] == [4, 0, 0, 1]


# -- for an hour -----------------------------------------------------------------------------------


def test_what_became_of_it_is_told_for_an_hour() -> None:
    imports = Imports()
    begun = imports.begin(OFFICE, TimeMs(0))
    begun.ended_at = TimeMs(1000)
    assert imports.find(begun.name, OFFICE, TimeMs(1000 + KEPT_MS)) is begun
    assert imports.find(begun.name, OFFICE, TimeMs(1001 + KEPT_MS)) is None


def test_no_more_than_some_are_kept() -> None:
    imports = Imports()
    names = []
    for _ in range(MAX_KEPT + 3):
        begun = imports.begin(OFFICE, TimeMs(0))
        begun.ended_at = TimeMs(0)
        names.append(begun.name)
    found = [imports.find(name, OFFICE, TimeMs(0)) is not None for name in names]
    assert found == [False] * 3 + [True] * MAX_KEPT
