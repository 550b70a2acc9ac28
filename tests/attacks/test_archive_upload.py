"""Files that are sent to the archive's desk to harm it: too large, broken, lying, another's."""

import asyncio
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from starlette.types import Message, Scope

from depesha.errors import StoreFull
from depesha.names import OfficeId
from depesha.web import guard, uploads
from depesha.web.form_parts import MAX_HEADER_BYTES, MAX_HEADERS
from tests.archive_desk import Archive, archive_at
from tests.attacks.test_hostile_evidence_packed import packed
from tests.attacks.test_hostile_volume import FILE, LAUGHS, PARAMETER
from tests.desks import BOUNDARY, CLOSED, ORIGIN, Visitor, in_parts, visit
from tests.unit.reading_room.shelves import SEED_PAGE

PLACE = "/archive/import"
DOCUMENT = b'<div type="document" n="v/d1"><head>Telegram</head><p>1. Words.</p></div>'
VOLUME = b'<TEI xmlns="http://www.tei-c.org/ns/1.0">' + DOCUMENT + b"</TEI>"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return archive_at(tmp_path_factory.mktemp("archive"))


@pytest.fixture
def desk(archive: Archive, tmp_path: Path) -> Iterator[Visitor]:
    """Return an archivist's browser; whatever was done with it, nothing may lie there behind."""
    desk = archive.desk()
    desk.station.folder = tmp_path
    yield desk
    assert all(one._file.closed for one in desk.station.spools), "something was not let go of"
    assert desk.house.imports.under_way is None
    assert list(tmp_path.iterdir()) == []


def kept(desk: Visitor) -> bool:
    """Say whether anything was entered."""
    return any(name == "archive-enter" for name, _ in desk.station.orders)


def token(desk: Visitor) -> bytes:
    return in_parts("form_token", desk.form_token.encode())


def shown(desk: Visitor, answer: Response) -> str:
    """Return the page to which an import leads."""
    assert answer.status_code == 303, answer.text[-600:]
    return desk.get(answer.headers["Location"]).text


def small(monkeypatch: pytest.MonkeyPatch, **bounds: int) -> None:
    """Make the bounds of a form small enough to be gone over in a test."""
    monkeypatch.setattr(uploads.taken, "__defaults__", (uploads.Bounds(**bounds),))


# -- what grows ------------------------------------------------------------------------------------


def test_a_zip_entry_that_unpacks_to_a_large_one_is_no_evidence(desk: Visitor) -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name in ("manifest.json", "body.cbor", "MANIFEST"):
            file.writestr(name, bytes(32 * 1024 * 1024))
    assert len(made.getvalue()) < 1024 * 1024
    page = shown(desk, desk.send_files(PLACE, ("bomb.zip", made.getvalue())))
    assert ">1</dd>" in page
    assert "Not read" in page
    assert not kept(desk)


def test_evidence_of_another_network_is_no_record_here(desk: Visitor) -> None:
    page = shown(desk, desk.send_files(PLACE, ("proof.zip", packed())))
    assert "another root" in page
    assert not kept(desk)


@pytest.mark.parametrize("attack", [LAUGHS, FILE, PARAMETER], ids=["laughs", "file", "parameter"])
def test_entities_of_xml_are_refused_before_they_are_read(desk: Visitor, attack: bytes) -> None:
    page = shown(desk, desk.send_files(PLACE, ("v.xml", attack)))
    assert "DTD" in page
    assert "root:" not in page
    assert not kept(desk)


def test_what_is_packed_by_gzip_is_told_and_not_unpacked(desk: Visitor) -> None:
    page = shown(desk, desk.send_files(PLACE, ("v.xml.gz", b"\x1f\x8b" + bytes(1000))))
    assert "packed by gzip" in page


def test_a_document_nested_too_deep_is_told_and_the_next_is_taken_in(desk: Visitor) -> None:
    deep = b'<div type="document" n="v/deep">' + b"<p>" * 500 + b"</p>" * 500 + b"</div>"
    new = DOCUMENT.replace(b"v/d1", b"v/behind")
    page = shown(desk, desk.send_files(PLACE, ("v.xml", VOLUME.replace(DOCUMENT, deep + new))))
    assert "elements within 200 others" in page
    assert "v/behind" in page
    assert kept(desk)


def test_elements_without_end_end_the_file(desk: Visitor) -> None:
    page = shown(desk, desk.send_files(PLACE, ("v.xml", b"<a>" * 100_000)))
    assert "elements within 2000 others" in page
    assert not kept(desk)


# -- what is no form -------------------------------------------------------------------------------

HEAD = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n'.encode()
BROKEN = {
    "endless headers": HEAD + b"X-A: b\r\n" * (MAX_HEADERS + 1) + b"\r\nx\r\n" + CLOSED,
    "a header without end": HEAD + b"X-A: " + b"b" * (MAX_HEADER_BYTES + 1) + b"\r\n\r\nx\r\n",
    "a header's name without end": HEAD + b"X" * (MAX_HEADER_BYTES + 1),
    "a header without a name": HEAD + b": b\r\n\r\nx\r\n" + CLOSED,
    "a part that says no name": f"--{BOUNDARY}\r\nX-A: b\r\n\r\nx\r\n".encode() + CLOSED,
    "a part of another kind": f"--{BOUNDARY}\r\nContent-Disposition: attachment; name=file\r\n\r\n"
    "x\r\n".encode()
    + CLOSED,
    "another boundary": b"--other\r\n\r\nx\r\n--other--\r\n",
    "nothing": b"",
    "letters": b"no form at all",
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN.keys())
def test_what_no_browser_sends_is_refused(desk: Visitor, body: bytes) -> None:
    for sent in (body, token(desk) + body) if body else (body,):
        answer = desk.send_body(PLACE, sent)
        assert answer.status_code in (403, 422), answer.status_code
        assert not kept(desk)


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        f"multipart/form-data; boundary={'x' * 300}",
        "multipart/mixed; boundary=between",
        "application/x-www-form-urlencoded",
        "",
    ],
)
def test_a_form_without_a_boundary_is_refused(desk: Visitor, kind: str) -> None:
    headers = {"Origin": ORIGIN, "Content-Type": kind}
    body = token(desk) + in_parts("file", VOLUME, "v.xml") + CLOSED
    answer = desk.client.post(PLACE, content=body, headers=headers)
    assert answer.status_code == 422
    assert "no form with files" in answer.text
    assert desk.station.spools == []


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "x" * 500])
def test_a_form_in_letters_of_another_kind_is_refused(desk: Visitor, charset: str) -> None:
    kind = f"multipart/form-data; boundary={BOUNDARY}; charset={charset}"
    headers = {"Origin": ORIGIN, "Content-Type": kind}
    answer = desk.client.post(PLACE, content=token(desk) + CLOSED, headers=headers)
    assert answer.status_code == 415


def test_an_upload_that_is_cut_leaves_nothing(desk: Visitor) -> None:
    whole = token(desk) + in_parts("file", VOLUME * 2000, "v.xml") + CLOSED
    for length in (len(whole) - 3, len(whole) - len(CLOSED), len(whole) // 2, 200):
        answer = desk.send_body(PLACE, whole[:length])
        assert answer.status_code in (403, 422), length
    assert not kept(desk)


def test_who_hangs_up_in_the_middle_leaves_nothing(desk: Visitor) -> None:
    body = token(desk) + HEAD + b"\r\n" + bytes(300_000)
    heard: list[Message] = [
        {"type": "http.request", "body": body, "more_body": True},
        {"type": "http.disconnect"},
    ]
    answered: list[Message] = []

    async def receive() -> Message:
        return heard.pop(0)

    async def send(message: Message) -> None:
        answered.append(message)

    cookie = f"{desk.house.cookie}={desk.client.cookies[desk.house.cookie]}"
    headers = {
        "host": "localhost:8017",
        "origin": ORIGIN,
        "cookie": cookie,
        "content-type": f"multipart/form-data; boundary={BOUNDARY}",
        "content-length": "400000",
    }
    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": PLACE,
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    asyncio.run(desk.guarded(scope, receive, send))
    assert answered[0]["status"] == 400
    assert len(desk.station.spools) == 1, "it had begun to lie down"
    assert not kept(desk)


# -- what lies of its length -----------------------------------------------------------------------


def test_a_length_beyond_the_bound_is_refused_before_a_byte_is_read(desk: Visitor) -> None:
    headers = {"Origin": ORIGIN, "Content-Length": str(guard.MAX_IMPORT_BYTES + 1)}
    assert desk.client.post(PLACE, content=b"", headers=headers).status_code == 413
    assert desk.station.spools == []


@pytest.mark.parametrize("length", ["", "-1", "1e3", "٣", "9" * 5000])
def test_a_length_that_is_none_is_refused(desk: Visitor, length: str) -> None:
    headers = {"Origin": ORIGIN, "Content-Length": length.encode()}
    answer = desk.client.post(PLACE, content=b"", headers=headers)  # type: ignore[arg-type]  # bytes
    assert answer.status_code == 413


def test_who_sends_more_than_he_said_is_cut_off(
    desk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "BOUNDS", ((guard.IMPORT, 2_000),))
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    headers = {"Origin": ORIGIN, "Content-Type": kind, "Content-Length": "1000"}
    body = token(desk) + in_parts("file", VOLUME * 100, "v.xml") + CLOSED
    answer = desk.client.post(PLACE, content=body, headers=headers)
    assert answer.status_code == 400
    assert not kept(desk)


# -- one more than there may be --------------------------------------------------------------------


def test_a_file_of_one_byte_over_the_bound_is_refused_and_one_within_it_is_not(
    desk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    small(monkeypatch, file_bytes=len(VOLUME))
    answer = desk.send_files(PLACE, ("v.xml", VOLUME + b"\n"))
    assert answer.status_code == 422
    assert f"at most {len(VOLUME)} bytes a file" in answer.text
    assert not kept(desk)
    assert "v/d1" in shown(desk, desk.send_files(PLACE, ("v.xml", VOLUME)))


def test_one_file_more_than_there_may_be_is_refused(desk: Visitor) -> None:
    files = [(f"{number}.md", b"words") for number in range(uploads.MAX_FILES + 1)]
    answer = desk.send_files(PLACE, *files)
    assert answer.status_code == 422
    assert f"at most {uploads.MAX_FILES} files" in answer.text
    assert not kept(desk)


def test_thousands_of_parts_are_refused_at_the_first_that_is_too_many(desk: Visitor) -> None:
    for part in (in_parts("a", b"b"), in_parts("file", b"", "a")):
        answer = desk.send_body(PLACE, token(desk) + part * 5000 + CLOSED)
        assert answer.status_code == 422
    assert desk.station.spools == []


@pytest.mark.parametrize("name", ["page", "erratum", "other"])
def test_a_field_that_is_too_long_is_refused(desk: Visitor, name: str) -> None:
    fields: dict[str, Any] = {name: "x" * (uploads.MAX_FIELD_BYTES + 1)}
    answer = desk.send_files(PLACE, **fields)
    assert answer.status_code == 422
    assert "bytes in a field" in answer.text


def test_fields_that_are_too_long_together_are_refused(desk: Visitor) -> None:
    fields: dict[str, Any] = {f"a{number}": "x" * 700_000 for number in range(4)}
    answer = desk.send_files(PLACE, **fields)
    assert answer.status_code == 422
    assert "bytes in its fields" in answer.text


def test_a_full_disk_keeps_nothing_of_it(desk: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        msg = "the disk has no room for what is handed in"
        raise StoreFull(msg)

    monkeypatch.setattr("depesha.station.spool.Spool.add", full)
    answer = desk.send_files(PLACE, ("v.xml", VOLUME))
    assert answer.status_code == 503
    assert not kept(desk)


# -- names -----------------------------------------------------------------------------------------

NAMES = {
    "../../../etc/passwd": "passwd",
    "..\\..\\windows\\win.ini": "win.ini",
    "/etc/shadow": "shadow",
    "a\x00b.xml": "a b.xml",
    "a\x1b[31mred\x07.xml": "a [31mred .xml",
    "evil\u202egpj.xml": "evil gpj.xml",
    "": "file",
    "..": "file",
    "/": "file",
    "x" * 5000 + ".xml": "x" * 196 + ".xml",
}


@pytest.mark.parametrize(("sent", "told"), NAMES.items())
def test_a_name_leads_nowhere_and_hides_nothing(sent: str, told: str) -> None:
    assert uploads.plain_name(sent) == told


def test_a_file_whose_name_is_a_path_or_a_script_is_shown_as_words(
    desk: Visitor, tmp_path: Path
) -> None:
    hostile = "../../<img src=x onerror=alert(1)>\x07.xml"
    new = VOLUME.replace(b"v/d1", b"v/named")
    page = shown(desk, desk.send_files(PLACE, (hostile, new), ("b.xml", new)))
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt; .xml" in page
    assert list(tmp_path.iterdir()) == []
    (fields, *_) = [fields for name, fields in desk.station.orders if name == "archive-enter"]
    assert fields["batch"] == "<img src=x onerror=alert(1)> .xml"


# -- whose it is -----------------------------------------------------------------------------------


def test_a_reader_without_the_right_takes_nothing_in(archive: Archive) -> None:
    for office in ("writer", "reader"):
        desk = archive.desk(office)
        assert desk.get(PLACE).status_code == 403
        assert desk.send_files(PLACE, ("p.md", SEED_PAGE.read_bytes())).status_code == 403
        assert "/archive/import" not in desk.get("/archive").text
        assert desk.station.spools == []
        assert not kept(desk)


def test_what_one_is_not_cleared_for_one_does_not_enter(archive: Archive) -> None:
    desk = archive.desk("helper")
    new = VOLUME.replace(b"v/d1", b"v/uncleared")
    page = shown(desk, desk.send_files(PLACE, ("v.xml", new), classification="4"))
    assert "not cleared" in page
    assert "Nothing of it is entered" in page


@pytest.mark.parametrize("given", [b"", b"another session's"])
def test_without_the_token_of_its_session_no_byte_of_a_file_is_kept(
    desk: Visitor, given: bytes
) -> None:
    before = in_parts("form_token", given) if given else b""
    file = in_parts("file", VOLUME, "v.xml")
    for body in (before + file, file + token(desk)):
        answer = desk.send_body(PLACE, body + CLOSED)
        assert answer.status_code == 403
        assert desk.station.spools == []
    assert not kept(desk)


def test_a_form_without_files_and_token_is_refused(desk: Visitor) -> None:
    answer = desk.send_body(PLACE, in_parts("page", b"words") + CLOSED)
    assert answer.status_code == 403
    assert desk.station.spools == []


def test_another_site_sends_nothing(desk: Visitor) -> None:
    body = token(desk) + in_parts("file", VOLUME, "v.xml") + CLOSED
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    headers = {"Origin": "https://elsewhere.example", "Content-Type": kind}
    assert desk.client.post(PLACE, content=body, headers=headers).status_code == 403
    assert desk.station.spools == []


def test_who_is_not_signed_in_sends_nothing_and_nothing_of_it_is_held() -> None:
    nobody = visit(office=None)
    body = in_parts("page", b"x" * 900_000) * 3 + in_parts("file", VOLUME, "v.xml") + CLOSED
    for fragment in (False, True):
        answer = nobody.send_body(PLACE, body, fragment=fragment)
        assert answer.status_code in (401, 413)
        assert "xxxx" not in answer.text
    assert nobody.station.spools == []


def test_another_office_does_not_see_what_an_import_told(archive: Archive) -> None:
    desk = archive.desk()
    place = desk.send_files(PLACE, ("p.md", SEED_PAGE.read_bytes())).headers["Location"]
    assert desk.get(place).status_code == 200
    name, now = place.rpartition("/")[2], desk.house.now()
    assert desk.house.imports.find(name, "archivist@alpha", now) is not None
    assert desk.house.imports.find(name, "helper@alpha", now) is None
    desk.sign_in(OfficeId("helper@alpha"))
    assert desk.get(place).status_code == 404
    assert desk.get("/archive/import/" + "0" * 32).status_code == 404


def test_a_source_one_is_not_cleared_for_leads_nowhere(archive: Archive) -> None:
    desk, helper = archive.desk(), archive.desk("helper")
    secret = VOLUME.replace(b"v/d1", b"v/secret")
    desk.send_files(PLACE, ("v.xml", secret), classification="4")
    assert desk.get("/archive/from?source=v/secret").status_code == 303
    hidden, nothing = (helper.get(f"/archive/from?source=v/{one}") for one in ("secret", "nothing"))
    assert hidden.status_code == nothing.status_code == 404
