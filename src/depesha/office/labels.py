"""Labels: the policy that gives them their words, who is cleared for one, and what one must cover.

Rule 1: whoever drafts or releases is cleared for the label; nobody signs what he may not read.
Rule 2: the label of a telegram covers the label of all that is carried inside it, however deep.
Levels mean the same in every policy: they are those of the ESS label (RFC 2634, section 3.2).
"""

from collections.abc import Iterator, Sequence
from typing import Final

from depesha.errors import Forbidden, Refused, Usage
from depesha.names import OfficeId
from depesha.office.facts import Entry
from depesha.office.sitting import Sitting
from depesha.policy import Policy
from depesha.telegram import Body, Label
from depesha.wire import BODY, MAX_BODY_BYTES

MAX_DEPTH: Final = 16
"""Telegrams inside telegrams: more than people quote, and few enough to look through."""


def policy_of(sitting: Sitting) -> Policy:
    """Return the policy by which this station labels."""
    return sitting.around.policies[sitting.around.policy]


def must_be_cleared(sitting: Sitting, office: OfficeId, level: int, what: str) -> None:
    """Let pass an office whose clearance covers a classification.

    Args:
        sitting: the group in the making.
        office: who wants to.
        level: the classification.
        what: what the office wants to do with it, as in `receive`.

    Raises:
        NotFound: there is no such office.
        Forbidden: its clearance is lower.
    """
    if sitting.keys().office(office).clearance < level:
        msg = f"{office} may not {what} {_name(policy_of(sitting), level)}"
        raise Forbidden(msg, hint="its clearance in the key book is lower")


def must_cover(policy: Policy, label: Label, carried: Body) -> None:
    """Let pass a telegram that is carried under a label at least as strict as its own.

    Raises:
        Forbidden: it, or something that it carries, is classified higher, or has a caveat or a
            category that the label lacks.
        Usage: it carries telegrams inside telegrams, `MAX_DEPTH` deep.
    """
    for inner in labels_in(carried):
        marks = (*inner.caveats, *inner.categories)
        _must_cover(policy, label, inner.classification, marks)


def must_cover_line(sitting: Sitting, label: Label, entry: Entry) -> None:
    """Let pass a telegram that speaks of one of which only its register line is left.

    Raises:
        Forbidden: the other is classified higher, or has a caveat that the label lacks.
        Refused: its policy has categories, of which the line says nothing.
    """
    policy = sitting.around.policies.get(entry.policy)
    if policy is None or policy.categories:
        name = f"{entry.station}/{entry.year}/{entry.number}"
        msg = f"the words of {name} were expunged here, and with them the categories of its label"
        raise Refused(msg, hint="write another telegram that refers to it")
    _must_cover(policy, label, entry.classification, entry.caveats)


def _must_cover(policy: Policy, label: Label, classification: int, marks: Sequence[str]) -> None:
    if label.classification < classification:
        level = _name(policy, classification)
        msg = f"what is quoted is {level}, the telegram is labelled lower"
        raise Forbidden(msg, hint=f"label it {level} too, or refer to it instead")
    lacks = {*marks} - {*label.caveats, *label.categories}
    if lacks:
        msg = f"what is quoted is marked {', '.join(sorted(lacks))}, the telegram is not"
        raise Forbidden(msg, hint="mark it so too, or refer to it instead")


def labels_in(carried: Body) -> Iterator[Label]:
    """Yield the label of a telegram, and those of all that it carries inside, however deep.

    Raises:
        Usage: it carries telegrams inside telegrams, `MAX_DEPTH` deep.
    """
    level = [carried]
    for _ in range(MAX_DEPTH):
        yield from (body.label for body in level)
        level = [
            BODY.decode(one.body, max_bytes=MAX_BODY_BYTES)
            for body in level
            for one in body.quotations
        ]
        if not level:
            return
    msg = f"telegrams are quoted inside telegrams more than {MAX_DEPTH} deep"
    raise Usage(msg, hint="refer to it instead")


def _name(policy: Policy, level: int) -> str:
    entry = policy.classification(level)
    return entry.name("en") if entry else str(level)
