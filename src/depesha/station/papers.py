"""What goes on paper: a copy or an answer that was printed, and what a sheet claims.

Rule 1: the words of a sheet are handed out for a printing that stands in the journal, to the office
    that printed it, and for an hour after it: whoever comes later prints again, and says why.
Rule 2: whoever may not know of a telegram learns nothing from its sheet either: it is as unknown to
    this station as one that was never here.
"""

from typing import Final

from depesha.errors import Forbidden, NotFound, Usage
from depesha.imprint import Imprint, Sealed, imprint_text, parse_imprint, seal_of, whole_second
from depesha.names import Digest, StationId, TimeMs
from depesha.office.lookup import name_of
from depesha.office.ports import TelegramState
from depesha.policy import Policy
from depesha.station import clock
from depesha.station.policies import shipped_policies
from depesha.station.readers import somebody
from depesha.station.reading import Fields, Reader, office_in
from depesha.station.showing import Shown, language_of, show, telegram_of
from depesha.store.copy_reading import EVER, copies_of
from depesha.store.print_reading import printing_office, prints_of_answer, prints_of_copy

HANDED_OUT_MS: Final = 3600 * 1000
"""How long after a printing its words are handed out: a printer may be slow, a shift is not."""

WHOLE: Final = "whole"
FALSE: Final = "false"
VOID: Final = "void"
UNKNOWN: Final = "unknown"

REGISTRAR: Final = "registrar"
DESTROYED: Final = "DESTROYED"
MAX_TEXT: Final = 1024


def paper_copy(reader: Reader, fields: Fields) -> Shown:
    """Return what stands on the sheets of a copy that was printed just now.

    Raises:
        NotFound: there is no such telegram or copy, or the office is not cleared for it.
        Forbidden: the office is no registrar, or it did not print the copy within the hour.
    """
    telegram, _, _ = telegram_of(reader, fields)
    office = _must_keep_paper(reader, fields)
    ledger = copies_of(reader.database, telegram.entry.identity.uid, EVER, clock.now())
    number = fields.get("number")
    copy = next((one for one in ledger if one["number"] == number), None)
    if copy is None:
        msg = f"there is no copy {str(number)[:20]} of {name_of(telegram)}"
        raise NotFound(msg, hint=f'"depesha copies {name_of(telegram)}" lists them')
    prints = prints_of_copy(reader.database, telegram.entry.identity.uid, copy["number"])
    what = f"copy {copy['number']} of {name_of(telegram)}"
    printing = _of_now(prints, what)
    _must_have_printed(reader, telegram, office, copy["number"], what)
    said = _imprint_of_copy(reader, telegram, copy, printing)
    return {
        **_around(reader, fields, telegram),
        "copy": copy,
        "ledger": ledger,
        "print": printing,
        "imprint": imprint_text(said),
        "seal": said.seal.hex(),
    }


def paper_answer(reader: Reader, fields: Fields) -> Shown:
    """Return what stands on the sheet of an answer that was printed just now.

    Raises:
        NotFound: there is no such telegram or answer, or the office is not cleared for it.
        Forbidden: the office is no registrar, or it did not print the answer within the hour.
    """
    telegram, _, _ = telegram_of(reader, fields)
    office = _must_keep_paper(reader, fields)
    around = _around(reader, fields, telegram)
    named = str(fields.get("answer", ""))
    answer = next((one for one in around["answers"] if one["digest"] == named), None)
    if answer is None:
        msg = f"there is no such answer to {name_of(telegram)}"
        raise NotFound(msg, hint=f'"depesha show {name_of(telegram)}" shows the answers')
    digest = Digest(bytes.fromhex(answer["digest"]))
    printing = _of_now(prints_of_answer(reader.database, digest), "the answer")
    _must_have_printed(reader, telegram, office, digest, "the answer")
    said = _imprint_of_answer(reader, telegram, digest, printing)
    return {
        **around,
        "answer": answer,
        "print": printing,
        "imprint": imprint_text(said),
        "seal": said.seal.hex(),
    }


def _must_keep_paper(reader: Reader, fields: Fields) -> str:
    office = somebody(reader.offices(), office_in(reader.config, fields))
    if REGISTRAR not in office.roles:
        msg = f"{office.office} does not keep the copies ledger"
        raise Forbidden(msg, hint="a registrar does")
    return office.office


def _must_have_printed(
    reader: Reader, telegram: TelegramState, office: str, printed: int | Digest, what: str
) -> None:
    printed_by = printing_office(reader.database, telegram.entry.identity.uid, printed)
    if printed_by != office:
        msg = f"{what} was printed by {printed_by}: its words are handed out to that office alone"
        raise Forbidden(msg, hint='if that sheet never came out, "depesha print --again" says why')


def _of_now(prints: list[Shown], what: str) -> Shown:
    last = prints[-1] if prints else None
    if last is None or clock.now() - last["at"] > HANDED_OUT_MS:
        so = "was not printed" if last is None else "was printed more than an hour ago"
        msg = f"{what} {so}: its words are not handed out"
        raise Forbidden(msg, hint='"depesha print" writes it down first, and hands them out then')
    return last


def _around(reader: Reader, fields: Fields, telegram: TelegramState) -> Shown:
    """Return what every sheet shows: the telegram, whose station it is, the label's colours."""
    language = language_of(reader, fields)
    shown = show(reader, {**fields, "reference": name_of(telegram), "purpose": "show"})
    policy = shipped_policies().get(telegram.entry.policy)
    return {
        **shown,
        "language": language,
        "zone": reader.config.zone,
        "station": reader.config.station,
        "station_name": reader.config.names.get(language) or reader.config.station,
        "ink": _ink(policy, telegram),
    }


def _ink(policy: Policy | None, telegram: TelegramState) -> Shown | None:
    level = policy.classification(telegram.entry.classification) if policy else None
    if level is None:
        return None
    return {"foreground": level.foreground, "background": level.background}


# -- what a sheet says, and what is true of it -----------------------------------------------------


def _imprint_of_copy(
    reader: Reader, telegram: TelegramState, copy: Shown, printing: Shown
) -> Imprint:
    return _imprint(reader, telegram, telegram.entry.identity.registration, copy, printing)


def _imprint_of_answer(
    reader: Reader, telegram: TelegramState, answer: Digest, printing: Shown
) -> Imprint:
    return _imprint(reader, telegram, answer, {"number": 0, "holder": ""}, printing)


def _imprint(
    reader: Reader,
    telegram: TelegramState,
    document: Digest,
    copy: Shown,
    printing: Shown,
) -> Imprint:
    entry = telegram.entry
    station = StationId(reader.config.station)
    sealed = Sealed(
        station=station,
        uid=entry.identity.uid,
        registration=document,
        body=Digest(entry.body_id),
        copy=copy["number"],
        holder=copy["holder"],
        printing=printing["number"],
        printed_at=TimeMs(printing["at"]),
        printed_by=printing["by"],
    )
    return Imprint(
        origin=entry.station,
        year=entry.year,
        number=entry.number,
        station=station,
        copy=sealed.copy,
        printing=sealed.printing,
        printed_at=whole_second(sealed.printed_at),
        registration=document,
        seal=seal_of(sealed),
    )


def check_sheet(reader: Reader, fields: Fields) -> Shown:
    """Compare what a sheet's code says with the ledger.

    `verdict` is `whole`, `false`, `void` (genuine, and should not be there any more) or `unknown`
    (nothing of it can be known here), `why` the key of the reason.

    Raises:
        Usage: it is not said which office asks, or the sheet's version is not known.
        Malformed: it is no text of a sheet's code.
    """
    text = str(fields.get("text", ""))
    if len(text) > MAX_TEXT:
        msg = "a sheet's code is shorter"
        raise Usage(msg, hint="give the text that the code holds, and nothing else")
    claimed = parse_imprint(text)
    said = _claimed(claimed)
    if claimed.station != reader.config.station:
        return {**said, "verdict": UNKNOWN, "why": None}
    try:
        named = {**fields, "reference": claimed.reference}
        telegram, _, _ = telegram_of(reader, named)
    except (NotFound, Usage) as problem:
        if isinstance(problem, Usage) and not fields.get("office"):
            somebody(reader.offices(), office_in(reader.config, fields))
        return {**said, "verdict": UNKNOWN, "why": None}
    found = _answer_of(reader, telegram, claimed) if not claimed.copy else None
    return {**said, **(found or _copy_of(reader, telegram, claimed))}


def _claimed(one: Imprint) -> Shown:
    return {
        "reference": one.reference,
        "station": one.station,
        "number": one.copy,
        "printing": one.printing,
        "printed_at": one.printed_at,
        "is_answer": not one.copy,
    }


def _copy_of(reader: Reader, telegram: TelegramState, claimed: Imprint) -> Shown:
    uid = telegram.entry.identity.uid
    ledger = copies_of(reader.database, uid, EVER, clock.now())
    copy = next((one for one in ledger if one["number"] == claimed.copy), None)
    if claimed.registration != telegram.entry.identity.registration:
        return _otherwise("why registration")
    if copy is None:
        return _otherwise("why no copy")
    prints = prints_of_copy(reader.database, uid, claimed.copy)
    printing = next((one for one in prints if one["number"] == claimed.printing), None)
    if printing is None:
        return _otherwise("why not printed")
    true = _imprint_of_copy(reader, telegram, copy, printing)
    if true.printed_at != claimed.printed_at:
        return _otherwise("why another time")
    if true.seal != claimed.seal:
        return _otherwise("why seal")
    return {**_standing(copy, prints, printing), **_known(copy, printing)}


def _standing(copy: Shown, prints: list[Shown], printing: Shown) -> Shown:
    """Return whether a genuine sheet is one that should be there."""
    if copy["state"] == DESTROYED:
        said = {"at": copy["destroyed_at"], "words": copy["act"]}
        return {"verdict": VOID, "why": "why destroyed", **said}
    if printing is not prints[-1]:
        after = prints[prints.index(printing) + 1]
        said = {"at": after["at"], "words": after["reason"]}
        return {"verdict": VOID, "why": "why printed again", **said}
    return {"verdict": WHOLE, "why": None}


def _known(copy: Shown, printing: Shown) -> Shown:
    return {"holder": copy["holder"], "state": copy["state"], "printed_by": printing["by"]}


def _answer_of(reader: Reader, telegram: TelegramState, claimed: Imprint) -> Shown:
    answer = claimed.registration
    prints = prints_of_answer(reader.database, answer)
    printing = next((one for one in prints if one["number"] == claimed.printing), None)
    if printing is None:
        return _otherwise("why no answer")
    true = _imprint_of_answer(reader, telegram, answer, printing)
    if true.printed_at != claimed.printed_at:
        return _otherwise("why another time")
    if true.seal != claimed.seal:
        return _otherwise("why seal")
    return {"verdict": WHOLE, "why": None, "printed_by": printing["by"]}


def _otherwise(why: str) -> Shown:
    return {"verdict": FALSE, "why": why}
