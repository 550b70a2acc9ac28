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
         "precedence": "FLASH", "receipt_s": 1, "execution_s": 1, "handling_s": 1, "releasers": 1,
         "unsaid": True}
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
    "endorsed_before": None, "has_composed": False, "releases": [], "telegram": None,
}  # fmt: skip
LOOK = {"sheet": None, "needed": 0, "problem": "roshchin@peking may not receive it", "hint": ""}
MAY_ALL = [
    {"choice": choice, "names": ["razuvaev@pyongyang"], "why": None, "about": ""}
    for choice in ("release", "endorse", "return", "ask", "edit", "drop")
]
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
        "draft-choices": MAY_ALL,
        "draft-head": {"text": ""},
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
    "references": [], "attachments": [], "cover_names": [], "quotations": [], "series": [],
    "marks": [], "copies": [], "instructions": [], "handling": [],
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


# -- rows -----------------------------------------------------------------------------------------


def rows(prefix: str, *said: str) -> dict[str, Any]:
    """Return the fields of several rows, as a browser sends them: each part once for every row."""
    parts = [name for name in ROW if name.startswith(prefix)]
    many = {name: [ROW[name]] * len(said) for name in parts}
    many["to-office" if prefix == "to-" else "ref-value"] = list(said)
    return many


def offices(page: str) -> list[str]:
    return [one for one in re.findall(r'name="to-office" value="([^"]*)"', page) if one]


def test_the_row_goes_whose_button_it_was_though_one_before_it_was_blanked() -> None:
    said = filled(act="drop-to:1") | rows("to-", "", "b@peking", "c@peking", "")
    page = composer().post("/draft/new", **said).text
    assert offices(page) == ["c@peking"]


def test_the_reference_goes_whose_button_it_was() -> None:
    said = filled(act="drop-ref:1") | rows("ref-", " ", "moscow/1951/2", "moscow/1951/3", "")
    page = composer().post("/draft/new", **said).text
    assert 'value="moscow/1951/2"' not in page
    assert 'name="ref-value" value="moscow/1951/3"' in page


@pytest.mark.parametrize("place", ["", "-1", "x", "99999", "9" * 5000, "٣"])
def test_a_row_that_is_none_leaves_all(place: str) -> None:
    said = filled(act=f"drop-to:{place}") | rows("to-", "a@peking", "b@peking")
    page = composer().post("/draft/new", **said).text
    assert offices(page) == ["a@peking", "b@peking"]


def test_an_attachment_that_is_taken_out_is_that_one() -> None:
    page = composer().post(
        "/draft/new", **filled(act="drop-attachment:0", attachments=["a.txt", "b.txt"])
    )
    assert 'name="attachments" value="b.txt"' in page.text
    assert "a.txt" not in page.text


def test_a_row_that_is_added_is_made_of_an_empty_one() -> None:
    wrong = Usage("line 2: no such office")
    page = composer(draft=refusing(wrong)).post("/draft/new", **filled()).text
    blank = page[page.index('<template id="to-blank">') :]
    blank = blank[: blank.index("</template>")]
    assert "data-drop-row" in blank
    assert "aria-invalid" not in blank
    assert "Addressee ‹n›: office" in blank
    assert 'name="act"' not in blank


# -- what is there before anything is typed -------------------------------------------------------


def test_a_new_telegram_has_the_head_of_the_last() -> None:
    head = {"text": "Originator: МИД СССР\nForm: 17\n\n"}
    begun = {"reference": "x", "text": "To: gromyko@moscow\nForm: 9\n\n"}
    visitor = composer(**{"draft-head": head, "draft-about": begun})
    page = visitor.get("/draft/new").text
    assert 'name="originator" value="МИД СССР"' in page
    assert 'name="form_code" value="17"' in page
    page = visitor.get("/draft/new?answers=moscow/1951/17").text
    assert 'name="originator" value="МИД СССР"' in page
    assert 'name="form_code" value="9"' in page


def test_a_blank_precedence_says_which_it_is() -> None:
    page = composer().get("/draft/new").text
    assert '<option value="">not said: FLASH</option>' in page
    assert '<option value="">as for all</option>' in page


def test_a_subject_tells_how_long_it_may_be() -> None:
    page = composer().get("/draft/new").text
    assert 'name="subject" value="" autocomplete="off"' in page
    assert 'id="f-subject" maxlength="400"' in page
    assert "at most 400 letters" in page


# -- who was quicker ------------------------------------------------------------------------------


def test_a_second_window_of_ones_own_is_called_so() -> None:
    visitor = composer(draft=refusing(Refused("draft 3 is at version 5, not at 2"), version=5))
    page = visitor.post("/draft/3/edit", **filled(text="мои слова", version="2")).text
    assert "Saved in another window of yours" in page
    assert "Somebody was quicker" not in page


def test_another_editor_is_named() -> None:
    def answer(fields: dict[str, Any]) -> dict[str, Any]:
        if "text" in fields:
            msg = "draft 3 is at version 5, not at 2"
            raise Refused(msg)
        return {**DRAFT, "version": 5, "office": "legal@pyongyang"}

    page = composer(draft=answer).post("/draft/3/edit", **filled(version="2")).text
    assert "Somebody was quicker" in page
    assert "legal@pyongyang has saved version 5" in page


# -- what may be done, and why not ----------------------------------------------------------------


def may(**why: tuple[str, str]) -> list[dict[str, Any]]:
    """Return that all may be done but for what is named."""
    return [
        {**one, "names": [], "why": why[one["choice"]][0], "about": why[one["choice"]][1]}
        if one["choice"] in why
        else one
        for one in MAY_ALL
    ]


GOOD = {"needed": 1, "problem": "", "hint": ""}


def reviewed(choices: Any, **answers: Any) -> str:
    known = {"look-over": {"sheet": SHEET, **GOOD}, "draft-choices": choices, **answers}
    return composer(**known).get("/draft/3").text


def test_a_release_that_the_draft_is_kept_from_is_struck_with_the_reason() -> None:
    page = composer().get("/draft/3").text
    assert 'action="/draft/3/release"' not in page
    assert "<s>Release</s>" in page
    assert 'id="why-not-release">roshchin@peking may not receive it' in page


def test_what_the_station_lets_be_done_is_offered() -> None:
    page = reviewed(MAY_ALL, offices=[MINE, {**MINE, "office": "legal@pyongyang"}])
    for deed in ("release", "review", "return", "ask"):
        assert f'action="/draft/3/{deed}"' in page
    assert 'href="/draft/3/edit"' in page
    assert 'data-dialog="#drop"' in page


@pytest.mark.parametrize(
    ("choice", "there"),
    [
        ("release", 'action="/draft/3/release"'),
        ("endorse", 'action="/draft/3/review"'),
        ("return", 'action="/draft/3/return"'),
        ("ask", 'action="/draft/3/ask"'),
        ("edit", 'href="/draft/3/edit"'),
        ("drop", 'action="/draft/3/drop"'),
    ],
)
def test_what_the_office_has_no_right_to_is_not_offered(choice: str, there: str) -> None:
    assert there not in reviewed(may(**{choice: ("right", "releaser")}))


def test_why_it_is_not_released_again_is_told() -> None:
    page = reviewed(may(release=("draft-signed", "razuvaev@pyongyang")))
    assert "razuvaev@pyongyang has signed it already" in page


def test_a_deputy_releases_in_the_names_that_the_station_gives() -> None:
    names = {"choice": "release", "names": ["gromyko@pyongyang"], "why": None, "about": ""}
    page = reviewed([names, *MAY_ALL[1:]])
    assert '<input type="hidden" name="acting_for" value="gromyko@pyongyang">' in page
    names["names"] = ["razuvaev@pyongyang", "gromyko@pyongyang"]
    page = reviewed([names, *MAY_ALL[1:]])
    assert '<option value="">razuvaev@pyongyang</option>' in page


def test_a_released_draft_leads_to_its_telegram_and_says_who_released_it() -> None:
    telegram = {"reference": "pyongyang/2026/7", "number": 7, "registered_at": 0}
    given = [{"office": "razuvaev@pyongyang", "at": 0}]
    released = {**DRAFT, "state": "registered", "telegram": telegram, "releases": given}
    over = {str(one["choice"]): ("draft-over", "Draft state registered") for one in MAY_ALL}
    page = composer(draft=released, **{"draft-choices": may(**over)}).get("/draft/3").text
    assert '<a href="/telegram/pyongyang/2026/7">№ 7</a>' in page
    assert "<b>released</b> razuvaev@pyongyang" in page
    assert "Nobody has signed it yet" not in page


# -- whether one is there -------------------------------------------------------------------------


def left(page: str) -> dict[str, Any]:
    return {"page-left": page}


def test_who_thinks_better_of_it_goes_back_to_the_page_that_he_left() -> None:
    visitor = composer(release=OfficeLocked("the key is locked"), passkeys=[])
    visitor.client.headers["Referer"] = "http://localhost:8017/draft/3?x=1"
    page = visitor.post("/draft/3/release", version="2").text
    assert '<a class="button quiet" href="/draft/3?x=1">Not now</a>' in page
    assert 'data-left="/draft/3?x=1"' in page
    visitor.client.headers["Referer"] = "http://localhost:8017/draft/3/release"
    page = visitor.post("/draft/3/release", version="2", **left("/draft/3")).text
    assert page.count('name="page-left" value="/draft/3"') == 1
    assert '<a class="button quiet" href="/draft/3">Not now</a>' in page


@pytest.mark.parametrize("elsewhere", ["//evil.example/", "https://evil.example/x", "/\\evil"])
def test_a_page_elsewhere_is_not_gone_back_to(elsewhere: str) -> None:
    visitor = composer(release=OfficeLocked("the key is locked"), passkeys=[])
    visitor.client.headers["Referer"] = elsewhere
    page = visitor.post("/draft/3/release", version="2").text
    assert '<a class="button quiet" href="/">Not now</a>' in page
    page = visitor.post("/draft/3/release", version="2", **left(elsewhere)).text
    assert "evil" not in page
