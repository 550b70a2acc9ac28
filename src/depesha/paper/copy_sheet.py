"""A numbered copy of a telegram as the sheets of its form.

Rule 1: the form's own words, marks and letters stand as they were written; nothing is invented for
    an empty place.
Rule 2: a holder stands in one place: in the table of eight on sheet 1, or typed at the end
    (`holders`).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from depesha.paper.code import picture
from depesha.paper.compiling import compiled, drawing
from depesha.paper.folios import folio_of
from depesha.paper.holders import MADE, holders_of
from depesha.paper.inks import inks
from depesha.paper.stamps import stamps
from depesha.paper.words import NEUTRAL, Speech, layout_of, texts, zone_named

Row = Mapping[str, Any]

SPECIAL: Final = "special"
OPERATION: Final = "OPERATION"
LABELS: Final = {"EXEMPTED": "paper exempted", "INFORMATION": "paper information"}
REQUESTS: Final = {"receipt": "confirm", "execution": "report"}
FILED: Final = frozenset({"арх", "арх.", "archive"})
FOLIO: Final = frozenset({"лист", "л.", "folio"})
DIGEST_PLACES: Final = 32


def copy_sheet(found: Row) -> bytes:
    """Return the PDF of a copy that was printed, as the question `paper-copy` tells of it.

    Raises:
        Refused: it is too long to be set.
    """
    data = sheet_data(found)
    at = found["print"]["at"]
    under = drawing("ground.typ", {"layout": data["layout"], "ground": data.pop("ground")})
    pictures = {"code.svg": picture(found["imprint"]), "ground.svg": under}
    return compiled(f"{data['layout']}.typ", data, at, pictures)


def sheet_data(found: Row) -> dict[str, Any]:
    """Return what stands on the sheets, as the layouts take it."""
    sheet = found["sheet"]
    layout = layout_of(sheet["policy"])
    speech = Speech(
        language=found["language"],
        zone=zone_named(sheet.get("zone"), found["zone"]),
        is_modern=layout == NEUTRAL,
    )
    own = Speech(
        language=found["language"],
        zone=zone_named(found["zone"], "UTC"),
        is_modern=speech.is_modern,
    )
    copy = found["copy"]
    marks = sheet.get("marks") or ()
    return {
        "layout": layout,
        "language": speech.language,
        "title": speech.typed(
            f"{found['reference']} · {speech.word('paper copy again', copy['number'])}"
        ),
        "author": speech.typed(found["station_name"]),
        "labels": _labels(speech),
        "ink": inks(found.get("ink")),
        "loud": [speech.printed(one) for one in _loud(speech, found)],
        **_head(speech, sheet),
        "times": list(_times(speech, own, found)),
        "addressees": [_addressee(speech, one, found) for one in sheet["addressees"]],
        "also_to": [speech.typed(one) for one in _also(speech, sheet)],
        "precedence": [speech.typed(one) for one in _precedence(sheet)],
        "stamps": stamps(own, found),
        "body": speech.paragraphs(found["text"]),
        "dated": speech.typed(speech.day(_released_at(sheet))),
        "signatory": speech.typed(sheet.get("signatory")),
        "set_apart": " " not in str(sheet.get("signatory") or ""),
        "releases": [own.printed(one) for one in _releases(own, found)],
        "marks": [speech.typed(one) for one in _other_marks(marks)],
        "made": [speech.typed(one) for one in _made(own, found, marks)],
        "certified": _certified(own, copy),
        **_holders(speech, found["ledger"], marks),
        "filed": speech.printed(_filed(copy, marks)),
        "folio": folio_of(texts([copy.get("shelf"), *_of_kind(marks, FOLIO)])),
        "copy_no": str(copy["number"]),
        "copy_again": speech.word("paper copy again", copy["number"]),
        "holder": speech.typed(copy["holder"]),
        "ground": [
            speech.word("paper copy long", copy["number"]),
            *texts([speech.printed(copy["holder"])]),
        ],
        "foot": [own.printed(one) for one in foot(own, found)],
        "sheet_of": [speech.word("paper sheet"), speech.word("paper sheet of")],
    }


def _labels(speech: Speech) -> dict[str, str]:
    names = {
        "out_no": "paper out no",
        "copy_no": "paper copy no",
        "hour": "paper hour",
        "minute": "paper minute",
        "year": "paper year",
        "comrade": "paper comrade",
        "copies": "paper copies",
        "whom": "paper whom",
        "precedence": "paper precedence",
        "caveats": "paper caveats",
    }
    return {name: speech.word(key) for name, key in names.items()}


def _head(speech: Speech, sheet: Row) -> dict[str, Any]:
    code = str(sheet.get("form_code") or "")
    key = "form" if code.isdigit() else "paper form code"
    incoming = sheet.get("incoming_number")
    return {
        "originator": speech.printed(sheet.get("originator") or sheet["station"]),
        "comcen": speech.printed(sheet.get("comcen")),
        "form": speech.word(key, code) if code else "",
        "classification": speech.printed(sheet["classification_name"]),
        "caveats": [speech.printed(one) for one in sheet.get("caveats") or ()],
        "out_no": speech.typed(sheet["number"]),
        "incoming": [[speech.word("paper incoming no"), str(incoming)]] if incoming else [],
        "numbers": [_number(speech, one) for one in sheet.get("numbers") or ()],
        "heading": speech.printed(sheet.get("document_type") or speech.word("any telegram")),
    }


def _number(speech: Speech, one: Row) -> list[str]:
    series = str(one["series"])
    name = speech.word("special word") if series == SPECIAL else series
    return [speech.word("paper series no", name), str(one["number"])]


def _loud(speech: Speech, found: Row) -> Iterator[str]:
    """Return what must be seen before the text is believed."""
    sheet = found["sheet"]
    kind = str(sheet.get("message_type") or OPERATION)
    if kind != OPERATION:
        yield f"{speech.word(kind)} {sheet.get('message_type_name') or ''}".strip()
    withdrawn = found.get("withdrawn")
    if withdrawn:
        said = (withdrawn["office"], withdrawn.get("reason") or "")
        yield speech.word("withdrawn", *said).rstrip(", ")
    for one in found.get("amended") or ():
        yield speech.word(f"BY_{one['relation']}", one["reference"])
    for one in found.get("amends") or ():
        said_of = speech.word(f"TO_{one['relation']}", one["reference"])
        claim = "" if one.get("holds") else f" ({speech.word('claims', one['reference'])})"
        yield said_of + claim


def _times(speech: Speech, own: Speech, found: Row) -> Iterator[dict[str, str]]:
    """Return the telegram's own times in its originator's zone, and when it came here in ours."""
    sheet = found["sheet"]
    yield speech.blank_time(speech.word("sheet filed"), sheet.get("filed_at"))
    stages = [one for duty in found.get("duties") or () for one in duty.get("stages") or ()]
    sent = (one["at"] for one in stages if one["stage"] == "SENT" and one["at"] is not None)
    yield speech.blank_time(speech.word("sheet sent"), min(sent, default=None))
    if sheet.get("delivered_at") is not None:
        yield own.blank_time(own.word("sheet delivered"), sheet["delivered_at"])


# -- to whom --------------------------------------------------------------------------------------


def _addressee(speech: Speech, one: Row, found: Row) -> dict[str, Any]:
    return {
        "label": speech.word(LABELS.get(str(one.get("kind")), "where")),
        "place": speech.typed(one.get("place")),
        "person": speech.typed(one.get("person")),
        "office": speech.typed(one["office"]),
        "asked": [speech.typed(said) for said in _asked(speech, one, found)],
    }


def _asked(speech: Speech, one: Row, found: Row) -> Iterator[str]:
    """Return what is asked of an addressee; the old form says it where the text does not."""
    text = str(found["text"])
    duties = {duty["office"]: duty for duty in found.get("duties") or ()}
    duty = duties.get(one["office"])
    for what, otherwise in REQUESTS.items():
        asked = one.get(what)
        if asked:
            words = asked.get("words") or speech.word(otherwise)
            if not speech.is_modern and f"{speech.word(f'asked {what}')} {words}" in text:
                continue
            due = (duty or {}).get(f"{what}_due_at")
            until = f", {speech.word('by')} {speech.time(due)}" if due is not None else ""
            yield f"{speech.word(f'asked {what}')} {words}{until}"
    for passing in one.get("passing") or ():
        yield speech.word("pass", passing["to"], passing["through"])
    if one.get("collective"):
        yield speech.word("of collective", one["collective"])


def _also(speech: Speech, sheet: Row) -> Iterator[str]:
    for one in sheet.get("other_recipients") or ():
        said = "; ".join(texts([one["name"], one.get("reason")]))
        yield f"{speech.word('otherwise')}: {said}"
    if sheet.get("subject"):
        yield f"{speech.word('subject').capitalize()}: {sheet['subject']}"
    yield from texts(sheet.get("instructions") or ())


def _precedence(sheet: Row) -> list[str]:
    """Return each precedence once, in the form's own words, and the captions letter-spaced."""
    said = [
        str(one.get("local_precedence") or one.get("precedence") or "")
        for one in sheet["addressees"]
    ]
    return [*dict.fromkeys(texts(said)), *(" ".join(one) for one in sheet.get("captions") or ())]


# -- under the text -------------------------------------------------------------------------------


def _released_at(sheet: Row) -> int:
    times = [one["released_at"] for one in sheet.get("released") or ()]
    return int(max(times, default=sheet["registered_at"]))


def _releases(own: Speech, found: Row) -> Iterator[str]:
    """Return whose signature released it, and whether it holds."""
    for one in found.get("signatures") or ():
        if one.get("what") == "released":
            held = own.word("verified" if one.get("verified") else "not verified")
            who = str(one["who"])
            if one.get("deputy"):
                who = own.word("signed for", one["deputy"], who)
            said = ", ".join(texts([who, own.time(one.get("at")), held]))
            yield f"{own.word('released sheet')}: {said}"


def _of_kind(marks: Sequence[Row], kinds: frozenset[str]) -> list[str]:
    return [str(one["text"]) for one in marks if str(one.get("kind") or "") in kinds]


def _other_marks(marks: Sequence[Row]) -> list[str]:
    placed = MADE | FILED | FOLIO
    return [
        " ".join(texts([one.get("kind"), one["text"]]))
        for one in marks
        if str(one.get("kind") or "") not in placed
    ]


def _made(own: Speech, found: Row, marks: Sequence[Row]) -> list[str]:
    """Return the line of the copies that were made: the typist's own, or what the ledger says."""
    typed = [f"{one['kind']} {one['text']}" for one in marks if str(one.get("kind") or "") in MADE]
    if typed:
        return typed
    by = str(found["print"].get("by") or "")
    said = own.word("paper copies made", len(found["ledger"]), by).strip()
    return [said, own.day(found["print"]["at"])]


def _holders(speech: Speech, ledger: Sequence[Row], marks: Sequence[Row]) -> dict[str, Any]:
    """Return the table and the list of the holders; a form of no country has no table."""
    where = holders_of(marks, ledger)
    typed = ledger if speech.is_modern else where.typed
    return {
        "table": [speech.typed(one) for one in where.table],
        "holders": [speech.typed(f"{one['number']}. {one['holder']}") for one in typed],
    }


def _certified(own: Speech, copy: Row) -> dict[str, str] | None:
    if copy.get("certified_at") is None:
        return None
    return {
        "word": own.typed(own.word("paper certified")),
        "by": own.printed(copy.get("certified_by")),
        "at": own.printed(own.time(copy["certified_at"])),
    }


def _filed(copy: Row, marks: Sequence[Row]) -> str:
    """Return the archive mark: the shelf mark of this copy, or the sign of the form."""
    return "  ".join(texts([*_of_kind(marks, FILED), copy.get("shelf")]))


def foot(own: Speech, found: Row) -> Iterator[str]:
    """Return what the foot says: whose copy, when it was printed by whom, and how to check it."""
    copy, printing = found["copy"], found["print"]
    issued = own.word("paper issued to", copy["number"], copy["holder"])
    yield f"{found['reference']} · {issued}"
    said = (own.time(printing["at"]), found["station_name"])
    by = printing.get("by")
    yield own.word("paper printed by", *said, by) if by else own.word("paper printed at", *said)
    if printing["number"] > 1:
        yield own.word("paper printed again", printing["number"], printing.get("reason") or "")
    yield f"{own.word('paper digest', found['seal'][:DIGEST_PLACES])} · {own.word('paper verify')}"
