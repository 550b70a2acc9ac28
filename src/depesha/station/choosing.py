"""What whoever composes may choose from: addressees, labels, and what may be quoted.

Rule 1: a label is offered if everybody concerned may have it: whoever drafts, every addressee that
    is chosen (of a collective address every member), and what is quoted. Who stands in the way is
    named. The release asks all of it again.
Rule 2: what an office is not cleared for is no telegram that it could quote.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from depesha import draft as drafts
from depesha.draft import Draft, DraftReference
from depesha.errors import NotFound, Problem, Refused, Usage
from depesha.keybook import KeyBook, Status
from depesha.names import Digest, OfficeId, station_of
from depesha.number import NumberRef, parse_number
from depesha.office.amending import OWN
from depesha.office.amendment_drafts import completed
from depesha.office.composing import QUOTING
from depesha.office.labels import labels_in
from depesha.office.lookup import absent, find, name_of
from depesha.office.ports import TelegramState
from depesha.policy import Action, Policy, Rule, Term, spelled, spellings
from depesha.station.access import allows
from depesha.station.directory import held_book
from depesha.station.plain import Plain
from depesha.station.policies import shipped_policies
from depesha.station.readers import ReadingOffice, somebody
from depesha.station.reading import Fields, Reader, bounded, office_in
from depesha.station.showing import present_year
from depesha.store.draft_sent import last_registered
from depesha.store.papers import document
from depesha.store.registers import StoredRegisters
from depesha.telegram import Body, Label, Relation
from depesha.wire import BODY, MAX_BODY_BYTES

Shown = dict[str, Any]

MAX_CHOSEN: Final = 500
MAX_QUOTED: Final = 8
MAX_LIKE: Final = 100


def _texts(fields: Fields, name: str, most: int) -> list[str]:
    """Return a list of texts that a question has.

    Raises:
        Usage: it is none, or too long.
    """
    listed = fields.get(name) or []
    if not isinstance(listed, list | tuple) or len(listed) > most:
        msg = f"{name} is a list of at most {most}"
        raise Usage(msg)
    return [str(one) for one in listed]


# -- addressees -----------------------------------------------------------------------------------


def addressees(reader: Reader, fields: Fields) -> list[Shown]:
    """Return whom a telegram can be addressed to: those whose names begin with what is typed first.

    `like` is looked for in the names of offices, titles and stations, in every language.
    """
    keys = held_book(reader)
    limit, _ = bounded(fields)
    like = spelled(str(fields.get("like", ""))[:MAX_LIKE])
    own = reader.config.station
    language = str(fields.get("language") or reader.config.language)
    found = [
        (not any(spelled(name).startswith(like) for name in names), line["name"], line)
        for line, names in _everybody(keys, own, language)
        if any(like in spelled(name) for name in names)
    ]
    return [line for _, _, line in sorted(found, key=lambda one: one[:2])[:limit]]


def _everybody(keys: KeyBook, own: str, language: str) -> Iterator[tuple[Shown, list[str]]]:
    for name, members in keys.collectives.items():
        line = {"name": name, "collective": True, "title": "", "station": "", "station_name": ""}
        yield {**line, "members": list(members), "clearance": None}, [name, *members]
    for office, entry in keys.offices.items():
        station = station_of(office)
        leaf = keys.identities[station]
        if station == own or leaf.status is Status.REVOKED:
            continue
        title, names = entry.title(language), dict(leaf.names)
        line = {"name": office, "collective": False, "members": [], "clearance": entry.clearance}
        line |= {"title": "" if title == office else title, "station": station}
        line["station_name"] = names.get(language) or next(iter(names.values()), station)
        yield line, [office, *dict(entry.titles).values(), station, *names.values()]


# -- labels ---------------------------------------------------------------------------------------


def label_choice(reader: Reader, fields: Fields) -> Shown:
    """Return the label catalogue: what all that are chosen may receive, and who may not what."""
    keys = held_book(reader)
    office = somebody(reader.offices(), office_in(reader.config, fields))
    policy = shipped_policies()[reader.config.policy]
    language = str(fields.get("language") or reader.config.language)
    cleared, unknown = _cleared(keys, _texts(fields, "addressees", MAX_CHOSEN))
    cleared[office.office] = office.clearance
    quoted = [
        _quoted(reader, office, policy, one, language)
        for one in _texts(fields, "quotes", MAX_QUOTED)
    ]
    floor = max((one["classification"] or 0 for one in quoted), default=0)
    must = sorted({mark for one in quoted for mark in one["marks"]})
    return {
        "policy": policy.id,
        "classifications": [
            {
                **_term(one, language),
                "level": one.level,
                "foreground": one.foreground,
                "background": one.background,
                "releasers": one.releasers,
                "barred": [
                    {"office": name, "clearance": _level(policy, level, language)}
                    for name, level in sorted(cleared.items())
                    if level < one.level
                ],
                "below_quoted": one.level < floor,
            }
            for one in policy.classifications
        ],
        "captions": [{**_term(one, language), **FREE} for one in policy.captions],
        "caveats": [
            {
                **_term(one, language),
                "must": one.code in must,
                "forbids": [
                    str(action) for action, rule in one.actions.items() if rule is Rule.REFUSE
                ],
                "once": [str(action) for action, rule in one.actions.items() if rule is Rule.ONCE],
            }
            for one in policy.caveats
        ],
        "categories": [
            {**_term(one, language), **FREE, "must": one.code in must} for one in policy.categories
        ],
        "precedences": [
            {
                **_term(one, language),
                "precedence": one.precedence.name,
                "receipt_s": one.receipt_s,
                "execution_s": one.execution_s,
                "handling_s": one.handling_s,
                "releasers": one.releasers,
                "unsaid": one.precedence is policy.find_precedence(""),
            }
            for one in sorted(policy.urgencies, key=lambda one: one.precedence)
        ],
        "quotes": quoted,
        "unknown": unknown,
    }


FREE: Final[Mapping[str, Plain]] = {"must": False, "forbids": [], "once": []}
"""What no caveat is: it forbids nothing."""


def _term(one: Term, language: str) -> Shown:
    return {
        "code": one.code,
        "name": one.name(language),
        "spellings": sorted(spellings(one)),
    }


def _level(policy: Policy, level: int, language: str) -> str:
    """Return the highest classification that a clearance covers, by name."""
    covered = [one for one in policy.classifications if one.level <= level]
    best = max(covered, key=lambda one: one.level, default=None)
    return best.name(language) if best else "–"


def _cleared(keys: KeyBook, chosen: Sequence[str]) -> tuple[dict[str, int], list[str]]:
    """Return the clearance of everybody who is chosen, and the names that nobody has."""
    cleared: dict[str, int] = {}
    unknown: list[str] = []
    for name in dict.fromkeys(chosen):
        members = keys.collectives.get(name, (OfficeId(name),))
        for member in members:
            entry = keys.offices.get(member)
            if entry is None:
                unknown.append(name)
            else:
                cleared[member] = entry.clearance
    return cleared, unknown


def _quoted(
    reader: Reader, office: ReadingOffice, policy: Policy, reference: str, language: str
) -> Shown:
    """Return whether a telegram may be quoted, and what that asks of the label."""
    shown: Shown = {"reference": reference, "classification": None, "marks": [], "may": False}
    shown |= {"why": "", "forbidden_by": []}
    try:
        telegram, body = _telegram(reader, office, parse_number(reference))
        labels: list[Label] = list(labels_in(body))
    except Problem as problem:
        return {**shown, "why": problem.message}
    theirs = shipped_policies().get(telegram.entry.policy)
    highest = max(one.classification for one in labels)
    name = _level(policy, highest, language)
    shown |= {"classification": highest, "classification_name": name}
    shown["marks"] = sorted({mark for one in labels for mark in (*one.caveats, *one.categories)})
    if not allows(theirs, telegram, Action.QUOTE):
        known = {one.code: one.name(language) for one in (theirs.caveats if theirs else ())}
        return {**shown, "forbidden_by": [known.get(one, one) for one in telegram.entry.caveats]}
    return {**shown, "may": True}


def _telegram(
    reader: Reader, office: ReadingOffice, wanted: NumberRef
) -> tuple[TelegramState, Body]:
    """Return a telegram that an office may read, with its body.

    Raises:
        NotFound: there is none for it, or its words are no longer here.
        Usage: the number fits several.
    """
    found = find(
        StoredRegisters(reader.database),
        reader.config.station,
        wanted,
        lambda telegram: telegram.entry.classification <= office.clearance,
        present_year(reader),
    )
    if found is None:
        raise absent(_written(wanted), f"at {reader.config.station}")
    kept = document(reader.database, Digest(found.entry.body_id))
    if kept is None:
        msg = f"the text of {name_of(found)} is no longer kept here"
        raise NotFound(msg)
    return found, BODY.decode(kept.payload, max_bytes=MAX_BODY_BYTES)


def _written(wanted: NumberRef) -> str:
    parts = (wanted.station, wanted.year, wanted.number)
    return "/".join(str(one) for one in parts if one is not None)


# -- a draft about another telegram ---------------------------------------------------------------


def draft_about(reader: Reader, fields: Fields) -> Shown:
    """Return the form lines of a draft that speaks of another telegram, as far as that says them.

    Raises:
        Usage: there is no such relation.
        NotFound: there is no such telegram for the office.
        Refused: it is another station's and the relation is for one's own, or the reverse.
    """
    office = somebody(reader.offices(), office_in(reader.config, fields))
    relation = RELATIONS.get(str(fields.get("relation", "")))
    if relation is None:
        msg = f"relation is one of {', '.join(RELATIONS)}"
        raise Usage(msg)
    telegram, body = _telegram(reader, office, parse_number(str(fields.get("reference", ""))))
    _must_fit(telegram, relation, reader.config.station)
    language = str(fields.get("language") or reader.config.language)
    policy = shipped_policies()[reader.config.policy]
    bare = Draft(addressees=(), text="")
    said = completed(policy, telegram.entry, body, bare, relation)
    if relation not in AMENDING:
        said = _only_the_label(said)
    lines = drafts.write_lines(said, language=language)
    return {"reference": name_of(telegram), "text": "\n".join([*lines, "", ""])}


def draft_head(reader: Reader, fields: Fields) -> Shown:
    """Return the form lines that an office's drafts begin with: those of its last telegram's head.

    Raises:
        Usage: it is not said which office asks.
    """
    office = somebody(reader.offices(), office_in(reader.config, fields))
    language = str(fields.get("language") or reader.config.language)
    try:
        last = drafts.parse_lines(last_registered(reader.database, office.office).encode())
    except Problem:
        return {"text": ""}
    head = {name: getattr(last, name) for name in HEAD}
    lines = drafts.write_lines(Draft(addressees=(), text="", **head), language=language)
    return {"text": "\n".join([*lines, "", ""]) if any(head.values()) else ""}


HEAD: Final = ("originator", "comcen", "form_code", "document_type")
"""What stays the same from one telegram of an office to the next."""


RELATIONS: Final[Mapping[str, Relation]] = {
    "answers": Relation.ANSWERS,
    "corrects": Relation.CORRECTS,
    "cancels": Relation.CANCELS,
    "supersedes": Relation.SUPERSEDES,
    "quotes": Relation.QUOTES,
    "refers": Relation.REFERS,
}
AMENDING: Final = OWN | {Relation.ANSWERS}
"""Relations in which a draft goes to whom the other telegram concerns."""


def _must_fit(telegram: TelegramState, relation: Relation, own: str) -> None:
    is_own = telegram.entry.station == own
    if relation in OWN and not is_own:
        msg = f"{name_of(telegram)} was sent by {telegram.entry.station}, not from here"
        raise Refused(msg, hint="only its originator may; it can be answered")
    if relation is Relation.ANSWERS and is_own:
        msg = f"{name_of(telegram)} was sent from here, not received"
        raise Refused(msg, hint="its addressees answer it")


def _only_the_label(said: Draft) -> Draft:
    """Return what a draft that quotes takes over: label and reference; whoever writes says to whom.

    What is merely referred to asks for no label, so the drafter may lower it.
    """
    reference: DraftReference = said.references[0]
    label = {
        name: getattr(said, name)
        for name in ("classification", "captions", "caveats", "categories", "privacy_mark")
    }
    carries = reference.relation in QUOTING
    return Draft(addressees=(), text="", references=(reference,), **(label if carries else {}))


CHOOSING: Final[Mapping[str, Callable[[Reader, Fields], Plain]]] = {
    "addressees": addressees,
    "label-choice": label_choice,
    "draft-about": draft_about,
    "draft-head": draft_head,
}
"""Questions of whoever composes."""
