"""Expunging: the words of a telegram are destroyed here, by order of a registrar or by rule.

Rule 1: never what is still open or outstanding: every addressee has done what was asked, every
    report is here, and nothing waits for a line.
Rule 2: number, times, label, addressees, copies, registration and reports stay; that the words
    were destroyed, by whom and why, is a fact.
Rule 3: of a telegram that lies in the archive every edition of its record goes too, and stands in
    the index no more, whatever was expunged before. By rule that never happens: what is filed is
    kept by its own schedule, and what somebody entered under that name by his.
Rule 4: what others hold they hold. A telegram is expunged at one station; evidence that was made
    before stays valid.
"""

from collections.abc import Iterator
from typing import Final

from depesha.errors import Forbidden, Refused, Usage
from depesha.keybook import Role
from depesha.life import Rung
from depesha.names import OfficeId, StationId, TimeMs
from depesha.number import parse_number
from depesha.office.events import Done, Expunge, ExpungeDue
from depesha.office.facts import Expunged, RecordExpunged
from depesha.office.lookup import absent, find_telegram, name_of
from depesha.office.ports import DutyState, TelegramState
from depesha.office.sitting import Sitting
from depesha.policy import Policy

DAY_MS: Final = 24 * 3_600_000
AT_ONCE: Final = 64
"""Telegrams that one order by rule expunges: the next does the next."""

MAX_REASON: Final = 400
BY_RULE: Final = "its time to be kept is over"


def expunge(sitting: Sitting, order: Expunge) -> Done:
    """Destroy the words of one telegram here.

    Raises:
        Forbidden: the office is no registrar.
        NotFound: no such telegram is here for it.
        Refused: it is open, or it was expunged before.
        Usage: no reason is given.
    """
    office = _registrar(sitting, order.office)
    if not order.reason.strip() or len(order.reason) > MAX_REASON:
        msg = f"a reason has 1 to {MAX_REASON} characters"
        raise Usage(msg, hint="say by what order or rule")
    telegram = find_telegram(sitting, parse_number(order.reference), office)
    if telegram is None:
        raise absent(order.reference, f"at {sitting.own}")
    _must_be_closed(sitting, telegram)
    facts = _destroy(sitting, telegram, order.reason, office)
    return Done(value={"reference": name_of(telegram), "facts": facts, "office": office})


def expunge_due(sitting: Sitting, order: ExpungeDue) -> Done:
    """Destroy the words of the telegrams whose time is over by the policy's rule.

    Raises:
        Forbidden: the office is no registrar.
    """
    office = _registrar(sitting, order.office)
    done = [name_of(one) for one in _by_rule(sitting, office)]
    return Done(value={"references": done, "office": office}, is_final=False)


def tick(sitting: Sitting) -> None:
    """Do the same by itself, where the policy says so."""
    if sitting.key_book is not None and policy_in_force(sitting).expunges_by_itself:
        for _ in _by_rule(sitting, None):
            pass


def policy_in_force(sitting: Sitting) -> Policy:
    """Return the policy of this station."""
    return sitting.around.policies[sitting.around.policy]


def _registrar(sitting: Sitting, office: OfficeId) -> OfficeId:
    local = sitting.giver(office)
    if not sitting.may(local, Role.REGISTRAR):
        msg = f"{local} may not expunge"
        raise Forbidden(msg, hint="that is for an office with the role of a registrar")
    return local


def _by_rule(sitting: Sitting, office: OfficeId | None) -> Iterator[TelegramState]:
    """Expunge what is due, and yield it; what is still open is left for another time."""
    left = AT_ONCE
    for policy in sitting.around.policies.values():
        for level in policy.classifications:
            for is_ours, days in ((True, level.keep_sent_days), (False, level.keep_received_days)):
                if not days or not left:
                    continue
                before = TimeMs(sitting.now - days * DAY_MS)
                for uid in sitting.book.journals.kept_since_before(
                    policy.id, level.level, before, is_ours=is_ours, limit=left
                ):
                    telegram = sitting.book.registers.telegram(uid)
                    if telegram is None or _open_for(sitting, telegram):
                        continue
                    _destroy(sitting, telegram, BY_RULE, office)
                    left -= 1
                    yield telegram


def _must_be_closed(sitting: Sitting, telegram: TelegramState) -> None:
    uid = telegram.entry.identity.uid
    if sitting.book.journals.is_expunged(uid):
        msg = f"{name_of(telegram)} was expunged before"
        raise Refused(msg)
    why = _open_for(sitting, telegram)
    if why:
        msg = f"{name_of(telegram)} is still open: {why}"
        raise Refused(msg, hint=f'see "depesha track {name_of(telegram)}"')


def _open_for(sitting: Sitting, telegram: TelegramState) -> str:
    """Return why a telegram may not be expunged yet; nothing, if it may."""
    uid = telegram.entry.identity.uid
    for duty in sitting.book.registers.duties(uid):
        if duty.exit is None and duty.rung < asked_of(duty):
            return f"{duty.duty.office} has still to answer"
    words = sitting.book.journals.words_of(uid)
    if words is None:
        return "it has no line"
    stations = {duty.duty.office.rpartition("@")[2] for duty in sitting.book.registers.duties(uid)}
    names = {telegram.entry.identity.registration, *words.documents, *words.blobs}
    for station in sorted({*stations, telegram.entry.station}):
        for name in names:
            if sitting.book.traffic.outstanding(name, StationId(station)) is not None:
                return f"a report of {station} is outstanding"
    if sitting.book.journals.waits(uid):
        return "something of it waits for a line"
    return ""


def asked_of(duty: DutyState) -> Rung:
    """Return how far an addressee has to come before nothing is asked of him."""
    if duty.duty.execution:
        return Rung.EXECUTED
    return Rung.RECEIVED if duty.duty.receipt else Rung.DELIVERED


def _destroy(
    sitting: Sitting, telegram: TelegramState, reason: str, office: OfficeId | None
) -> int:
    uid = telegram.entry.identity.uid
    words = sitting.book.journals.words_of(uid)
    if words is None:
        raise absent(name_of(telegram), f"at {sitting.own}")
    sitting.book.journals.destroy(uid, words)
    by_rule = office is None or reason == BY_RULE
    archive = sitting.book.archive
    reasons = archive.destroy_reasons(name_of(telegram), of_taken_back=by_rule)
    sitting.record(
        Expunged(
            uid=uid,
            facts=(*words.places, *reasons),
            documents=(*words.documents, *words.blobs),
            reason=reason,
            office=office,
        )
    )
    for blob in words.blobs:
        sitting.book.let_go(blob)
    _destroy_record(sitting, name_of(telegram), reason, office)
    return len(words.places)


def _destroy_record(sitting: Sitting, source: str, reason: str, office: OfficeId | None) -> None:
    archive = sitting.book.archive
    if office is None or reason == BY_RULE:
        archive.destroy_taken_back(source)
        return
    is_new = archive.editions(source) and not archive.is_expunged(source)
    archive.destroy(source)
    if is_new:
        sitting.record(RecordExpunged(source=source, reason=reason, office=office))
