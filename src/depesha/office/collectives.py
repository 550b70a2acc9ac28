"""Collective addresses: one name in a draft that stands for many offices.

Rule 1: it is expanded when the telegram is released, by the key book in force then: each member is
an addressee of its own, tracked for itself, and the name stays in the body beside it.
Rule 2: nobody is left out silently. A member that is exempted is named as such; one of the sending
station is named among those that get it by other means; one that is not known refuses the release.
Rule 3: an office that is addressed by a line of its own is addressed by that line.

The centre keeps them (`administration.set_collective`); who is shown which is in
`keybook.collective`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from depesha.draft import Draft, DraftAddressee
from depesha.errors import Usage
from depesha.names import OfficeId, station_of
from depesha.office.sitting import Sitting
from depesha.telegram import AddresseeKind, OtherRecipient
from depesha.wire import MAX_ADDRESSEES

MAX_OTHERS: Final = 32
"""Other recipients of a body."""


def must_be_known(sitting: Sitting, draft: Draft) -> None:
    """Let pass a draft whose collective addresses are known here.

    Raises:
        NotFound: one is not.
    """
    for one in draft.addressees:
        if one.is_collective:
            sitting.keys().collective(one.office)


def expanded(sitting: Sitting, draft: Draft) -> Draft:
    """Return the draft with the members in place of each collective address.

    Raises:
        NotFound: a collective address is not known here.
        Usage: a member that is exempted is none, nobody is left, or they are too many.
    """
    collectives = {
        one.office: sitting.keys().collective(one.office)
        for one in draft.addressees
        if one.is_collective
    }
    if not collectives:
        return draft
    _must_be_members(draft, collectives)
    addressees = tuple(_addressees(sitting, draft, collectives))
    others = tuple(_others(sitting, draft, collectives))
    if all(one.kind is AddresseeKind.EXEMPTED for one in addressees):
        msg = "nobody is left of the collective address"
        raise Usage(msg, hint="exempt fewer members, or add a line such as To: razuvaev@pyongyang")
    if len(addressees) > MAX_ADDRESSEES or len(others) > MAX_OTHERS:
        msg = f"{len(addressees)} addressees where at most {MAX_ADDRESSEES} are allowed"
        raise Usage(msg, hint="send it as two telegrams")
    return replace(draft, addressees=addressees, other_recipients=others)


_Members = Mapping[OfficeId, tuple[OfficeId, ...]]


def _must_be_members(draft: Draft, collectives: _Members) -> None:
    members = {member for each in collectives.values() for member in each}
    for one in draft.addressees:
        if one.kind is AddresseeKind.EXEMPTED and one.office not in members:
            msg = f"{one.office} is no member of {', '.join(collectives)}"
            raise Usage(msg, hint='"depesha keybook show" lists the members')


def _addressees(sitting: Sitting, draft: Draft, collectives: _Members) -> Iterator[DraftAddressee]:
    """Yield each line in its place, and in that of a collective its members, each once."""
    taken = {one.office for one in draft.addressees if not one.is_collective}
    for one in draft.addressees:
        if not one.is_collective:
            yield _exempted(one, collectives)
            continue
        for member in collectives[one.office]:
            if member not in taken and station_of(member) != sitting.own:
                taken.add(member)
                yield replace(one, office=member, collective=one.office)


def _exempted(one: DraftAddressee, collectives: _Members) -> DraftAddressee:
    """Return an exempted member with the collective address that it is exempted from."""
    if one.kind is not AddresseeKind.EXEMPTED or one.collective:
        return one
    found = next(name for name, members in collectives.items() if one.office in members)
    return replace(one, collective=found)


def _others(sitting: Sitting, draft: Draft, collectives: _Members) -> Iterator[OtherRecipient]:
    """Yield the other recipients, and the members at this station: nothing is sent to them."""
    yield from draft.other_recipients
    named = {one.office for one in draft.addressees}
    here = {
        member: name
        for name, members in collectives.items()
        for member in members
        if station_of(member) == sitting.own and member not in named
    }
    for member, name in here.items():
        yield OtherRecipient(name=member, reason=f"{name}: acts at {sitting.own} itself")
