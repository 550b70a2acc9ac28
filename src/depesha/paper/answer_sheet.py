"""A receipt, an acknowledgement or a report as a sheet of its own.

Rule: the stamp is put where the signature holds; where it does not, the sheet says so instead.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from depesha.paper.code import picture
from depesha.paper.compiling import compiled
from depesha.paper.copy_sheet import DIGEST_PLACES
from depesha.paper.words import NEUTRAL, Speech, layout_of, zone_named

Row = Mapping[str, Any]


def answer_sheet(found: Row) -> bytes:
    """Return the PDF of an answer that was printed, as the question `paper-answer` tells of it.

    Raises:
        Refused: it is too long to be set.
    """
    data = answer_data(found)
    code = picture(found["imprint"])
    return compiled("answer.typ", data, found["print"]["at"], {"code.svg": code})


def answer_data(found: Row) -> dict[str, Any]:
    """Return what stands on the sheet, as the layout takes it."""
    sheet, answer = found["sheet"], found["answer"]
    layout = layout_of(sheet["policy"])
    speech = Speech(
        language=found["language"],
        zone=zone_named(found["zone"], "UTC"),
        is_modern=layout == NEUTRAL,
    )
    kind = "INTERIM" if answer.get("interim") else str(answer["code"])
    words = "\n\n".join(str(answer[key]) for key in ("text", "reason") if answer.get(key))
    holds = answer.get("verified") is True
    type_of = str(sheet.get("message_type") or "OPERATION")
    return {
        "layout": layout,
        "language": speech.language,
        "title": speech.typed(f"{found['reference']} · {speech.word(f'paper {kind}')}"),
        "author": speech.typed(found["station_name"]),
        "labels": {},
        "loud": [] if type_of == "OPERATION" else [speech.word(type_of)],
        "telegram": speech.typed(found["reference"]),
        "station": speech.printed(found["station_name"]),
        "form": speech.word("paper answer form"),
        "classification": speech.printed(sheet["classification_name"]),
        "caveats": [speech.printed(one) for one in sheet.get("caveats") or ()],
        "heading": speech.word(f"paper {kind}"),
        "lines": [[label, speech.typed(value)] for label, value in _lines(speech, found, kind)],
        "body": speech.paragraphs(words),
        "stamp": _stamp(speech, answer) if holds else None,
        "not_verified": speech.word("paper signature fails"),
        "foot": [speech.printed(one) for one in _foot(speech, found)],
        "sheet_of": [speech.word("paper sheet"), speech.word("paper sheet of")],
    }


def _lines(speech: Speech, found: Row, kind: str) -> Iterator[tuple[str, str]]:
    sheet, answer = found["sheet"], found["answer"]
    of = f"{speech.word('paper of')} {speech.time(sheet['registered_at'])}"
    yield speech.word("paper to telegram"), f"{found['reference']} {of}"
    yield speech.word("paper from office"), _who(speech, answer)
    yield speech.word("paper given at"), speech.time(answer["at"])
    said = "cannot comply" if kind == "CANNOT_COMPLY" else kind
    standing = f", {speech.word('as ' + str(answer['as']))}" if answer.get("as") else ""
    yield speech.word("paper says"), speech.word(said) + standing


def _who(speech: Speech, answer: Row) -> str:
    who = str(answer["office"])
    if answer.get("deputy"):
        who = speech.word("signed for", answer["deputy"], who)
    if answer.get("title"):
        who = f"{answer['title']} ({who})"
    if answer.get("in_place_of"):
        who = f"{who} {speech.word('in place of', answer['in_place_of'])}"
    return who


def _stamp(speech: Speech, answer: Row) -> dict[str, Any]:
    detail = [speech.printed(answer["office"]), speech.time(answer["at"])]
    return {"words": speech.word("paper signature holds"), "detail": detail}


def _foot(speech: Speech, found: Row) -> Iterator[str]:
    printing = found["print"]
    said = (speech.time(printing["at"]), found["station_name"])
    number = str(found["answer"]["digest"])[:16]
    line = speech.word("paper answer printed", number, found["reference"], *said)
    yield ", ".join(one for one in (line, str(printing.get("by") or "")) if one)
    digest = speech.word("paper digest", found["seal"][:DIGEST_PLACES])
    yield f"{digest} · {speech.word('paper verify')}"
