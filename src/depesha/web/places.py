"""Every place of the desk: where it is, what it is called, who goes there. The bar is this table.

Rule 1: who may do what is decided by the station; a place that an office has no use for is not in
    its bar, and opened by its address it shows what the station lets it see.
"""

from dataclasses import dataclass
from typing import Final

from depesha.names import OfficeId


def _(sentence: str) -> str:
    """Mark a sentence that the catalogues have; it is said when it is shown."""
    return sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One line of the bar.

    Attributes:
        key: names it; counts and the page's own mark go by it.
        path: its address.
        caption: what it is called, in English.
        about: what lies there, in one sentence; the help page says it.
        letter: G and this letter go there; empty: none does.
        roles: who has use for it; empty: everybody.
        urgent: its count is shown as one that waits for this office.
    """

    key: str
    path: str
    caption: str
    about: str
    letter: str = ""
    roles: frozenset[str] = frozenset()
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Places under one heading."""

    caption: str
    places: tuple[Place, ...]


GROUPS: Final = (
    Group(
        caption=_("Incoming"),
        places=(
            Place(
                key="confirm",
                path="/tray/confirm",
                caption=_("Confirm"),
                about=_("delivered to you, with a receipt asked that nobody has given yet"),
                letter="c",
                urgent=True,
            ),
            Place(
                key="carry-out",
                path="/tray/carry-out",
                caption=_("Carry out"),
                about=_("to be reported as executed, the earliest due first"),
                letter="x",
                urgent=True,
            ),
            Place(
                key="information",
                path="/tray/information",
                caption=_("For information"),
                about=_("for you to know; nothing is asked"),
                letter="i",
            ),
            Place(
                key="incoming",
                path="/tray/incoming",
                caption=_("All incoming"),
                about=_("every telegram that came for this office"),
                letter="a",
            ),
        ),
    ),
    Group(
        caption=_("Outgoing"),
        places=(
            Place(
                key="drafts",
                path="/tray/drafts",
                caption=_("Drafts"),
                about=_("what is being written, and has no number yet"),
                letter="d",
            ),
            Place(
                key="to-release",
                path="/tray/to-release",
                caption=_("To release"),
                about=_("drafts that wait for a review or a signature"),
                letter="s",
                urgent=True,
            ),
            Place(
                key="under-way",
                path="/tray/under-way",
                caption=_("Under way"),
                about=_("released, and not delivered everywhere"),
                letter="w",
            ),
            Place(
                key="unconfirmed",
                path="/tray/unconfirmed",
                caption=_("Unconfirmed"),
                about=_("delivered, and not confirmed by everybody who was asked to"),
                letter="u",
            ),
            Place(
                key="outgoing",
                path="/tray/outgoing",
                caption=_("All outgoing"),
                about=_("every telegram that this office sent"),
                letter="o",
            ),
        ),
    ),
    Group(
        caption=_("Registry"),
        places=(
            Place(
                key="control",
                path="/control",
                caption=_("Execution control"),
                about=_("every instruction that is open, here and at others, by its due time"),
                letter="k",
            ),
            Place(
                key="registers",
                path="/register/out",
                caption=_("Registers"),
                about=_("the numbered books of outgoing and incoming telegrams, without gaps"),
                letter="r",
            ),
            Place(
                key="copies",
                path="/copies",
                caption=_("Copies ledger"),
                about=_("who holds which numbered copy of which telegram"),
                letter="p",
            ),
        ),
    ),
    Group(
        caption=_("Past"),
        places=(
            Place(
                key="archive",
                path="/archive",
                caption=_("Archive"),
                about=_("records of the past and this station's own, found by words and names"),
                letter="v",
            ),
        ),
    ),
    Group(
        caption=_("Communications"),
        places=(
            Place(
                key="lines",
                path="/lines",
                caption=_("Stations and lines"),
                about=_("what is in touch, which way goes where, and when the next contact is"),
                letter="l",
            ),
            Place(
                key="queue",
                path="/queue",
                caption=_("Queue"),
                about=_("what waits for a line, why, and when it is next tried"),
                letter="q",
            ),
            Place(
                key="alarms",
                path="/alarms",
                caption=_("Alarms"),
                about=_("what is late, missing or wrong, until somebody has seen to it"),
                letter="m",
                urgent=True,
            ),
            Place(
                key="journal",
                path="/journal",
                caption=_("Journal"),
                about=_("every event of this station, in a book that nobody can rewrite unseen"),
                letter="j",
            ),
        ),
    ),
)

QUICK_KEYS: Final = ("confirm", "carry-out", "incoming")
"""What an officer with a telephone in his hand goes to; the foot of a narrow page has them."""

PLACES: Final = {place.key: place for group in GROUPS for place in group.places}
QUICK: Final = tuple(PLACES[key] for key in QUICK_KEYS)


def groups_for(roles: frozenset[str]) -> tuple[Group, ...]:
    """Return the bar of an office with those roles."""
    return tuple(
        Group(caption=group.caption, places=places)
        for group in GROUPS
        if (places := tuple(one for one in group.places if not one.roles or one.roles & roles))
    )


def path_of(reference: str) -> str:
    """Return the address of a telegram: `moscow/1951/26044` is at `/telegram/moscow/1951/26044`."""
    return f"/telegram/{reference}"


def short(office: OfficeId | str) -> str:
    """Return an office without its station."""
    return str(office).partition("@")[0]
