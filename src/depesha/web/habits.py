"""The keys of the desk, and how one begins: what the help page shows beside the places.

A page bears its keys itself (`data-key`, see static/keys.js); a test opens the pages and compares.
"""

from dataclasses import dataclass
from typing import Final


def _(sentence: str) -> str:
    """Mark a sentence that the catalogues have; it is said when it is shown."""
    return sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One habit of the hand.

    Attributes:
        keys: what is pressed, one after another or one of them.
        does: what happens.
    """

    keys: tuple[str, ...]
    does: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyGroup:
    """Keys under one heading."""

    caption: str
    keys: tuple[Key, ...]


KEYS: Final = (
    KeyGroup(
        caption=_("Everywhere"),
        keys=(
            Key(keys=("/",), does=_("search")),
            Key(keys=("C",), does=_("a new telegram")),
            Key(keys=("?",), does=_("this page")),
            Key(keys=("Esc",), does=_("close a dialog, leave the search")),
        ),
    ),
    KeyGroup(
        caption=_("In a tray or a register"),
        keys=(
            Key(keys=("J", "K"), does=_("the next line, the one before")),
            Key(keys=("Enter",), does=_("open it")),
            Key(keys=("X",), does=_("tick it, where lines can be ticked")),
            Key(keys=("[", "]"), does=_("the period before, the one after")),
        ),
    ),
    KeyGroup(
        caption=_("Over a draft"),
        keys=(
            Key(keys=("E",), does=_("go on writing it")),
            Key(keys=("S",), does=_("release it")),
        ),
    ),
    KeyGroup(
        caption=_("Over an open telegram"),
        keys=(
            Key(keys=("R",), does=_("confirm receipt")),
            Key(keys=("W",), does=_("will comply")),
            Key(keys=("F",), does=_("report execution")),
            Key(keys=("A",), does=_("answer it")),
            Key(keys=("P",), does=_("pass it on")),
            Key(keys=("H",), does=_("chase an answer that is late")),
        ),
    ),
)

FIRST_STEPS: Final = (
    _(
        "Look into Confirm. What lies there has been delivered by a machine, and its originator "
        "waits to hear that a person has it: open it, read it, confirm receipt."
    ),
    _(
        "Look into Carry out. Each line says how long is left. An authority may say first that "
        "it will comply; the report of execution closes the task."
    ),
    _(
        "To write, begin a new telegram: addressees, label, precedence, what is asked and by "
        "when, the text. It is a draft until somebody entitled to releases it; then it has a "
        "number and is gone."
    ),
    _(
        "Unconfirmed shows what you sent and nobody has confirmed. The ladder over a telegram "
        "says how far it has come: what is proved by a signature is full, what only follows "
        "from it is hollow."
    ),
    _(
        "Whatever is signed in your name asks for your passphrase or your passkey once more, at "
        "that moment. Nobody else can sign for you, not even this station."
    ),
)
"""How an officer begins, in five sentences."""

STAGES: Final = (
    "REGISTERED",
    "QUEUED",
    "SENT",
    "DELIVERED",
    "RECEIVED",
    "ACKNOWLEDGED",
    "EXECUTED",
)
"""The ladder; its words are those of the trade."""

MEANINGS: Final = {
    "REGISTERED": _("it has a number in the register, which has no gaps"),
    "QUEUED": _("it is sealed, and waits for a line"),
    "SENT": _("the next station has taken custody of it"),
    "DELIVERED": _("a machine at the addressee's station has stored it; nobody need have read it"),
    "RECEIVED": _("a person has opened it, and it is complete"),
    "ACKNOWLEDGED": _("an authority has understood it and will comply"),
    "EXECUTED": _("an authority reports that it is done"),
}
"""What each stage says, and what it does not."""
