"""One telegram as its page shows it: what the station said of it, laid out for one office."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, Final

from depesha.paper.holders import Holders, holders_of
from depesha.web.laid import form
from depesha.web.laid.deeds import Deed, allowed, deeds
from depesha.web.laid.ladder import Step, ladder
from depesha.web.laid.urgency import urgency

Row = Mapping[str, Any]

MOST_ADDRESSEES: Final = 200
"""Shown on one page; the list of execution control has them all, by pages."""

FEW: Final = 1
"""Addressees that have a ladder each; of more there is a table."""


ASKED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "RECEIVED": ("receipt", "execution"),
    "ACKNOWLEDGED": ("execution",),
    "EXECUTED": ("execution",),
}
"""The requests that ask for a stage; whoever is to report is to open it too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What is due next, by when, how long is left, and whether it should have come by now."""

    what: str
    due_at: int | None
    left_ms: int = 0
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A telegram at one addressee: the addressee as `track` tells of it, and its ladder."""

    addressee: Row
    steps: Sequence[Step]

    @property
    def office(self) -> str:
        """Who is addressed."""
        return str(self.addressee["office"])

    def step(self, stage: str) -> Step | None:
        """Return the rung of a stage, if it is there."""
        return next((one for one in self.steps if one.stage == stage), None)

    def is_asked(self, stage: str) -> bool:
        """Say whether a stage was asked for, whatever became of it."""
        return any(self.addressee[what] for what in ASKED_BY[stage])


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What the page shows.

    Attributes:
        found: what `show` says.
        tracked: what `track` says.
        ways: each addressee that is shown, the viewer's own first.
        more: how many addressees are not shown.
        own: the duties that lie before the viewer.
        owed: what he owes next, or of what was sent, what is owed to him; None: nothing.
        deeds: what he may do, and what not.
        filed, sent: the times of the blank.
        stamps: on the sheet.
        may_print: whether a browser may print the sheet.
        may_save: whether attachments may be taken out.
        is_ours: whether this station sent it.
        language: of whoever reads.
    """

    found: Row
    tracked: Row
    ways: Sequence[Way]
    more: int
    own: Sequence[Row]
    owed: Owed | None
    deeds: Sequence[Deed]
    filed: form.FormTime | None
    sent: form.FormTime | None
    stamps: Sequence[form.Stamp]
    may_print: bool
    may_save: bool
    is_ours: bool
    language: str

    @property
    def sheet(self) -> Row:
        """What stands on the form."""
        return dict(self.found["sheet"])

    @property
    def is_old(self) -> bool:
        """Whether it lies on the blank of 1951."""
        return form.is_old(self.sheet)

    @property
    def paragraphs(self) -> list[str]:
        """The text, paragraph by paragraph."""
        return form.paragraphs(self.found["text"])

    @property
    def holders(self) -> Holders:
        """Where the holders of its copies stand on the blank."""
        return holders_of(self.sheet["marks"], self.found["copies"])

    @property
    def is_false(self) -> bool:
        """Whether a signature of the telegram itself does not hold."""
        return any(not one["verified"] for one in self.found["signatures"])

    def urgency(self, addressee: Row) -> str:
        """Return what the precedence of an addressee is called."""
        code, local = addressee["precedence"], addressee["local_precedence"]
        return urgency(code, local, self.sheet["policy"], self.language)

    @property
    def urgencies(self) -> list[str]:
        """The names of its precedences, each once, as they stand on the blank."""
        addressees = self.sheet["addressees"]
        written = [one["local_precedence"] for one in addressees if one["local_precedence"]]
        named = written or [self.urgency(one) for one in addressees[:1]]
        return list(dict.fromkeys(named))

    def deed(self, choice: str) -> Deed | None:
        """Return what is offered of a choice."""
        return next((one for one in self.deeds if one.choice == choice), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who looks, where and when."""

    office: str
    station: str
    zone: tzinfo
    language: str
    now: int


def opened(found: Row, tracked: Row, choices: Sequence[Row], viewer: Viewer) -> Opened:
    """Lay a telegram open for whoever looks at it."""
    sheet = found["sheet"]
    is_ours = sheet["station"] == viewer.station
    registered = next(
        (one["at"] for one in found["signatures"] if one["what"] == "registered"), None
    )
    proved = registered if all(one["verified"] for one in found["signatures"]) else None
    ways = [
        Way(addressee=one, steps=ladder(one, found["answers"], proved))
        for one in tracked["addressees"]
    ]
    ways.sort(key=lambda way: not _lies_before(way.addressee, viewer.office))
    own = [one.addressee for one in ways if _lies_before(one.addressee, viewer.office)]
    zone = form.zone_for(sheet["zone"], viewer.zone)
    duties = found["duties"]
    return Opened(
        found=found,
        tracked=tracked,
        ways=ways[:MOST_ADDRESSEES],
        more=max(0, len(ways) - MOST_ADDRESSEES),
        own=own,
        owed=_owed(own or ([one.addressee for one in ways] if is_ours else []), viewer.now),
        deeds=deeds(choices, sheet["caveats"], viewer.language),
        filed=form.form_time(sheet["filed_at"], zone),
        sent=form.form_time(form.sent_at(duties), zone),
        stamps=form.stamps(duties, found["answers"]),
        may_print=allowed(choices, "unnumbered"),
        may_save=allowed(choices, "download"),
        is_ours=is_ours,
        language=viewer.language,
    )


def _lies_before(addressee: Row, office: str) -> bool:
    return addressee["office"] == office or office in addressee["shown_to"]


def _owed(duties: Sequence[Row], now: int) -> Owed | None:
    """Return what is due first; what has no term comes last."""
    owing = [owed for one in duties for owed in one["owed"]]
    if not owing:
        return None
    first = min(owing, key=lambda one: (one["due_at"] is None, one["due_at"] or 0))
    due_at = first["due_at"]
    if due_at is None:
        return Owed(what=first["what"], due_at=None)
    return Owed(what=first["what"], due_at=due_at, left_ms=due_at - now, late=first["overdue"])
