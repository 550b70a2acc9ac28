"""A telegram or a draft as a row of a list: what stands in it, put into words once, for every list.

What the station tells is taken as it is; nothing is decided here but how it is said.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from depesha.policy import Policy
from depesha.station.policies import shipped_policies
from depesha.web.laid.urgency import urgency
from depesha.web.language import said
from depesha.web.places import path_of, short
from depesha.words import word

Line = Mapping[str, Any]

WAITING: Final = frozenset({"confirm", "carry-out", "information"})
"""The groups whose telegrams wait for whoever reads."""

SPACED_OUT: Final = re.compile(r"(?<![^\W_])(?:[A-ZА-ЯЁ] ){3,}[A-ZА-ЯЁ](?![^\W_])")
"""A word in capitals with a blank between its letters."""

OPERATION: Final = "OPERATION"
DONE: Final = frozenset({"RECEIVED", "ACKNOWLEDGED", "EXECUTED"})
ENDED: Final = frozenset({"CANNOT_COMPLY", "CANCELLED", "SUPERSEDED", "REVOKED", "BEYOND_CUT_LINE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A word in a frame; `kind` is how it looks: `late`, `soon`, `done`, `told`, or empty.

    Where it names an office or a telegram, its letters stay as they are (`is_named`).
    """

    kind: str
    words: str
    is_named: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What stands in a row.

    Attributes:
        name: names it among the rows, also where rows come and go.
        href: its own page.
        number: as it is called.
        who: from whom, or to whom.
        at: when it came, was registered or written.
        subject: its subject; empty: it has none.
        urgency: the code of the reader's own precedence.
        precedence: the word for that, the form's own where it has one.
        label: its classification in words; `level` is its class in the policy's colours.
        caveats: in words.
        due_at: when what it waits for is due.
        chips: how far it has come, and what must be known before all else.
        waits: whether it waits for whoever reads.
        attached: attachments: how many are here, of how many.
        choose: what its box says of it, where its receipt can be confirmed from the list: the
            telegram, and in whose place.
    """

    name: str
    href: str
    reference: str
    number: str
    who: str
    at: int | None
    subject: str
    urgency: str
    precedence: str
    label: str
    level: str
    caveats: Sequence[str] = ()
    due_at: int | None = None
    chips: Sequence[Chip] = ()
    waits: bool = False
    attached: str = ""
    choose: str = ""


def row_of(line: Line, language: str) -> Row:
    """Return a telegram's row."""
    policy = shipped_policies().get(line["policy"])
    level = line["classification"]
    found = policy.classification(level) if policy else None
    incoming = line["incoming_number"] is not None
    return Row(
        name=f"{line['station']}-{line['year']}-{line['number']}",
        href=path_of(line["reference"]),
        reference=line["reference"],
        number=f"№ {line['number']}",
        who=_from(line, language) if incoming else _to(line["to"]),
        at=line["delivered_at"] if incoming else line["registered_at"],
        subject=line["subject"] or "",
        urgency=line["precedence"],
        precedence=urgency(line["precedence"], line["local_precedence"], line["policy"], language),
        label=found.name(language) if found else str(level),
        level=f"{line['policy']}-{level}",
        caveats=[_caveat(policy, code, language) for code in line["caveats"]],
        due_at=line.get("due_at"),
        chips=list(_chips(line, language)),
        waits=line.get("group") in WAITING,
        attached=_attached(line["attachments"], language),
        choose=" ".join((line["reference"], line["acting_for"])).strip()
        if line.get("group") == "confirm"
        else "",
    )


def draft_row(line: Line, language: str) -> Row:
    """Return a draft's row."""
    state = line["state"] if line["state"] != "draft" else "DRAFT"
    chips = [Chip(kind="soon" if line["state"] == "returned" else "", words=word(state, language))]
    if line["approved_by"]:
        names = ", ".join(short(office) for office in line["approved_by"])
        words = word("released so far", language).format(names)
        chips.append(Chip(kind="done", words=words, is_named=True))
    return Row(
        name=f"draft-{line['draft']}",
        href=f"/draft/{line['draft']}",
        reference="",
        number=said(language, "Draft %(number)s", number=line["draft"]),
        who=_to(line["to"]),
        at=line["at"],
        subject=line["subject"] or line["note"],
        urgency="",
        precedence=line["precedence"],
        label=line["classification_name"],
        level="",
        caveats=line["caveats"],
        chips=chips,
    )


def _from(line: Line, language: str) -> str:
    """Return the sender and the station that it came from, by its name where that is known."""
    names = line["station_names"]
    station = str(names.get(language) or names.get("en") or line["station"])
    return f"{joined(line['from'])} · {station}" if line["from"] else station


def joined(words: str) -> str:
    """Return words without the blanks of a spaced-out name: a row would cut `Г Р О М Ы К О` early.

    Capitals that stand alone, four or more in a row, are one word; the sheet has it as written.
    """
    return SPACED_OUT.sub(lambda found: found[0].replace(" ", ""), words)


def _to(offices: Sequence[str]) -> str:
    """Return the first addressee and how many others there are."""
    if not offices:
        return ""
    first, _, station = offices[0].partition("@")
    more = f" +{len(offices) - 1}" if offices[1:] else ""
    return f"{first}, {station}{more}" if station else f"{first}{more}"


def _caveat(policy: Policy | None, code: str, language: str) -> str:
    names = {one.code: one.name(language) for one in policy.caveats} if policy else {}
    return names.get(code, code)


def _attached(found: Mapping[str, int] | None, language: str) -> str:
    if not found:
        return ""
    count = f"{found['complete']}/{found['expected']}"
    return f"{count} {word('FALSE', language)}" if found["false"] else count


def _chips(line: Line, language: str) -> Sequence[Chip]:
    """Return what must be known before all else, and how far it has come."""
    chips = [
        Chip(kind="told", words=word(str(line["type"]), language))
        for _ in range(line["type"] != OPERATION)
    ]
    if line["chased"]:
        words = said(language, "asked for again: %(times)s", times=line["chased"])
        chips.append(Chip(kind="late", words=words))
    if line["on_duty"]:
        chips.append(Chip(kind="told", words=word("on duty", language)))
    chips += [
        Chip(kind="told", words=word("acts for", language).format(short(office)), is_named=True)
        for office in line["acts_for"]
    ]
    chips += [
        Chip(
            kind=_MARKED.get(one["relation"], "told"), words=_amended(one, language), is_named=True
        )
        for one in line["amended"]
    ]
    return [*chips, *_standing(line, language)]


_MARKED: Final = {"CANCELS": "late", "SUPERSEDES": "late", "CORRECTS": "soon"}


def _amended(one: Line, language: str) -> str:
    return word(f"BY_{one['relation']}", language).format(one["reference"])


def _standing(line: Line, language: str) -> Sequence[Chip]:
    """Return how far it has come, unless what is due says enough."""
    if line["held_until"] is not None:
        return [Chip(kind="told", words=word("HoldBegan", language))]
    if line.get("group") in WAITING:
        late = line["overdue"] and line.get("due_at") is None
        return [Chip(kind="late", words=word("overdue", language))] if late else []
    state = line["state"]
    words = word(state, language)
    if state == "MIXED":
        words = ", ".join(dict.fromkeys(word(one, language) for one in line["states"]))
    kind = "done" if state in DONE else "told" if state in ENDED else ""
    return [Chip(kind=kind, words=words)]
