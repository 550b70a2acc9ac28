"""What an office may do with a telegram, told before it asks, for faces that offer it.

    {"choice": "report", "names": ["razuvaev@pyongyang"], "as_draft": false, "why": null, …}
    {"choice": "pass", "names": [], "why": "caveat", "about": "NO_COPIES", …}

Rule 1: this decides nothing. An order is decided by the desk, in its commit; here stands what the
    same rules say of what is committed now.
Rule 2: `names` are the offices in whose name it may be done: its own, and those whose deputy it is.
Rule 3: why not is a code and what it is about; `words` says it. What is none of the office's
    business (`ELSEWHERE`) or done already (`DONE`) is told too, and a face shows it or not.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeAlias

from depesha.keybook import KeyBook
from depesha.life import AUTHORITY_STEPS, CLOSED_BY, LIFE, Exit, Rung, Step
from depesha.names import OfficeId, StationId, TimeMs
from depesha.office.chasing import owed
from depesha.office.copies import HELD
from depesha.office.ports import CopyState, DutyState, Task, TelegramState
from depesha.policy import Action, Policy, Rule
from depesha.station import clock
from depesha.station.access import allows
from depesha.station.policies import shipped_policies
from depesha.station.readers import ReadingOffice, somebody
from depesha.station.reading import Fields, Reader, office_in
from depesha.station.showing import telegram_of
from depesha.store.amendments import StoredAmendments
from depesha.store.copies import StoredCopies
from depesha.store.expunging import is_expunged
from depesha.store.registers import StoredRegisters
from depesha.store.terms import StoredTerms
from depesha.telegram import Relation

Shown = dict[str, Any]
Why: TypeAlias = tuple[str, str]
"""Why not: a code, and what it is about."""

ELSEWHERE: Final = "elsewhere"
"""It went the other way, or lies before other offices."""
DONE: Final = "done"
"""It was done, or more than it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A telegram, and an office in whose name something might be done with it.

    Attributes:
        telegram: as the registers have it.
        own: this station.
        name: the office in whose name.
        roles: what that office may.
        is_deputy: whether another would sign for it.
        duties: of every addressee here, or of all addressees of what was sent.
        lies_before: those of them that this office answers for.
        tasks: what is under control of them.
        closed_by: by what it was cancelled or superseded.
        relations: what the telegram itself is to others.
        held: whether it has not been sent yet.
        several: whether more than one office must release what amends it.
        expunged: whether its words were destroyed here.
        copies: those made here.
        evidence_made: how often it was taken out as evidence.
        policy: of its label; None: it is not known here.
        own_policy: by which this station labels.
        revoked: whether its station is.
        now: the time.
    """

    telegram: TelegramState
    own: StationId
    name: OfficeId
    roles: frozenset[str]
    is_deputy: bool
    duties: Sequence[DutyState]
    lies_before: Sequence[DutyState]
    tasks: Sequence[Task]
    closed_by: str
    relations: Sequence[Relation]
    held: bool
    several: bool
    expunged: bool
    copies: Sequence[CopyState]
    evidence_made: int
    policy: Policy | None
    own_policy: str
    revoked: bool
    now: TimeMs


Hindrance: TypeAlias = Callable[[Case], Why | None]

# -- what may stand in the way --------------------------------------------------------------------


def _came(case: Case) -> Why | None:
    return (ELSEWHERE, case.own) if case.telegram.entry.station == case.own else None


def _went(case: Case) -> Why | None:
    station = case.telegram.entry.station
    return None if station == case.own else (ELSEWHERE, station)


def _has_words(case: Case) -> Why | None:
    return ("expunged", "") if case.expunged else None


def _lies_before(case: Case) -> Why | None:
    return None if case.lies_before else (ELSEWHERE, case.name)


def _in_force(case: Case) -> Why | None:
    """Nothing is answered of what is closed, or of a station that is not believed any more."""
    if case.revoked:
        return "revoked", case.telegram.entry.station
    closed = [one.exit for one in case.lies_before if one.exit in CLOSED_BY]
    return ("closed", str(closed[0])) if len(closed) == len(case.lies_before) else None


def _step(step: Step, case: Case) -> Why | None:
    """One with the authority who answers at once also confirms."""
    for one in case.lies_before:
        rung = one.rung
        if rung is Rung.DELIVERED and step is not Step.CONFIRM:
            rung = LIFE[rung][Step.CONFIRM]
        if one.exit not in CLOSED_BY and step in LIFE.get(rung, {}):
            return None
    return DONE, case.lies_before[0].rung.name


def _role(roles: Sequence[str], case: Case) -> Why | None:
    return None if case.roles.intersection(roles) else ("right", roles[0])


def _caveat(action: Action, case: Case) -> Why | None:
    if allows(case.policy, case.telegram, action):
        return None
    return _caveats("caveat", case)


def _one_more_copy(case: Case) -> Why | None:
    """A caveat that says `once` allows as many copies as were listed, or addressed here."""
    rule = _rule(Action.PRINT, case)
    listed = len(case.telegram.copies)
    if rule is Rule.ONCE:
        listed = max(listed, len(case.duties) if case.telegram.incoming_number else 1)
    return None if rule is Rule.ALLOW or len(case.copies) < listed else _caveats("caveat", case)


def _one_to_print(case: Case) -> Why | None:
    """A number is on one sheet: where no more copies are made, all may be printed already."""
    if any(one.state == HELD and one.printed_at is None for one in case.copies):
        return None
    return ("once", why[1]) if (why := _one_more_copy(case)) else None


def _unnumbered(case: Case) -> Why | None:
    """A browser prints sheets without a number: that is free, or it is no copy of the ledger."""
    return None if _rule(Action.PRINT, case) is Rule.ALLOW else _caveats("caveat", case)


def _not_proved_yet(case: Case) -> Why | None:
    once = _rule(Action.EVIDENCE, case) is Rule.ONCE and case.evidence_made
    return _caveats("once", case) if once else None


def _rule(action: Action, case: Case) -> Rule:
    caveats = case.telegram.entry.caveats
    if not caveats:
        return Rule.ALLOW
    return Rule.REFUSE if case.policy is None else case.policy.rule(caveats, action)


def _caveats(code: str, case: Case) -> Why:
    return code, ",".join(case.telegram.entry.caveats)


def _labelled_here(case: Case) -> Why | None:
    policy = case.telegram.entry.policy
    return None if policy == case.own_policy else ("policy", policy)


def _not_closed(case: Case) -> Why | None:
    closed = (Exit.CANCELLED, Exit.SUPERSEDED)
    found = next((one.exit for one in case.duties if one.exit in closed), None)
    return None if found is None else ("closed", str(found))


def _stands(case: Case) -> Why | None:
    return ("amended", case.closed_by) if case.closed_by else _not_closed(case)


def _sent(case: Case) -> Why | None:
    return ("held", "") if case.held else None


def _is_no_cancellation(case: Case) -> Why | None:
    return ("cancellation", "") if Relation.CANCELS in case.relations else None


def _withdraws_itself(case: Case) -> Why | None:
    """What is held is not sent: nothing is signed, so no deputy would be named."""
    if not case.held or case.several:
        return None
    return ("deputy", "") if case.is_deputy else _role(("releaser",), case)


def _lasts(case: Case) -> Why | None:
    return ("expired", "") if case.telegram.entry.expires_at <= case.now else None


def _silent(case: Case) -> Why | None:
    return None if any(one.last_answer is None for one in case.duties) else ("answered", "")


def _owing(case: Case) -> Why | None:
    owing = [one for one in case.tasks if owed(one, case.now) is not None]
    if not owing:
        return "nothing-owed", ""
    return None if any(one.counted_from is not None for one in owing) else ("not-delivered", "")


_ANSWERED: Final = (_came, _has_words, _lies_before)
_DRAFTS: Final = partial(_role, ("drafter",))
_KEEPS_COPIES: Final = partial(_role, ("registrar",))
_RELEASES: Final = partial(_role, ("releaser",))


def _answering(step: Step) -> tuple[Hindrance, ...]:
    entitled = (partial(_role, ("may-acknowledge",)),) if step in AUTHORITY_STEPS else ()
    return (*_ANSWERED, _in_force, partial(_step, step), *entitled)


CHOICES: Final[Mapping[str, tuple[Hindrance, ...]]] = {
    "confirm": _answering(Step.CONFIRM),
    "comply": _answering(Step.COMPLY),
    "report": _answering(Step.REPORT),
    "interim": _answering(Step.REPORT_INTERIM),
    "refuse": _answering(Step.REFUSE),
    "answer": (_came, _has_words, _DRAFTS),
    "pass": (
        _came,
        _has_words,
        partial(_caveat, Action.PASS),
        _not_closed,
        _labelled_here,
        _RELEASES,
    ),
    "quote": (_has_words, partial(_caveat, Action.QUOTE), _DRAFTS),
    "copy": (_has_words, _one_more_copy, _KEEPS_COPIES),
    "print": (_has_words, partial(_caveat, Action.PRINT), _one_to_print, _KEEPS_COPIES),
    "unnumbered": (_has_words, _unnumbered),
    "download": (_has_words, partial(_caveat, Action.DOWNLOAD)),
    "evidence": (
        _has_words,
        partial(_caveat, Action.EVIDENCE),
        _not_proved_yet,
        partial(_role, ("releaser", "may-acknowledge", "registrar", "archivist")),
    ),
    "file": (_has_words, partial(_role, ("archivist",))),
    "chase": (_went, _owing),
    "correct": (_went, _stands, _sent, _DRAFTS),
    "supersede": (_went, _stands, _sent, _DRAFTS),
    "cancel": (_went, _stands, _is_no_cancellation, _withdraws_itself, _DRAFTS),
    "repeat": (
        _went,
        _has_words,
        _sent,
        _not_closed,
        _lasts,
        _silent,
        partial(_role, ("releaser", "operator")),
    ),
}
"""What may stand in the way of each; the first that does is told."""

OWN_NAME: Final = frozenset(
    {"copy", "print", "unnumbered", "download", "evidence", "file", "chase", "repeat", "quote"}
)
"""What an office does in its own name alone."""

# -- the question ---------------------------------------------------------------------------------


def choices(reader: Reader, fields: Fields) -> list[Shown]:
    """Return what an office may do with a telegram, each in whose name, or why not.

    Raises:
        NotFound: there is no such telegram, or the office is not cleared for it.
        Usage: it is not said which office asks.
    """
    return choices_at(reader, fields, clock.now())


def choices_at(reader: Reader, fields: Fields, now: TimeMs) -> list[Shown]:
    """Return the same as it is at a time.

    Raises:
        NotFound: there is no such telegram, or the office is not cleared for it.
        Usage: it is not said which office asks.
    """
    telegram, keys, _ = telegram_of(reader, fields)
    offices = reader.offices()
    office = somebody(offices, office_in(reader.config, fields))
    known = {one.office: one for one in offices}
    cases = [
        _case(reader, keys, telegram, known[name], now=now, is_deputy=name != office.office)
        for name in (office.office, *office.acts_for)
    ]
    return [_choice(choice, hindrances, cases) for choice, hindrances in CHOICES.items()]


def _choice(choice: str, hindrances: Sequence[Hindrance], cases: Sequence[Case]) -> Shown:
    """Tell of one choice; where nobody may, the reason that is nearest to the matter."""
    own = cases[:1] if choice in OWN_NAME else cases
    said = [(case, _first(hindrances, case)) for case in own]
    free = [case for case, why in said if why is None]
    whys = [why for _, why in said if why is not None]
    why = None if free else min(whys, key=lambda one: one[0] in {ELSEWHERE, DONE})
    return {
        "choice": choice,
        "names": [case.name for case in free],
        "as_draft": [case.name for case in free if choice == "cancel" and _only_as_draft(case)],
        "why": why and why[0],
        "about": why[1] if why else "",
    }


def _first(hindrances: Sequence[Hindrance], case: Case) -> Why | None:
    return next((why for hinders in hindrances if (why := hinders(case)) is not None), None)


def _only_as_draft(case: Case) -> bool:
    """Say whether another must release it: whoever may not, or where several must."""
    return case.several or "releaser" not in case.roles


def _case(
    reader: Reader,
    keys: KeyBook,
    telegram: TelegramState,
    office: ReadingOffice,
    *,
    now: TimeMs,
    is_deputy: bool,
) -> Case:
    entry, own = telegram.entry, StationId(reader.config.station)
    uid, name = entry.identity.uid, OfficeId(office.office)
    duties = StoredRegisters(reader.database).duties(uid)
    amendments, terms = StoredAmendments(reader.database), StoredTerms(reader.database)
    closed = amendments.closed_by(uid)
    policies = shipped_policies()
    own_policy = policies.get(reader.config.policy)
    demanded = own_policy.releasers(entry.classification, entry.precedence) if own_policy else 1
    tasks = (terms.task(uid, one.duty.office) for one in duties) if entry.station == own else ()
    return Case(
        telegram=telegram,
        own=own,
        name=name,
        roles=office.roles,
        is_deputy=is_deputy,
        duties=duties,
        lies_before=_lying_before(terms, duties, telegram, office),
        tasks=[one for one in tasks if one is not None],
        closed_by=closed[1] if closed else "",
        relations=amendments.relations_of(uid),
        held=amendments.held_until(uid) is not None,
        several=max(len(entry.released_by), demanded) > 1,
        expunged=is_expunged(reader.database, uid),
        copies=StoredCopies(reader.database).of(uid),
        evidence_made=len(StoredRegisters(reader.database).evidence_made(uid)),
        policy=policies.get(entry.policy),
        own_policy=reader.config.policy,
        revoked=keys.is_revoked(entry.station),
        now=now,
    )


def _lying_before(
    terms: StoredTerms,
    duties: Sequence[DutyState],
    telegram: TelegramState,
    office: ReadingOffice,
) -> list[DutyState]:
    """Return the duties that an office answers for: its own, or those it was shown on duty."""
    own = [one for one in duties if one.duty.office == office.office]
    if own or "duty" not in office.roles:
        return own
    shown = set(terms.shown(telegram.entry.identity.uid, OfficeId(office.office)))
    return [one for one in duties if one.duty.office in shown]
