"""What can be done with a telegram from its page: buttons with their keys, and why not.

Rule 1: what may be done is what the station says (`choices`); here are captions and places.
Rule 2: what a caveat forbids stands among the buttons, struck, with its reason; what the office has
    no right to, or no reason for now, is listed apart; other offices' business is not there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from depesha.words import reason, word

Row = Mapping[str, Any]


def _(sentence: str) -> str:
    """Mark a sentence that the catalogues have; it is said when it is shown."""
    return sentence


SILENT: Final = frozenset({"elsewhere", "done"})
"""Reasons that need no telling: the ladder shows them."""

STRUCK: Final = frozenset({"caveat", "once"})
"""Reasons that a caveat gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One sort of deed.

    Attributes:
        choice: what the station calls it.
        caption: on its button.
        key: the key that does it; empty: none.
        link: where it is done, if on another page; `{0}` is the reference.
        opens: whether its button opens a form; else it is done at once, or on another page.
    """

    choice: str
    caption: str
    key: str = ""
    link: str = ""
    opens: bool = False


KINDS: Final = (
    Kind(choice="confirm", caption=_("Confirm receipt"), key="r"),
    Kind(choice="comply", caption=_("Will comply"), key="w"),
    Kind(choice="report", caption=_("Report"), key="f", opens=True),
    Kind(choice="answer", caption=_("Answer"), key="a", link="/draft/new?answers={0}"),
    Kind(choice="pass", caption=_("Pass on"), key="p", opens=True),
    Kind(choice="chase", caption=_("Chase"), key="h", opens=True),
    Kind(choice="correct", caption=_("Correct"), link="/draft/new?corrects={0}"),
    Kind(choice="supersede", caption=_("Supersede"), link="/draft/new?supersedes={0}"),
    Kind(choice="repeat", caption=_("Send again"), opens=True),
    Kind(choice="cancel", caption=_("Cancel it"), opens=True),
    Kind(choice="quote", caption=_("Quote"), link="/draft/new?quotes={0}"),
    Kind(choice="copy", caption=_("Copy"), link="/copies/{0}"),
    Kind(choice="print", caption=_("Print"), link="/print/telegram/{0}"),
    Kind(choice="evidence", caption=_("Evidence"), link="/evidence/{0}"),
    Kind(choice="file", caption=_("File it"), link="/telegram/{0}/file"),
)

REPORTS: Final = ("report", "interim", "refuse")
"""Choices that one form offers together."""

FIRST: Final = ("confirm", "comply", "report")
"""The one that is to be done next is the strong button: what comes first of these."""

AT_HAND: Final = (
    "confirm",
    "comply",
    "report",
    "answer",
    "pass",
    "chase",
    "quote",
    "copy",
    "print",
)
"""Buttons in view; the others are behind one that says `More`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A deed as a page offers it, or says why it does not.

    Attributes:
        kind: its sort.
        names: in whose name it may be done; empty: it may not.
        why: why not, in words.
        struck: whether a caveat forbids it.
        strong: whether it is what is to be done next.
        as_draft: in which names it makes a draft alone.
        offers: of a report, what may be reported.
    """

    kind: Kind
    names: Sequence[str] = ()
    why: str = ""
    struck: bool = False
    strong: bool = False
    as_draft: Sequence[str] = ()
    offers: Sequence[str] = ()

    @property
    def choice(self) -> str:
        """What the station calls it."""
        return self.kind.choice

    @property
    def at_hand(self) -> bool:
        """Whether its button is in view."""
        return self.choice in AT_HAND


def deeds(choices: Iterable[Row], caveats: Sequence[str], language: str) -> list[Deed]:
    """Return what a page offers, in the order of its buttons.

    Args:
        choices: what the station says.
        caveats: the telegram's caveats, in words.
        language: of the reasons.
    """
    by_name = {one["choice"]: one for one in choices}
    reports = [name for name in REPORTS if by_name[name]["names"]]
    next_one = next((name for name in FIRST if by_name[name]["names"]), "")
    found = []
    for kind in KINDS:
        said = by_name[kind.choice]
        if kind.choice == "report" and reports:
            said = by_name[reports[0]]
        if said["why"] in SILENT:
            continue
        found.append(
            Deed(
                kind=kind,
                names=said["names"],
                why=_why(said, caveats, language),
                struck=said["why"] in STRUCK,
                strong=kind.choice == next_one,
                as_draft=said["as_draft"],
                offers=reports if kind.choice == "report" else (),
            )
        )
    return found


def _why(said: Row, caveats: Sequence[str], language: str) -> str:
    if said["why"] is None:
        return ""
    about = reason(word(said["about"], language), language)
    if said["why"] in STRUCK:
        about = ", ".join(caveats)
    return word(f"why {said['why']}", language).format(about)


def allowed(choices: Iterable[Row], choice: str) -> bool:
    """Say whether the station lets it be done."""
    return any(one["choice"] == choice and one["names"] for one in choices)
