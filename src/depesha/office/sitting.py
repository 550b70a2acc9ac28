"""The desk's table during one group of events: the time, the ports, the trays.

The desks write only through it: they `record` a fact, `enclose` a document, `answer_for` a
delivery, `hand` a load to a neighbour. What an undone event laid on the table is taken away again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from depesha.channel import ChannelMark
from depesha.envelope import Item
from depesha.errors import NoCommunications, Refused
from depesha.keybook import Holder, KeyBook, PeriodKeyLeaf, Role
from depesha.names import Digest, Grant, OfficeId, Signature, StationId, TimeMs, Uid
from depesha.notice import ReportItem, ResponseCode
from depesha.office import restored_keys
from depesha.office.facts import AlarmCleared, AlarmRaised, Enclosed, Fact
from depesha.office.ports import BlobFiles, Book, Chance, Sealer
from depesha.office.urgency import precedence_of
from depesha.office.ways import Direction, Wish, direct
from depesha.packet import Blob, Grade, Load
from depesha.policy import Policy
from depesha.telegram import Identity, Precedence

MAX_ALARM_TEXT = 200
BLOB_MISSING = "blob-missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A document laid in the tray of a station, with the items that make it up.

    `avoided` are the neighbours by which it went before, without an answer; `excluded` the stations
    that could not carry it.
    """

    station: StationId
    grade: Grade
    document: Enclosed
    items: tuple[Item, ...]
    avoided: frozenset[StationId] = frozenset()
    excluded: frozenset[StationId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """An item of the delivery report that this group owes to an originator."""

    originator: StationId
    grade: Grade
    item: ReportItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What does not change during a group: who we are, and the ports."""

    own: StationId
    zone: tzinfo
    policies: Mapping[str, Policy]
    policy: str
    book: Book
    sealer: Sealer
    chance: Chance
    files: BlobFiles
    holders: tuple[Holder, ...] = ()
    """The root keys that are kept here: at a founding centre."""
    carried: frozenset[StationId] = frozenset()
    """The neighbours reached by a person with a folder, or by mail: nobody knows how soon."""


@dataclass(slots=True, kw_only=True)
class Sitting:
    """One group in the making. Not shared, not kept."""

    around: Surroundings
    now: TimeMs
    key_book: KeyBook | None
    held_up_at: TimeMs | None = None
    """When something that waits for a line could next be held up."""
    laid: list[Laid] = field(default_factory=list)
    owed: list[Owed] = field(default_factory=list)
    woken: list[tuple[StationId, Grade]] = field(default_factory=list)
    recognised: set[ChannelMark | None] = field(default_factory=set)
    """What the packets bore that were known here already."""
    grant: Grant | None = field(default=None, repr=False)
    """What the holder of a locked office lent for the event that is being decided, and no other."""
    _laid_names: set[tuple[StationId, Digest]] = field(default_factory=set)
    _ways: dict[Wish, Direction] = field(default_factory=dict)
    _charted: KeyBook | None = None
    _mark: tuple[int, int, int, KeyBook | None] = (0, 0, 0, None)

    # -- the savepoint of one event

    def mark(self) -> None:
        """Set the savepoint: what follows can be undone."""
        self._mark = (len(self.laid), len(self.owed), len(self.woken), self.key_book)
        self.around.book.mark()

    def undo(self) -> None:
        """Take everything since the savepoint away.

        Raises:
            NotNow: the whole transaction is lost.
        """
        laid, owed, woken, self.key_book = self._mark
        del self.laid[laid:], self.owed[owed:], self.woken[woken:]
        self._laid_names = {(one.station, one.document.digest) for one in self.laid}
        self.around.book.undo()
        self.forget_ways()

    # -- reading

    @property
    def own(self) -> StationId:
        """The station that sits."""
        return self.around.own

    @property
    def book(self) -> Book:
        """What the station has written down."""
        return self.around.book

    @property
    def sealer(self) -> Sealer:
        """The keys of this station at work."""
        return self.around.sealer

    def keys(self) -> KeyBook:
        """Return the key book in force.

        Raises:
            Refused: there is none yet.
        """
        if self.key_book is None:
            msg = f"station {self.own} has no key book yet"
            raise Refused(msg, hint='take one in with "depesha keybook import FILE"')
        return self.key_book

    def period_key(self, station: StationId) -> PeriodKeyLeaf:
        """Return the key that letters to a station are sealed to now.

        Raises:
            NoCommunications: it is not known or revoked, or has no key for now.
        """
        return restored_keys.period_key(self.book, self.keys(), station, self.now)

    def year(self) -> int:
        """Return the year of the series: that of the station's own calendar."""
        return datetime.fromtimestamp(self.now / 1000, self.around.zone).year

    def direct(self, wish: Wish) -> Direction:
        """Return the way of a packet from here now; within a group it is sought once.

        Raises:
            NoCommunications: no way is known, or none that arrives in time.
        """
        keys = self.keys()
        if keys is not self._charted:
            self.forget_ways()
            self._charted = keys
        found = self._ways.get(wish)
        if found is None:
            found = self._ways[wish] = direct(self.book, keys, self.now, wish)
        return found

    def forget_ways(self) -> None:
        """Seek ways anew: a line of this station stands otherwise than before."""
        self._ways.clear()

    # -- writing

    def record(self, fact: Fact) -> None:
        """Write a fact down at the sitting's time."""
        self.book.append(fact, self.now)

    def alarm(self, kind: str, about: str, text: str, precedence: Precedence | None = None) -> None:
        """Raise an alarm, unless the same one is open.

        It is as urgent as the telegram that it is about, whose `precedence` is then given; without
        one, as its kind (`urgency`).
        """
        if not self.book.registers.alarm_is_open(kind, about):
            urgency = precedence_of(kind) if precedence is None else precedence
            text = text[:MAX_ALARM_TEXT]
            self.record(AlarmRaised(kind=kind, about=about, text=text, precedence=urgency))

    def urgency_of(self, uid: Uid) -> Precedence | None:
        """Return the precedence of a telegram, for an alarm about it; None: it is not known."""
        telegram = self.book.registers.telegram(uid)
        return telegram.entry.precedence if telegram else None

    def all_clear(self, kind: str, about: str) -> None:
        """Clear an alarm, if it was raised and has not come right before."""
        if self.book.registers.alarm_is_uncleared(kind, about):
            self.record(AlarmCleared(kind=kind, about=about))

    def enclose(self, laid: Laid) -> Direction:
        """Lay a document in a station's tray; it is sealed at the end of the group.

        Returns:
            The way that it will take.

        Raises:
            NoCommunications: no key or no way to that station is known.
        """
        if laid.station == self.own:
            msg = f"{self.own} is this station: nothing is sent to it"
            raise Refused(msg, hint="give an office of this station a copy instead")
        try:
            self.period_key(laid.station)
            direction = self.direct(wish_of(laid))
        except NoCommunications as error:
            said = f"no communications with {laid.station}"  # the key book's own words begin so
            msg = error.message if error.message.startswith(said) else f"{said}: {error.message}"
            raise NoCommunications(msg, hint=error.hint) from error
        self.laid.append(laid)
        self._laid_names.add((laid.station, laid.document.digest))
        return direction

    def sign_as_office(self, office: OfficeId, namespace: str, payload: bytes) -> Signature:
        """Return an office's signature, with what was lent for this event if its key is locked.

        Raises:
            OfficeLocked: its key is locked, and its holder lent nothing for this event.
            Forbidden: this station does not hold that office's key.
        """
        signed = self.sealer.sign_as_office(office, namespace, payload, self.grant)
        return Signature(signed)

    def must_be_there(self, office: OfficeId) -> None:
        """Let pass an order that speaks for an office though nothing is signed.

        Raises:
            OfficeLocked: its key is locked, and its holder lent nothing for this event.
        """
        self.sealer.must_be_open(office, self.grant)

    def has_laid(self, station: StationId, digest: Digest) -> bool:
        """Say whether that document lies in the station's tray in this group."""
        return (station, digest) in self._laid_names

    def answer_for(
        self,
        originator: StationId,
        grade: Grade,
        identity: Identity,
        result: ResponseCode,
        amplification: str = "",
    ) -> None:
        """Owe an originator a line of this group's delivery report."""
        item = ReportItem(
            salt=self.around.chance.token(16),
            identity=identity,
            result=result,
            amplification=amplification,
        )
        self.owed.append(Owed(originator=originator, grade=grade, item=item))

    def hand(self, neighbour: StationId, load: Load, grade: Grade) -> int:
        """Put a load in the out-tray for a neighbour; its line is woken after the commit."""
        entry = self.book.out_tray.put(neighbour, load, grade, self.now)
        self.woken.append((neighbour, grade))
        return entry

    def settle(self, entry: int, load: Load) -> None:
        """Take an entry out of the out-tray; nobody misses the file of its blob any more.

        Where another entry needs the same file, its line says so again.
        """
        self.book.out_tray.settle(entry)
        if isinstance(load, Blob):
            self.all_clear(BLOB_MISSING, load.sealed.hex())

    # -- who may

    def local_office(self, office: OfficeId) -> OfficeId:
        """Return `office` if it acts at this station.

        Raises:
            Refused: it is another station's, or unknown.
        """
        self.keys().office(office)
        if office.rpartition("@")[2] != self.own:
            msg = f"{office} does not act at {self.own}"
            raise Refused(msg, hint="an order is given by an office of this station")
        return office

    def giver(self, office: OfficeId) -> OfficeId:
        """Return the office that gives an order: it acts here, and its holder is there.

        Raises:
            Refused: it is another station's, or unknown.
            OfficeLocked: its key is locked, and its holder lent nothing for this event.
        """
        self.must_be_there(self.local_office(office))
        return office

    def may(self, office: OfficeId, role: Role) -> bool:
        """Say whether the key book gives `office` that role."""
        return role in self.keys().office(office).roles


def wish_of(laid: Laid) -> Wish:
    """Return what is known of a document's way before its packet is made."""
    return Wish(
        destination=laid.station,
        grade=laid.grade,
        expires_at=laid.document.expires_at,
        excluded=laid.excluded,
        avoided=laid.avoided,
    )


def hex_of(value: bytes | Digest) -> str:
    """Return the first 16 hex digits: enough to find it by in an alarm."""
    return value.hex()[:16]


def document_name(name: Digest, station: StationId) -> str:
    """Return what an alarm about a document at a station is about."""
    return f"{station}:{name.hex()}"
