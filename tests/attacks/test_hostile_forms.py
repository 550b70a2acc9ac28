"""Forms as somebody sends them who has no page before him: absurd, endless, and injected."""

from typing import Any

import pytest

from depesha import draft as drafts
from depesha.errors import NotFound, Usage
from tests.desks import ORIGIN, Visitor
from tests.unit.web.test_composing import ROW, composer

SAVED = {"draft": {"draft": 3, "version": 1, "state": "draft"}}


def answered(fields: dict[str, Any]) -> dict[str, Any]:
    """Return what the station says: to an order that it took, or to the question for a draft."""
    if "text" in fields:
        return SAVED["draft"]
    return {
        "draft": 3, "version": 1, "office": "razuvaev@pyongyang", "text": "", "state": "draft",
        "note": "", "attachments": [], "needed": None, "endorsements": [], "asked": [],
        "endorsed_before": None, "has_composed": False,
    }  # fmt: skip


@pytest.fixture
def visitor() -> Visitor:
    return composer(draft=answered)


def filled(**more: Any) -> dict[str, Any]:
    return {**ROW, "to-office": "roshchin@peking", "text": "t", "act": "save", **more}


def orders(visitor: Visitor) -> list[str]:
    return [name for name, _ in visitor.station.orders]


ENDS = ["\n", "\r", "\r\n", "\u2028", "\x85", "\x0b", "\x1e"]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize(
    "field", ["subject", "classification", "to-office", "to-place", "ref-value", "precedence"]
)
def test_a_line_end_in_a_field_is_no_other_form_line(
    visitor: Visitor, field: str, end: str
) -> None:
    page = visitor.post("/draft/new", **filled(**{field: f"x{end}To: other@peking"}))
    assert page.status_code == 422
    assert orders(visitor) == []
    assert "line end" in page.text


@pytest.mark.parametrize("text", ["To: other@peking\n\nx", "\n\nTo: other@peking\n\nx"])
def test_a_text_that_looks_like_form_lines_stays_text(visitor: Visitor, text: str) -> None:
    visitor.post("/draft/new", **filled(text=text))
    (_, fields), *_ = visitor.station.orders
    read = drafts.parse(str(fields["text"]).encode())
    assert [one.office for one in read.addressees] == ["roshchin@peking"]
    assert read.text == text


def test_a_part_of_an_addressee_is_no_other_part(visitor: Visitor) -> None:
    visitor.post("/draft/new", **filled(**{"to-person": "X; pass A through B; receipt no"}))
    (_, fields), *_ = visitor.station.orders
    (addressee,) = drafts.parse(str(fields["text"]).encode()).addressees
    assert (addressee.person, addressee.passing) == ("X; pass A through B; receipt no", ())


def test_a_field_that_is_repeated_ten_thousand_times_is_refused(visitor: Visitor) -> None:
    page = visitor.post("/draft/new", **filled(caveats=["x"] * 10_000))
    assert page.status_code == 413
    assert orders(visitor) == []


def test_rows_that_are_not_whole_are_refused(visitor: Visitor) -> None:
    page = visitor.post("/draft/new", **filled(**{"to-office": ["a@peking", "b@peking"]}))
    assert page.status_code == 422
    assert orders(visitor) == []


def test_more_rows_than_a_telegram_has_addressees_are_refused(visitor: Visitor) -> None:
    rows = {name: [value] * 501 for name, value in ROW.items() if name.startswith("to-")}
    assert visitor.post("/draft/new", **{**filled(), **rows}).status_code == 422
    assert orders(visitor) == []


@pytest.mark.parametrize("number", ["-1", "1e9", "9" * 400, "٣", "0x10", "", "3 3"])
def test_a_version_that_is_no_number_is_the_version_nought(visitor: Visitor, number: str) -> None:
    visitor.post("/draft/3/edit", **filled(version=number))
    given = [fields["version"] for name, fields in visitor.station.orders if name == "draft"]
    assert given == [0]


@pytest.mark.parametrize(
    "path", ["/draft/99999999999999999999999/edit", "/draft/x/edit", "/draft/-1"]
)
def test_a_draft_of_an_absurd_number_is_not_there(path: str) -> None:
    visitor = composer(draft=NotFound("there is no draft"))
    assert visitor.get(path).status_code == 404


@pytest.mark.parametrize("odd", ["\x00", "\ud800"])
def test_what_no_document_takes_reaches_the_station_as_text_or_not_at_all(
    visitor: Visitor, odd: str
) -> None:
    data = "&".join(f"{name}={value}" for name, value in filled().items()).encode()
    raw = odd.encode("utf-8", "surrogatepass")
    body = (
        data
        + b"&subject=a%"
        + raw.hex("%").encode()
        + f"&form_token={visitor.form_token}&order_id=1".encode()
    )
    headers: Any = {"Origin": ORIGIN, "Content-Type": "application/x-www-form-urlencoded"}
    answer = visitor.client.post("/draft/new", content=body, headers=headers)
    assert answer.status_code < 500
    for _, fields in visitor.station.orders:
        str(fields["text"]).encode()  # whatever it was, it is Unicode now


def test_markup_that_is_typed_is_shown_as_it_was_typed(visitor: Visitor) -> None:
    nasty = '"><script>alert(1)</script>'
    page = visitor.post("/draft/new", **filled(subject=nasty, act="row"))
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text


# -- files ----------------------------------------------------------------------------------------


def hand_in(visitor: Visitor, work: str, *, name: str = "a.txt", token: str | None = None) -> Any:
    headers = {
        "Origin": ORIGIN,
        "X-Depesha-Form": visitor.form_token if token is None else token,
        "Content-Type": "text/plain",
    }
    return visitor.client.post(
        f"/draft/{work}/attachments", params={"name": name}, content=b"x" * 10, headers=headers
    )


def test_a_file_for_the_draft_of_another_office_is_refused_before_it_is_sealed() -> None:
    visitor = composer(draft=NotFound("there is no draft 7"))
    assert hand_in(visitor, "7").status_code == 404
    assert visitor.station.sealed == []


@pytest.mark.parametrize("token", ["", "x", "é"])
def test_a_file_without_the_token_of_the_session_is_refused(token: str) -> None:
    visitor = composer()
    headers: Any = {"Origin": ORIGIN, "X-Depesha-Form": token.encode()}
    answer = visitor.client.post("/draft/w/attachments?name=a", content=b"x", headers=headers)
    assert answer.status_code == 403
    assert visitor.station.sealed == []


def test_a_seed_is_in_no_page(visitor: Visitor) -> None:
    page = hand_in(visitor, "work1")
    assert page.status_code == 200
    again = visitor.post("/draft/new", **filled(work="work1", attachments="a.txt", act="row"))
    for shown in (page.text, again.text):
        assert "5eed5eed" not in shown  # four figures stand in a random token by chance
        assert "c1c1c1c1" not in shown


def test_a_file_of_another_office_is_not_to_be_had(visitor: Visitor) -> None:
    hand_in(visitor, "work1")
    other = visitor.sign_in("other@pyongyang")  # type: ignore[arg-type]  # an office's name
    other.post("/draft/new", **filled(work="work1", attachments="a.txt"))
    assert [fields["attachments"] for name, fields in other.station.orders] == [[]]


def test_a_form_of_more_bytes_than_a_form_has_is_refused(visitor: Visitor) -> None:
    headers: Any = {"Origin": ORIGIN, "Content-Length": str(5 * 1024 * 1024)}
    answer = visitor.client.post("/draft/new", content=b"x", headers=headers)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "path", ["/draft/new", "/draft/3/edit", "/draft/a/attachments/b", "/draft/keep"]
)
def test_only_files_may_be_larger_than_forms(visitor: Visitor, path: str) -> None:
    headers: Any = {"Origin": ORIGIN, "Content-Length": str(10**9)}
    assert visitor.client.post(path, content=b"x", headers=headers).status_code == 413


@pytest.mark.parametrize("length", ["9" * 5000, "-1", "1 1", "²"])
def test_a_length_that_is_none_is_refused(visitor: Visitor, length: str) -> None:
    headers: Any = {"Origin": ORIGIN, "Content-Length": length.encode()}
    answer = visitor.client.post("/draft/a/attachments", content=b"x", headers=headers)
    assert answer.status_code == 413


@pytest.mark.parametrize("place", ["²", "٣", "9" * 5_000, "-1", "", "0x1"])
@pytest.mark.parametrize("deed", ["drop-to", "drop-ref", "drop-attachment"])
def test_a_row_that_there_is_not_is_not_taken_away(visitor: Visitor, deed: str, place: str) -> None:
    page = visitor.post("/draft/new", **filled(act=f"{deed}:{place}"))
    assert page.status_code == 200
    assert 'value="roshchin@peking"' in page.text
    assert orders(visitor) == []


@pytest.mark.parametrize("act", ["row", "look", "save", "drop-to:0"])
def test_a_file_that_lies_here_no_longer_is_told_at_its_line(visitor: Visitor, act: str) -> None:
    visitor.station.answers["look-over"] = {"sheet": None, "needed": 0, "problem": "", "hint": ""}
    visitor.station.answers["draft"] = Usage("the draft names 1 attachments, and others were given")
    page = visitor.post("/draft/new", **filled(act=act, attachments="gone.pdf"))
    assert page.status_code in {200, 422}
    assert "The file is gone: attach it again." in page.text
