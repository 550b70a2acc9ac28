"""Chasers, and telegrams that nobody opens: what stations say to each other about overdue answers.

Rule 1: a chaser is a service message: it is neither confirmed nor repeated, so two stations that
    chase each other exchange so many chasers and no more. There are at most `MAX_CHASERS` for a
    term, at growing intervals.
Rule 2: nobody is chased for what has not come to him, or while his station keeps silent.
Rule 3: an office here that answered already is not told of a chaser: its answer was lost on the
    way, and goes again. A receipt is not confirmed in turn; the originator asks for it like this.
Rule 4: what speaks of a telegram that is not here, or of an office that it is not for, changes
    nothing; it is an alarm about the station that says so.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from depesha.envelope import Kind
from depesha.errors import Malformed, NoCommunications, Refused
from depesha.keybook import Role
from depesha.life import CLOSED_BY, Rung, Term
from depesha.names import Digest, OfficeId, TimeMs, Uid, station_of
from depesha.notice import ServiceCode, ServiceMessage
from depesha.number import parse_number
from depesha.office.events import Chase, Done
from depesha.office.facts import (
    Chased,
    ChaserLearned,
    ChaserPostponed,
    Enclosed,
    Escalated,
    NonReceiptLearned,
)
from depesha.office.labels import policy_of
from depesha.office.lookup import absent, find_telegram, name_of
from depesha.office.ports import Task
from depesha.office.restoring import may_be_lost
from depesha.office.service import SERVICE_LIFE_MS, lay_again, send_service
from depesha.office.sitting import Sitting
from depesha.packet import grade_of
from depesha.telegram import Identity, MessageType
from depesha.wire import SERVICE, digest

MAX_CHASERS: Final = 5
"""For one term of one addressee; an interim report begins its term anew."""

WORDS: Final[Mapping[Term, str]] = {
    Term.RECEIPT: "receipt",
    Term.EXECUTION: "execution",
    Term.INTERIM: "interim",
}
"""The answers that may be chased, as a service message names them."""

TERMS: Final[Mapping[str, Term]] = {word: term for term, word in WORDS.items()}

OWED: Final[Mapping[Term, str]] = {
    Term.RECEIPT: "a receipt",
    Term.EXECUTION: "a report of execution",
    Term.INTERIM: "an interim report",
}

UNREAD, NOT_OPENED, CHASED, UNKNOWN = "unread", "not-opened", "chased", "notice-for-unknown"
"""Kinds of alarms."""


def about(task: Task) -> str:
    """Return what an alarm about a task is about."""
    return about_duty(task.office, task.uid)


def about_duty(office: OfficeId, uid: Uid) -> str:
    """Return what an alarm about a telegram at an addressee office is about."""
    return f"{office}:{uid.hex()}"


def named(task: Task) -> str:
    """Return the telegram as an alarm names it: exercise and drill say so before all else."""
    return _loud(task.message_type, task.reference)


def named_under(sitting: Sitting, uid: Uid) -> str:
    """Return the telegram of an identifier as an alarm names it; the identifier if unknown here."""
    telegram = sitting.book.registers.telegram(uid)
    if telegram is None:
        return uid.hex()
    entry = telegram.entry
    return _loud(entry.message_type, f"{entry.station}/{entry.year}/{entry.number}")


def _loud(message_type: int, reference: str) -> str:
    known = {kind.value: kind.name for kind in MessageType}
    word = known.get(message_type, str(message_type))
    return reference if message_type == MessageType.OPERATION else f"*{word}* {reference}"


def _identity(sitting: Sitting, task: Task) -> Identity | None:
    telegram = sitting.book.registers.telegram(task.uid)
    return telegram.entry.identity if telegram else None


# -- to an addressee ------------------------------------------------------------------------------


def chase_by_clock(sitting: Sitting, task: Task, term: Term) -> None:
    """Send the chaser that is due, or put it off; write down when the next one is."""
    if task.counted_from is None:
        return  # it has not come there, as far as is known: non-delivery is another's business
    base_ms = _base_ms(sitting, task)
    time_ms = _time_ms(task.counted_from, task.terms[term].due_at, base_ms)
    not_before = max(task.counted_from + time_ms, _after_silence(sitting, task, base_ms))
    if not_before > sitting.now:
        postponed = ChaserPostponed(
            uid=task.uid, office=task.office, term=term, look_at=TimeMs(not_before)
        )
        sitting.record(postponed)
        return
    number = task.terms[term].chased + 1
    pause_ms = base_ms << (number - 1)
    sitting.record(
        Chased(
            uid=task.uid,
            office=task.office,
            term=term,
            number=number,
            chaser=_send(sitting, task, term),
            look_at=TimeMs(sitting.now + pause_ms) if number < MAX_CHASERS else None,
        )
    )


def _base_ms(sitting: Sitting, task: Task) -> int:
    """Return the pause before the second chaser: the handling time of the precedence."""
    return policy_of(sitting).urgency(task.precedence).handling_s * 1000


def _time_ms(delivered_at: TimeMs, due_at: TimeMs | None, base_ms: int) -> int:
    """Return how long an addressee has from the delivery before he is first chased.

    That is his term, or the handling time if it is shorter; also where it came after its term.
    """
    term_ms = 0 if due_at is None else due_at - delivered_at
    return min(base_ms, term_ms) if term_ms > 0 else base_ms


def _after_silence(sitting: Sitting, task: Task, base_ms: int) -> int:
    """Return before when nothing can be answered: neither he nor we may send in a silence."""
    keys = sitting.keys()
    leaf = keys.identities.get(task.station)
    if leaf is not None and leaf.receive_only:
        return sitting.now + SERVICE_LIFE_MS
    both = (keys.silent_until(one, sitting.now) for one in (task.station, sitting.own))
    return max((until + base_ms for until in both if until is not None), default=sitting.now)


def _send(sitting: Sitting, task: Task, term: Term, asked_by: str = "") -> Digest | None:
    """Send a chaser and return its name; None: there are no communications."""
    message = ServiceMessage(
        station=sitting.own,
        to=task.station,
        at=sitting.now,
        code=ServiceCode.CHASER,
        about=_identity(sitting, task),
        subject=WORDS[term],
        office=task.office,
        text=asked_by,
    )
    try:
        send_service(sitting, message, grade_of(task.precedence))
    except NoCommunications as error:
        sitting.alarm("no-communications", task.station, error.message)
        return None
    return digest(SERVICE.encode(message))


def chase(sitting: Sitting, order: Chase) -> Done:
    """Remind, by order of a person, whoever owes an answer to a telegram of this station.

    Raises:
        NotFound: there is no such telegram, or the office is not cleared for it.
        Refused: it came from elsewhere, nobody owes an answer, it has not been delivered, or its
            addressee keeps silent.
        NoCommunications: no key or no way to the addressee is known.
    """
    office = sitting.giver(order.office)
    telegram = find_telegram(sitting, parse_number(order.reference), office)
    if telegram is None:
        raise absent(order.reference, f"at {sitting.own}")
    reference = name_of(telegram)
    if telegram.entry.station != sitting.own:
        msg = f"{reference} was received, not sent from here"
        raise Refused(msg, hint='answer it: "depesha confirm", "depesha comply", "depesha report"')
    uid = telegram.entry.identity.uid
    offices = [duty.duty.office for duty in sitting.book.registers.duties(uid)]
    tasks = [sitting.book.terms.task(uid, one) for one in offices]
    owing = [
        (task, term)
        for task in tasks
        if task is not None and order.addressee in ("", task.office)
        if (term := owed(task, sitting.now)) is not None
    ]
    if not owing:
        who = f"{order.addressee} owes no" if order.addressee else "nobody owes an"
        msg = f"{who} answer to {reference}"
        raise Refused(msg, hint=f'"depesha control {reference}" shows what is asked, and of whom')
    return Done(
        value={
            "reference": reference,
            "chased": [_chase_one(sitting, task, term, office) for task, term in owing],
        }
    )


def owed(task: Task, now: TimeMs) -> Term | None:
    """Return the answer that an addressee owes: what is overdue, else the last that is asked.

    Of several that are overdue it is the one that has the others in it.
    """
    due = {term: state.due_at for term, state in task.terms.items() if state.due_at is not None}
    overdue = [term for term, at in due.items() if task.terms[term].is_passed or at <= now]
    order = (Term.EXECUTION, Term.INTERIM, Term.RECEIPT)
    asked = [term for term in (Term.EXECUTION, Term.RECEIPT) if term in task.terms]
    return next(iter([*(term for term in order if term in overdue), *asked]), None)


def _chase_one(sitting: Sitting, task: Task, term: Term, office: OfficeId) -> dict[str, object]:
    if task.counted_from is None:
        msg = f"{task.reference} has not been delivered to {task.office}"
        raise Refused(msg, hint=f'it is sent again by itself; see "depesha track {task.reference}"')
    until = sitting.keys().silent_until(task.station, sitting.now)
    if until is not None:
        msg = f"{task.station} keeps silent"
        raise Refused(msg, hint='no answer can come before its silence ends: "depesha plan show"')
    chaser = _send(sitting, task, term, office)
    if chaser is None:
        msg = f"no communications with {task.station}"
        raise NoCommunications(msg, hint=f'"depesha route {task.station}" says why')
    state = task.terms[term]
    number = state.chased + 1
    sitting.record(
        Chased(
            uid=task.uid,
            office=task.office,
            term=term,
            number=number,
            chaser=chaser,
            asked_by=office,
            look_at=_later(sitting, task, term),
        )
    )
    return {"office": task.office, "owes": WORDS[term], "number": number}


def _later(sitting: Sitting, task: Task, term: Term) -> TimeMs | None:
    """Return when the clock sends its next chaser, after one that a person sent."""
    state = task.terms[term]
    if not state.is_passed or state.look_at is None:
        return None
    return TimeMs(max(state.look_at, sitting.now + _base_ms(sitting, task)))


# -- to the originator ----------------------------------------------------------------------------


def escalate(sitting: Sitting, task: Task) -> None:
    """Show a telegram that nobody opens to the duty offices here, and tell its originator."""
    shown_to = _on_duty(sitting, task)
    sitting.record(Escalated(uid=task.uid, office=task.office, shown_to=shown_to))
    instead = f"it is shown to {', '.join(shown_to)}" if shown_to else "no duty office may read it"
    text = f"{task.office} has not opened {named(task)}; {instead}"
    sitting.alarm(UNREAD, about(task), text, task.precedence)
    message = ServiceMessage(
        station=sitting.own,
        to=task.originator,
        at=sitting.now,
        code=ServiceCode.NON_RECEIPT,
        about=_identity(sitting, task),
        office=task.office,
        text=", ".join(shown_to)[:MAX_SHOWN_TEXT],
    )
    try:
        send_service(sitting, message, grade_of(task.precedence))
    except NoCommunications as error:
        sitting.alarm("no-communications", task.originator, error.message)


MAX_SHOWN_TEXT: Final = 200


def _on_duty(sitting: Sitting, task: Task) -> tuple[OfficeId, ...]:
    """Return the duty offices of this station that may read it."""
    return tuple(
        sorted(
            office
            for office, entry in sitting.keys().offices.items()
            if Role.DUTY in entry.roles
            and entry.clearance >= task.classification
            and station_of(office) == sitting.own
            and office != task.office
        )
    )


# -- what others say ------------------------------------------------------------------------------


def learn_chaser(sitting: Sitting, message: ServiceMessage) -> None:
    """An answer is asked for again: its office is told, or the answer goes again."""
    task, term = _task_of(sitting, message), TERMS.get(message.subject)
    if task is None or task.is_ours or task.originator != message.station or term is None:
        _unknown(sitting, message, "asks for answers to telegrams that are not here")
        return
    name = digest(SERVICE.encode(message))
    sitting.record(ChaserLearned(uid=task.uid, office=task.office, term=term, chaser=name))
    state = task.terms.get(term)
    if state is None or (term is Term.INTERIM and (state.due_at or sitting.now) > sitting.now):
        _answer_again(sitting, task)
        return
    text = f"{message.station} asks {task.office} for {OWED[term]}: {named(task)}"
    sitting.alarm(CHASED, about(task), text, task.precedence)


def _answer_again(sitting: Sitting, task: Task) -> None:
    """Lay the last answer again, unless it is repeated until it is confirmed anyway."""
    duties = sitting.book.registers.duties(task.uid)
    last = next((one.last_answer for one in duties if one.duty.office == task.office), None)
    if last is None or sitting.book.traffic.outstanding(last, task.originator) is not None:
        return
    document = Enclosed(
        digest=last,
        kind=Kind.ANSWER,
        uid=task.uid,
        expires_at=TimeMs(sitting.now + SERVICE_LIFE_MS),
    )
    with suppress(Malformed):  # no longer kept
        lay_again(sitting, task.originator, grade_of(task.precedence), document)


def learn_non_receipt(sitting: Sitting, message: ServiceMessage) -> None:
    """A telegram of ours was not opened in time; what was answered meanwhile says more."""
    task = _task_of(sitting, message)
    if task is None or not task.is_ours or task.station != message.station:
        _unknown(sitting, message, "speaks of telegrams that were never sent to it")
        return
    if sitting.book.registers.alarm_is_open(NOT_OPENED, about(task)):
        return  # one fact and one alarm, however often it is said
    name = digest(SERVICE.encode(message))
    learned = NonReceiptLearned(
        uid=task.uid, office=task.office, station=message.station, notice=name
    )
    sitting.record(learned)
    if task.rung < Rung.RECEIVED and task.exit not in CLOSED_BY:
        offices = sitting.keys().offices  # other words of theirs are not for everybody's eyes
        shown_to = ", ".join(one for one in message.text.split(", ") if one in offices)
        instead = f"; it is shown to {shown_to} instead" if shown_to else ""
        text = f"{task.office} has not opened {named(task)} in time{instead}"
        sitting.alarm(NOT_OPENED, about(task), text, task.precedence)


def _task_of(sitting: Sitting, message: ServiceMessage) -> Task | None:
    """Return the task that a notice speaks of, if it names this very telegram and its addressee."""
    if message.about is None:
        return None
    telegram = sitting.book.registers.telegram(message.about.uid)
    if telegram is None or telegram.entry.identity != message.about:
        return None
    return sitting.book.terms.task(message.about.uid, OfficeId(message.office))


def _unknown(sitting: Sitting, message: ServiceMessage, what: str) -> None:
    if not may_be_lost(sitting):
        sitting.alarm(UNKNOWN, message.station, f"{message.station} {what}")
