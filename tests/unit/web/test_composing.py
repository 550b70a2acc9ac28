"""The form and the page of a draft."""

import re
from typing import Any

import pytest

from depesha.errors import Forbidden, OfficeLocked, Refused, Usage
from depesha.names import OfficeId
from tests.desks import Visitor, visit

CHOICE: dict[str, Any] = {
    "policy": "mid-1951",
    "classifications": [
        {"code": "SEKRETNO", "name": "SECRET", "spellings": ["secret", "секретно"], "level": 4,
         "foreground": "black", "background": "white", "releasers": 1, "barred": [],
         "below_quoted": False},
        {"code": "SOV", "name": "TOP SECRET", "spellings": ["topsecret"], "level": 5,
         "foreground": "black", "background": "white", "releasers": 2,
         "barred": [{"office": "roshchin@peking", "clearance": "SECRET"}], "below_quoted": False},
    ],
    "captions": [],
    "caveats": [
        {"code": "NO_COPIES", "name": "Copying prohibited", "spellings": ["nocopies"],
         "must": False, "forbids": ["quote"], "once": ["print"]}
    ],
    "categories": [],
    "precedences": [
        {"code": "MOLNIYA", "name": "FLASH", "spellings": ["flash", "молния"],
         "precedence": "FLASH", "receipt_s": 1, "execution_s": 1, "handling_s": 1, "releasers": 1}
    ],
    "quotes": [],
    "unknown": [],
}  # fmt: skip
EVERYBODY = [
    {"name": "roshchin@peking", "collective": False, "members": [], "title": "Ambassador",
     "station": "peking", "station_name": "Peking", "clearance": 4}
]  # fmt: skip
TEXT = 'To: roshchin@peking FLASH\nClassification: SECRET\n\n20 ноября об"явлено\n'
DRAFT: dict[str, Any] = {
    "draft": 3, "version": 2, "office": "razuvaev@pyongyang", "text": TEXT, "state": "draft",
    "note": "", "attachments": [], "needed": None, "endorsements": [], "asked": [],
    "endorsed_before": None, "has_composed": False,
}  # fmt: skip
LOOK = {"sheet": None, "needed": 0, "problem": "roshchin@peking may not receive it", "hint": ""}
ROW: dict[str, Any] = {
    "to-kind": "ACTION", "to-office": "", "to-precedence": "", "to-place": "", "to-person": "",
    "to-receipt": "", "to-execution": "", "to-passing": "", "to-collective": "",
    "ref-relation": "REFERS", "ref-value": "",
}  # fmt: skip


def composer(**answers: Any) -> Visitor:
    known = {
        "label-choice": CHOICE,
        "addressees": EVERYBODY,
        "draft": DRAFT,
        "look-over": LOOK,
        "offices": [],
        "inbox": [{"reference": "moscow/1951/17", "subject": "Карта", "from": "МИД СССР"}],
    }
    return visit({**known, **answers})


def test_a_new_telegram_offers_names_and_labels() -> None:
    page = composer().get("/draft/new")
    assert page.status_code == 200
    assert "roshchin@peking" in page.text
    assert "roshchin@peking is cleared to SECRET" in page.text


def test_a_draft_is_shown_as_the_form() -> None:
    page = composer().get("/draft/3/edit")
    assert 'value="roshchin@peking"' in page.text
    assert "20 ноября об&#34;явлено" in page.text


def test_a_draft_is_shown_with_what_keeps_it_from_release() -> None:
    page = composer().get("/draft/3")
    assert "roshchin@peking may not receive it" in page.text


def test_what_came_in_is_offered_to_be_quoted() -> None:
    assert '<option value="moscow/1951/17">Карта МИД СССР</option>' in (
        composer().get("/draft/new").text
    )


def filled(**more: Any) -> dict[str, Any]:
    said = {"to-office": "roshchin@peking", "classification": "SECRET", "text": "t"}
    return {**ROW, **said, "act": "save", **more}


KEPT = {"draft": 3, "version": 1, "state": "draft"}


def saving(fields: dict[str, Any]) -> dict[str, Any]:
    return KEPT if "text" in fields else DRAFT


def test_a_form_is_saved_as_form_lines() -> None:
    visitor = composer(draft=saving)
    answer = visitor.post("/draft/new", **filled(subject="Карта"))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/draft/3/edit")
    (_, fields), *_ = visitor.station.orders
    assert fields["text"] == ("Classification: SECRET\nTo: roshchin@peking\nSubject: Карта\n\nt\n")
    assert fields["again"] is True


def test_form_lines_are_saved_as_they_stand() -> None:
    visitor = composer(draft=saving)
    said: dict[str, Any] = {"tab": "lines", "lines": TEXT, "act": "save", "version": "2"}
    visitor.post("/draft/3/edit", **ROW, **said)
    ((_, fields),) = visitor.station.orders
    assert (fields["text"], fields["version"], fields["draft"]) == (TEXT, 2, 3)


def refusing(problem: Exception, *, version: int = 2) -> Any:
    def answer(fields: dict[str, Any]) -> dict[str, Any]:
        if "text" in fields:
            raise problem
        return {**DRAFT, "version": version}

    return answer


def test_what_is_wrong_is_shown_at_its_field_with_all_that_was_typed() -> None:
    wrong = Usage("line 3: not a time: 'вчера'", hint="2026-12-01 18:00")
    visitor = composer(draft=refusing(wrong))
    page = visitor.post("/draft/new", **filled(expires_at="вчера"))
    assert page.status_code == 422
    assert '<a href="#f-expires_at">not a time: &#39;вчера&#39;</a>' in page.text
    assert 'id="wrong-expires_at"' in page.text
    assert 'value="roshchin@peking"' in page.text


def test_what_looking_over_finds_is_told_without_the_line_and_in_the_readers_language() -> None:
    look = {
        "sheet": None,
        "needed": 0,
        "problem": "line 3: a value of 500 characters where at most 400 are allowed",
        "hint": "all words are in docs/draft.md; values are one line",
    }
    visitor = composer(**{"look-over": look})
    form = filled(act="look", expires_at="вчера")
    page = visitor.post("/draft/new", **form)
    assert '<a href="#f-expires_at">a value of 500 characters' in page.text
    assert "line 3" not in page.text
    assert "docs/draft.md" not in page.text
    visitor.client.cookies.set("depesha-language", "ru")
    page = visitor.post("/draft/new", **form)
    assert '<a href="#f-expires_at">значение в 500 знаков при наибольшем 400</a>' in page.text
    assert "строка 3" not in page.text
    assert "значение занимает одну строку" in page.text


def test_a_draft_that_is_not_released_says_why_in_russian() -> None:
    look = {**LOOK, "problem": "there is no text", "hint": '"depesha draft list" lists them'}
    page = composer(**{"look-over": look}).get("/draft/3", language="ru")
    assert "нет текста" in page.text
    assert "они лежат в папках" in page.text
    assert "depesha draft" not in page.text


def test_who_comes_second_sees_both_texts() -> None:
    visitor = composer(draft=refusing(Refused("draft 3 is at version 5, not at 2"), version=5))
    page = visitor.post("/draft/3/edit", **filled(text="мои слова", version="2"))
    assert page.status_code == 409
    assert "мои слова" in page.text
    assert "20 ноября" in page.text
    assert 'name="version" value="5"' in page.text


def test_saving_and_releasing_are_two_orders_each_named_once() -> None:
    sent = {
        "reference": "pyongyang/2026/7", "number": 7, "numbers": [], "registered_at": 0,
        "held_until": None, "copies": [],
        "addressees": [{"office": "roshchin@peking", "station": "peking", "way": "moscow",
                        "expected_at": 60_000, "beyond": None, "receipt": None,
                        "execution": {"due_at": None, "due_within_s": 3600}}],
    }  # fmt: skip
    visitor = composer(draft=saving, release=sent)
    page = visitor.post("/draft/new", **filled(act="release"))
    assert [name for name, _ in visitor.station.orders] == ["draft", "release"]
    assert visitor.station.orders[1][1]["version"] == 1
    assert "/telegram/pyongyang/2026/7" in page.text
    assert "by moscow" in page.text
    assert "within 1 h" in page.text


def test_a_release_that_is_refused_leaves_the_draft_saved() -> None:
    visitor = composer(draft=saving, release=Forbidden("you may not release"))
    answer = visitor.post("/draft/new", **filled(act="release"))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/draft/3")


def test_a_locked_key_asks_for_its_holder_and_carries_the_form() -> None:
    visitor = composer(draft=saving, release=OfficeLocked("the key is locked"), passkeys=[])
    page = visitor.post("/draft/new", **filled(act="release"))
    assert page.status_code == 403
    assert 'name="to-office" value="roshchin@peking"' in page.text
    assert 'name="act" value="release"' in page.text


def test_words_that_were_not_saved_are_offered_again_and_go_with_the_draft() -> None:
    visitor = composer(draft=saving)
    visitor.post("/draft/keep", **filled(text="не сохранено", work="work1"))
    assert "/draft/new?work=work1" in visitor.get("/draft/new").text
    assert "не сохранено" in visitor.get("/draft/new?work=work1").text
    visitor.post("/draft/new", **filled(work="work1"))
    assert "work=work1" not in visitor.get("/draft/new").text


def test_unsaved_words_of_another_office_are_not_to_be_had() -> None:
    visitor = composer()
    visitor.post("/draft/keep", **filled(text="не сохранено", work="work1"))
    other = visitor.sign_in(OfficeId("other@pyongyang"))
    assert "не сохранено" not in other.get("/draft/new?work=work1").text


def test_a_label_that_somebody_may_not_have_cannot_be_chosen() -> None:
    page = composer().post("/draft/labels", fragment=True, **filled())
    assert 'value="TOP SECRET" disabled' in page.text
    assert 'value="SECRET" checked' in page.text


def test_a_draft_about_a_telegram_begins_with_what_the_station_says() -> None:
    begun = {
        "reference": "moscow/1951/17",
        "text": "To: gromyko@moscow\nAnswers: moscow/1951/17\n\n",
    }
    page = composer(**{"draft-about": begun}).get("/draft/new?answers=moscow/1951/17")
    assert 'value="gromyko@moscow"' in page.text
    assert 'value="moscow/1951/17"' in page.text


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("path", ["/draft/new", "/draft/3/edit", "/draft/3"])
def test_every_field_has_a_label(path: str, language: str) -> None:
    page = composer().get(path, language=language).text
    main = page[page.index("<main") : page.index("</main>")]
    for field in re.findall(r"<(?:input|select|textarea)[^>]*>", main):
        if 'type="hidden"' in field:
            continue
        before = main[: main.index(field)]
        assert "aria-label" in field or before.rindex("<label") > before.rfind("</label>"), field


# -- before those who endorse it ------------------------------------------------------------------

SHEET: dict[str, Any] = {
    "originator": "", "comcen": "", "form_code": "", "document_type": "",
    "message_type": "OPERATION", "message_type_name": "", "classification": 4,
    "classification_names": {"en": "SECRET"}, "caveats": [], "captions": [], "categories": [],
    "privacy_mark": "", "subject": "Карта", "subject_codes": [], "language": "", "signatory": "",
    "drafter": "razuvaev@pyongyang", "drafted_at": 0, "addressees": [], "other_recipients": [],
    "references": [], "attachments": [], "cover_names": [], "instructions": [], "handling": [],
    "hold_until": None, "deliver_by": None, "expires_at": None, "word_count": 2,
    "text": "строка один\nстрока два",
}  # fmt: skip
FELL = {
    "version": 1, "what": "reviewed", "office": "legal@pyongyang", "deputy": "", "holder": None,
    "note": "хорошо", "at": 0, "voided_at": 1000,
}  # fmt: skip
MINE = {"office": "razuvaev@pyongyang", "roles": ["drafter", "releaser"], "deputies": []}


def test_what_was_changed_since_an_endorsement_is_shown() -> None:
    before = {"version": 1, "sheet": {**SHEET, "subject": "План", "text": "строка один\nстрока 2"}}
    draft = {**DRAFT, "endorsements": [FELL], "endorsed_before": before}
    look = {"sheet": SHEET, "needed": 2, "problem": "", "hint": ""}
    page = composer(draft=draft, offices=[MINE], **{"look-over": look}).get("/draft/3").text
    assert "<del>План</del>" in page
    assert "<ins>Карта</ins>" in page
    assert "<del>строка 2</del><ins>строка два</ins>" in page
    assert "0/2" in page


def test_what_is_done_with_a_draft_is_ordered_of_its_version() -> None:
    done = {"draft": 3, "version": 2, "state": "in-review", "needed": 2, "missing": 1,
            "of": "legal@pyongyang"}  # fmt: skip
    names = ("review-draft", "return-draft", "drop-draft", "ask-review", "release")
    visitor = composer(**dict.fromkeys(names, done))
    visitor.post("/draft/3/review", version="2", note="хорошо")
    visitor.post("/draft/3/return", note="короче")
    visitor.post("/draft/3/ask", of="legal@pyongyang")
    visitor.post("/draft/3/release", version="2", acting_for="gromyko@pyongyang")
    visitor.post("/draft/3/drop", version="2")
    office = {"office": "razuvaev@pyongyang", "draft": 3}
    assert visitor.station.orders == [
        ("review-draft", {**office, "version": 2, "note": "хорошо"}),
        ("return-draft", {**office, "note": "короче"}),
        ("ask-review", {**office, "of": "legal@pyongyang"}),
        ("release", {**office, "version": 2, "acting_for": "gromyko@pyongyang"}),
        ("drop-draft", {**office, "version": 2}),
    ]


def test_a_return_without_a_reason_is_no_order() -> None:
    visitor = composer()
    assert visitor.post("/draft/3/return", note=" ").status_code == 422
    assert visitor.post("/draft/3/whatever").status_code == 422
    assert visitor.station.orders == []


@pytest.mark.parametrize("deed", ["release", "review", "drop"])
@pytest.mark.parametrize("version", ["", "0", "²", "9" * 40, "two"])
def test_nothing_is_signed_whose_version_was_not_looked_at(deed: str, version: str) -> None:
    visitor = composer()
    answer = visitor.post(f"/draft/3/{deed}", version=version)
    assert answer.status_code == 422
    assert "which version was looked at is not said" in answer.text
    assert visitor.post(f"/draft/3/{deed}").status_code == 422
    assert visitor.station.orders == []
