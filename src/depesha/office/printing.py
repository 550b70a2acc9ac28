"""Paper: that a copy, or an answer, is printed is written down before anybody does it.

Rule 1: a copy's number is on one sheet. It is printed again only where the sheet before is said to
    be none, with a reason that stands in the ledger; then the newest printing is the one that
    holds.
Rule 2: where a caveat says `once` to printing (NO_COPIES), the spoilt sheet was destroyed before a
    witness, who is named; and an answer is printed once.
Rule 3: whose words are gone has nothing that could be printed.
"""

from typing import Final

from depesha.envelope import Kind
from depesha.errors import Forbidden, NotFound, Refused, Usage
from depesha.names import Digest, Uid
from depesha.office.copies import (
    HELD,
    copy_done,
    forbidden,
    ledger_copy,
    ledger_telegram,
    must_be,
    print_rule,
)
from depesha.office.events import Done, PrintAnswer, PrintCopy
from depesha.office.facts import AnswerPrinted, CopyPrinted, CopyReprinted
from depesha.office.lookup import name_of
from depesha.office.ports import CopyState, TelegramState
from depesha.office.sitting import Sitting
from depesha.policy import Rule
from depesha.wire import ANSWER

_HEX_DIGITS: Final = 64


def print_copy(sitting: Sitting, order: PrintCopy) -> Done:
    """Note that a copy is printed, before whoever prints it does so.

    Raises:
        Problem: as `ledger_copy`; or it is not held, was printed and nothing is said of that sheet,
            a caveat forbids it, or the words are gone.
    """
    office, telegram, copy = ledger_copy(sitting, order)
    rule = print_rule(sitting, telegram)
    if rule is Rule.REFUSE:
        raise forbidden(telegram, "no copy of it is printed")
    must_be(copy, HELD)
    _must_have_words(sitting, telegram)
    if copy.printed_at is not None:
        _must_be_spoilt(telegram, copy, order, rule)
        sitting.record(
            CopyReprinted(
                uid=copy.uid,
                number=copy.number,
                office=office,
                printing=copy.printings + 1,
                reason=order.again,
                witness=order.witness,
                printed_by=order.printed_by,
            )
        )
    elif order.again or order.witness:
        msg = f"copy {copy.number} of {name_of(telegram)} was not printed yet"
        raise Refused(msg, hint="print it without --again")
    else:
        by = order.printed_by
        sitting.record(CopyPrinted(uid=copy.uid, number=copy.number, office=office, printed_by=by))
    printing = copy.printings + 1
    return copy_done(telegram, copy.number, copy.state, holder=copy.holder, printing=printing)


def _must_be_spoilt(telegram: TelegramState, copy: CopyState, order: PrintCopy, rule: Rule) -> None:
    """Let pass a copy whose sheet is said to be none.

    Raises:
        Forbidden: nothing is said of it.
        Usage: a caveat wants a witness, who is another than the one that printed it.
    """
    if not order.again:
        msg = f"copy {copy.number} of {name_of(telegram)} was printed: a number is on one sheet"
        hint = "if that sheet is spoilt or never came out, say why with --again"
        raise Forbidden(msg, hint=hint)
    if rule is Rule.ONCE:
        if not order.witness:
            msg = (
                f"{', '.join(telegram.entry.caveats)}: a spoilt sheet is destroyed before a witness"
            )
            raise Usage(msg, hint="name him with --witness")
        if order.witness.casefold() == order.printed_by.casefold():
            msg = "whoever prints a copy is not the witness of it"
            raise Usage(msg, hint="name another person with --witness")


def print_answer(sitting: Sitting, order: PrintAnswer) -> Done:
    """Note that an answer is printed, before whoever prints it does so.

    Raises:
        Forbidden: the office is no registrar, a caveat forbids it, or allowed it once.
        NotFound: there is no such telegram or answer, or the office is not cleared.
    """
    office, telegram = ledger_telegram(sitting, order.office, order.reference)
    answer = _answer(sitting, telegram, order.answer)
    rule = print_rule(sitting, telegram)
    printed = sitting.book.copies.answer_printings(answer)
    if rule is Rule.REFUSE or (rule is Rule.ONCE and printed):
        what = "no answer to it is printed" if rule is Rule.REFUSE else "that answer was printed"
        raise forbidden(telegram, what)
    uid, by = _uid(telegram), order.printed_by
    sitting.record(AnswerPrinted(uid=uid, answer=answer, office=office, printed_by=by))
    return Done(
        value={
            "reference": name_of(telegram),
            "answer": answer.hex(),
            "printing": printed + 1,
        }
    )


def _answer(sitting: Sitting, telegram: TelegramState, named: str) -> Digest:
    """Return the digest of an answer to this very telegram.

    Raises:
        NotFound: there is none of that name.
    """
    digits = named.strip().lower()
    is_digest = len(digits) == _HEX_DIGITS and set(digits) <= set("0123456789abcdef")
    digest = Digest(bytes.fromhex(digits)) if is_digest else Digest(b"")
    kept = sitting.book.document(digest) if digest else None
    if (
        kept is None
        or kept.kind is not Kind.ANSWER
        or ANSWER.decode(kept.payload).answers.uid != _uid(telegram)
    ):
        msg = f"there is no such answer to {name_of(telegram)}"
        raise NotFound(msg, hint=f'"depesha show {name_of(telegram)}" shows the answers')
    return digest


def _must_have_words(sitting: Sitting, telegram: TelegramState) -> None:
    if sitting.book.document(Digest(telegram.entry.body_id)) is None:
        msg = f"the text of {name_of(telegram)} is no longer kept here"
        raise NotFound(msg, hint="its line in the registers and its proofs stay")


def _uid(telegram: TelegramState) -> Uid:
    return telegram.entry.identity.uid
