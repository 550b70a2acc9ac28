"""Every verb of the command line: where it lives, who uses it, what it is for.

Rule 1: what is not in this table is not a command.
Rule 2: nothing is imported here; a verb's file is loaded when the verb is called.
Rule 3: a command is named by one word, by two (`link add`) or by three; they are looked up whole.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from depesha.errors import Usage

OFFICER: Final = "the officer who is addressed"
DRAFTER: Final = "drafter and releaser"
OPERATOR: Final = "operator"
REGISTRAR: Final = "registrar"
ARCHIVIST: Final = "archivist"
ADMINISTRATOR: Final = "administrator"
ANYBODY: Final = "anybody"


@dataclass(frozen=True, slots=True)
class Verb:
    """Where a command lives (`depesha.cli.<module>`), who uses it, and what it does in a line."""

    module: str
    who: str
    about: str


VERBS: Final[Mapping[str, Verb]] = {
    "inbox": Verb("trays", OFFICER, "telegrams that lie before an office"),
    "show": Verb("show", OFFICER, "the sheet of one telegram"),
    "attachment list": Verb("attachments", OFFICER, "what is attached to a telegram"),
    "attachment save": Verb("attachments", OFFICER, "take an attachment out, into a new file"),
    "confirm": Verb("answers", OFFICER, "confirm receipt: opened and complete"),
    "comply": Verb("answers", OFFICER, "acknowledge: understood, will comply"),
    "report": Verb("answers", OFFICER, "report execution, progress, or why it cannot be done"),
    "pass": Verb("answers", OFFICER, "pass a telegram on to another office"),
    "answer": Verb("amending", OFFICER, "answer a telegram by one of your own"),
    "draft": Verb("drafts", DRAFTER, "lay a draft before the releaser"),
    "draft list": Verb("drafts", DRAFTER, "drafts that are waiting"),
    "draft show": Verb("drafts", DRAFTER, "the text of a draft"),
    "draft edit": Verb("drafts", DRAFTER, "replace a draft by a new version"),
    "draft return": Verb("drafts", DRAFTER, "return a draft to its drafter with a reason"),
    "draft drop": Verb("drafts", DRAFTER, "take a draft from the list for good"),
    "draft ask": Verb("drafts", DRAFTER, "ask another office to review a draft"),
    "draft review": Verb("drafts", DRAFTER, "endorse exactly what a draft says now"),
    "release": Verb("drafts", DRAFTER, "sign a draft, number it and send it"),
    "send": Verb("drafts", DRAFTER, "draft and release in one, where one office may"),
    "correct": Verb("amending", DRAFTER, "correct a telegram that was sent"),
    "cancel": Verb("amending", DRAFTER, "declare a telegram void, to all its addressees"),
    "supersede": Verb("amending", DRAFTER, "put a new telegram in the place of another"),
    "repeat": Verb("amending", DRAFTER, "send a telegram again, marked as a repeat"),
    "outbox": Verb("trays", DRAFTER, "telegrams that were sent, and how far they have come"),
    "track": Verb("track", DRAFTER, "every stage of a telegram at every addressee"),
    "serve": Verb("serve", OPERATOR, "run the station: carry, open, answer"),
    "queue": Verb("traffic", OPERATOR, "what waits, why, and when it is next tried"),
    "alarms": Verb("alarms", OPERATOR, "what needs a person"),
    "alarm accept": Verb("alarms", OPERATOR, "take an alarm on"),
    "route": Verb("traffic", OPERATOR, "the way to a station"),
    "link add": Verb("links", OPERATOR, "add a line to a neighbour"),
    "link list": Verb("links", OPERATOR, "the lines of this station"),
    "link status": Verb("links", OPERATOR, "which lines are up, and what went over them"),
    "link listen": Verb("links", OPERATOR, "set where neighbours reach this station"),
    "link minimize": Verb("links", OPERATOR, "let only what is urgent enough pass on a line"),
    "control": Verb("control", REGISTRAR, "what is asked of whom, by when, and how it stands"),
    "overdue": Verb("control", REGISTRAR, "what should have come by now (exit status 8)"),
    "chase": Verb("control", REGISTRAR, "ask an addressee again for what he owes"),
    "register out": Verb("registers", REGISTRAR, "the register of outgoing numbers"),
    "register in": Verb("registers", REGISTRAR, "the register of incoming numbers"),
    "register special": Verb("registers", REGISTRAR, "the register of special numbers"),
    "register service": Verb("traffic_books", REGISTRAR, "service messages that came and went"),
    "register transit": Verb("traffic_books", REGISTRAR, "what passed through, as its slips told"),
    "register channel": Verb("channels", REGISTRAR, "the numbers of a line, and what is missing"),
    "register copies": Verb("copies", REGISTRAR, "the ledger of numbered copies"),
    "register log": Verb("log", REGISTRAR, "the communications log, as form ICS-309"),
    "register open": Verb("registers", REGISTRAR, "let a series of numbers go on at a number"),
    "void": Verb("amending", REGISTRAR, "declare a number void that no telegram bears"),
    "evidence": Verb("evidence", REGISTRAR, "what a third party needs about one telegram"),
    "verify": Verb("evidence", ANYBODY, "what a piece of evidence proves: no station, no network"),
    "expunge": Verb("expunging", REGISTRAR, "destroy the words of a telegram; its proofs stay"),
    "journal head": Verb("journal", REGISTRAR, "size, root and note of the journal"),
    "journal peers": Verb("journal", REGISTRAR, "the journals of others, and what is proved"),
    "journal prove": Verb("journal", REGISTRAR, "a proof that a fact stands in the journal"),
    "journal verify": Verb("journal", REGISTRAR, "verify the journal here, or a proof from any"),
    "copies": Verb("copies", REGISTRAR, "the numbered copies of a telegram, and their holders"),
    "copy issue": Verb("copies", REGISTRAR, "make the next copy, and hand it to a holder"),
    "copy return": Verb("copies", REGISTRAR, "note that a copy is back"),
    "copy destroy": Verb("copies", REGISTRAR, "note that a copy is gone, by its act"),
    "copy archive": Verb("copies", REGISTRAR, "note that a copy is filed"),
    "copy certify": Verb("copies", REGISTRAR, "note that a copy was certified true"),
    "copy printed": Verb("copies", REGISTRAR, "note that a copy is printed or typed"),
    "archive import": Verb("archive_import", ARCHIVIST, "take records of the past in"),
    "archive search": Verb(
        "archive_search", ARCHIVIST, "find records and telegrams by words, names and dates"
    ),
    "archive index": Verb("archive_index", ARCHIVIST, "bring the index of words up to date"),
    "archive text": Verb("archive_texts", ARCHIVIST, "a text of a record, to be edited"),
    "archive translate": Verb(
        "archive_texts", ARCHIVIST, "write a translation, a summary, a correction of a record"
    ),
    "archive show": Verb("archive_show", ARCHIVIST, "a record, whole, with its cross-checks"),
    "archive file": Verb("archive_filing", ARCHIVIST, "make a record of a telegram that is here"),
    "archive unfile": Verb("archive_filing", ARCHIVIST, "take a filing back that was an error"),
    "archive due": Verb("archive_filing", ARCHIVIST, "records that are to be looked at again"),
    "archive review": Verb("archive_filing", ARCHIVIST, "decide about one that is looked at again"),
    "archive release": Verb("archive_release", ARCHIVIST, "make a record public, whole or in part"),
    "archive cover add": Verb("archive_covers", ARCHIVIST, "keep a cover name"),
    "archive cover amend": Verb("archive_covers", ARCHIVIST, "say who may know a cover name"),
    "archive cover identify": Verb("archive_covers", ARCHIVIST, "say whom a cover name meant"),
    "archive cover withdraw": Verb(
        "archive_covers", ARCHIVIST, "let an identification count no more"
    ),
    "archive cover list": Verb("archive_covers", ARCHIVIST, "cover names that the office may know"),
    "archive cover show": Verb("archive_covers", ARCHIVIST, "a cover name, and whom it meant when"),
    "archive name add": Verb("archive_names", ARCHIVIST, "state how somebody or a place is called"),
    "archive name import": Verb(
        "archive_names", ARCHIVIST, "state the names of a file, or our own"
    ),
    "archive name list": Verb("archive_names", ARCHIVIST, "the authority of names"),
    "archive name show": Verb("archive_names", ARCHIVIST, "a name with all its spellings"),
    "archive export": Verb(
        "archive_export", ARCHIVIST, "take records out, as JSON, TEI, citations"
    ),
    "archive scan": Verb("archive_scan", ARCHIVIST, "put a picture of a sheet beside a record"),
    "archive withdraw": Verb("archive_release", ARCHIVIST, "take a public record back"),
    "archive publish": Verb(
        "reading_room", ARCHIVIST, "make the public shelf from what is released"
    ),
    "archive serve": Verb("reading_room", ARCHIVIST, "open the reading room over a public shelf"),
    "archive expunge": Verb("archive_expunge", ARCHIVIST, "destroy the words of a record here"),
    "archive cite": Verb("archive_show", ARCHIVIST, "a record's citation, by one of its holdings"),
    "print": Verb("printing", REGISTRAR, "a numbered copy, or an answer, as PDF"),
    "station init": Verb("stations", ADMINISTRATOR, "found a station"),
    "station request": Verb("stations", ADMINISTRATOR, "ask the centre to admit this station"),
    "station enrol": Verb("enrolment", ADMINISTRATOR, "be admitted by the centre with a code"),
    "station show": Verb("stations", ADMINISTRATOR, "name, zone, policy, offices, lines"),
    "station slots": Verb("slots", ADMINISTRATOR, "what opens the keys of this station"),
    "station slot": Verb("slots", ADMINISTRATOR, "take a slot of the key file away"),
    "station passphrase": Verb("slots", ADMINISTRATOR, "change the passphrase"),
    "station recovery": Verb("slots", ADMINISTRATOR, "add what can set a new passphrase"),
    "station recover": Verb("slots", ADMINISTRATOR, "set a new passphrase when it is lost"),
    "office add": Verb("stations", ADMINISTRATOR, "add an office to this station"),
    "office list": Verb("stations", ADMINISTRATOR, "the offices of this station"),
    "office passphrase": Verb("offices", ADMINISTRATOR, "put an office's key behind a passphrase"),
    "office passkeys": Verb(
        "office_passkeys", ADMINISTRATOR, "what signs in as an office beside its passphrase"
    ),
    "office handover": Verb("offices", ADMINISTRATOR, "give an office to another holder"),
    "office deputy": Verb("offices", ADMINISTRATOR, "let an office act for another"),
    "keybook admit": Verb("keybooks", ADMINISTRATOR, "at the centre: admit a station"),
    "keybook enrol": Verb("enrolment", ADMINISTRATOR, "at the centre: admit a station by a code"),
    "keybook introduce": Verb(
        "keybooks", ADMINISTRATOR, "at the centre: let two stations write to each other"
    ),
    "keybook collective": Verb(
        "keybooks", ADMINISTRATOR, "at the centre: a name that stands for many offices"
    ),
    "keybook export": Verb("keybooks", ADMINISTRATOR, "at the centre: a station's key book"),
    "keybook import": Verb("keybooks", ADMINISTRATOR, "take in a key book and plan"),
    "keybook rotate": Verb("key_life", ADMINISTRATOR, "make the period keys that are due"),
    "keybook requests": Verb(
        "key_life", ADMINISTRATOR, "at the centre: what stations asked for on the road"
    ),
    "keybook revoke": Verb(
        "key_life", ADMINISTRATOR, "at the centre: a station is not believed any more"
    ),
    "keybook holder": Verb("key_life", ADMINISTRATOR, "make the root keys of a holder"),
    "keybook root": Verb("key_life", ADMINISTRATOR, "at the centre: who holds root keys"),
    "keybook pending": Verb("key_life", ADMINISTRATOR, "at the centre: what waits to be signed"),
    "keybook cosign": Verb("key_life", ADMINISTRATOR, "sign an edition, away from the station"),
    "keybook import-signature": Verb(
        "key_life", ADMINISTRATOR, "at the centre: take in what a holder signed"
    ),
    "keybook show": Verb("keybooks", ADMINISTRATOR, "stations, offices and keys known here"),
    "plan show": Verb("plans", ADMINISTRATOR, "the lines and transit rules in force"),
    "plan line": Verb("plans", ADMINISTRATOR, "at the centre: plan a line"),
    "plan transit": Verb("plans", ADMINISTRATOR, "at the centre: allow transit"),
    "plan silence": Verb("plans", ADMINISTRATOR, "at the centre: keep a station silent for a time"),
    "plan sign": Verb("plans", ADMINISTRATOR, "at the centre: sign the plan, take it into force"),
    "plan export": Verb("plans", ADMINISTRATOR, "at the centre: a station's plan and key book"),
    "plan import": Verb("plans", ADMINISTRATOR, "take in a plan and key book"),
    "seized": Verb("seizures", ADMINISTRATOR, "what is lost with a station; a drill, or the day"),
    "unlock": Verb("locks", ADMINISTRATOR, "keep the store's key in memory for a time"),
    "lock": Verb("locks", ADMINISTRATOR, "forget the store's key"),
    "backup": Verb("upkeep", ADMINISTRATOR, "a consistent, encrypted copy of the station"),
    "restore": Verb("restoring", ADMINISTRATOR, "begin anew from a backup, and say so"),
    "restore show": Verb("restoring", ADMINISTRATOR, "who has answered, and what was lost"),
    "restore go-on": Verb("restoring", ADMINISTRATOR, "do not wait for a correspondent's answer"),
    "doctor": Verb("upkeep", ADMINISTRATOR, "examine the station, rebuild its registers"),
    "demo": Verb("demo", ANYBODY, "the story of telegram 26044, with three real stations"),
    "help": Verb("helping", ANYBODY, "this list, or the help of a command"),
}

GROUPS: Final = frozenset(name.split()[0] for name in VERBS if " " in name)
"""First words of the commands of several words."""

SUBGROUPS: Final = frozenset(" ".join(name.split()[:2]) for name in VERBS if name.count(" ") > 1)
"""First two words of the commands of three."""

MAX_WORDS: Final = max(len(name.split()) for name in VERBS)


def find(first: str, *others: str | None) -> str:
    """Return the command that begins with these words: the longest one, if there is one.

    Raises:
        Usage: there is none; the hint names the nearest.
    """
    words = [first, *(one for one in others if one is not None)]
    for count in range(min(len(words), MAX_WORDS), 0, -1):
        if (name := " ".join(words[:count])) in VERBS:
            return name
    second = words[1] if words[1:] else None
    if f"{first} {second}" in SUBGROUPS:
        first, second = f"{first} {second}", words[2] if words[2:] else None
    if first in {*GROUPS, *SUBGROUPS}:
        choice = ", ".join(members(first))
        wanted = f"{first} {second or ''}"[:40].rstrip()
        msg = f"not a command: {wanted!r}"
        close = _close(wanted, members(first)) if second is not None else ""
        raise Usage(msg, hint=close or f"one of: {choice}")
    msg = f"not a command: {first[:40]!r}"
    raise Usage(msg, hint=_close(first, {*VERBS, *GROUPS}) or '"depesha help" lists all commands')


def members(group: str) -> list[str]:
    """Return the commands of a group, whole."""
    return [name for name in VERBS if name.startswith(f"{group} ")]


def _close(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415  # only a mistake pays for it

    close = get_close_matches(word, list(known), n=1)
    return f'did you mean "depesha {close[0]}"?' if close else ""
