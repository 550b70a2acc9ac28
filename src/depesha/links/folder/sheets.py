"""What this station offered in its packs, what was answered, and its place in the out-tray. Pure.

A sheet is what is remembered of one pack: which number is which entry of the out-tray. It is on
disk before its pack is, because answers come days later and to another process.

Rule 1: the out-tray is read with a cursor per grade. What is offered in a pack that lies in its
    folder, or is deferred, or whose answer is not yet committed here, is passed over.
Rule 2: a pack that is lost on the way sets its loads free: they are offered again in another. Its
    sheet stays for a while, because it may have been read and the answer be under way.
Rule 3: an answer to a number that is not open is passed over, not malformed: a folder may show the
    same answer twice, and an old one after a new one.
Rule 4: a pack is finished when each of its loads is answered, the answers are committed here, and
    the neighbour no longer names the packs that it answers. One whose blob is deferred is not: its
    file would be written a second time when the deferral is over.
Rule 5: blobs have a cursor of their own, because one that finds no room waits, and letters go on.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from depesha.channel import ChannelSeq
from depesha.links.channel import LEAST_DEFERRAL_MS, MOST_DEFERRAL_MS
from depesha.links.folder.bag import MAX_PACKS
from depesha.links.frames import Accept, Defer, Refuse
from depesha.names import Digest, Epoch, SlipId, TimeMs
from depesha.packet import Grade
from depesha.schema import Record, Row, choice, many, octets, optional, time_ms, uint
from depesha.schema import field as line

MAX_LOADS: Final = 65_536
"""Loads in one pack: 32 MiB of the smallest letters."""

MAX_LOST: Final = 64
"""Sheets of lost packs that are kept for a late answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One load in a pack. The slip id tells whether the out-tray still means the same by it."""

    number: ChannelSeq
    entry: int
    grade: Grade
    slip_id: SlipId


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One pack of ours.

    Attributes:
        answers: the neighbour's packs that this one answers.
        blob: the file beside the pack that its one load announces, by its SHA-256, and its size.
    """

    version: int = 1
    digest: Digest
    size_bytes: int
    epoch: Epoch
    written_at: TimeMs
    offers: tuple[Offer, ...]
    answers: tuple[Digest, ...]
    blob: Digest | None = None
    blob_bytes: int = 0

    @property
    def grade(self) -> Grade:
        """The most urgent in it; answers are as urgent as anything: they free the other side."""
        return max((offer.grade for offer in self.offers), default=Grade.FLASH)


_OFFER: Final = Row(Offer, uint(min=1, max=2**53), uint(max=2**63 - 1), choice(Grade), octets(16))

MAX_SHEET_BYTES: Final = 4 * 1024 * 1024

SHEET: Final = Record(
    Sheet,
    line(0, "version", uint(min=1, max=1)),
    line(1, "digest", octets(32)),
    line(2, "size_bytes", uint(max=2**32)),
    line(3, "epoch", octets(8)),
    line(4, "written_at", time_ms()),
    line(5, "offers", many(_OFFER, max=MAX_LOADS)),
    line(6, "answers", many(octets(32), max=MAX_PACKS)),
    line(7, "blob", optional(octets(32))),
    line(8, "blob_bytes", uint(max=2**40), default=0),
)


@dataclass(slots=True)
class _Pack:
    """A sheet, and what of it is open."""

    sheet: Sheet
    open: dict[ChannelSeq, Offer]
    entries: frozenset[int]
    is_lost: bool = False


@dataclass(slots=True)
class Landed:
    """What answers say: entries taken over, entries refused, and how many were put off."""

    accepted: list[int] = field(default_factory=list)
    refused: list[tuple[int, Refuse]] = field(default_factory=list)
    deferred: int = 0


class Sheets:
    """All packs of ours that count, and the cursor."""

    def __init__(self) -> None:
        self._packs: dict[Digest, _Pack] = {}
        self._by_epoch: dict[Epoch, _Pack] = {}
        self._where: dict[int, list[tuple[_Pack, ChannelSeq]]] = {}
        self._after: dict[Grade, int] = {}
        self._blobs_after: dict[Grade, int] = {}
        self._in_hand: set[int] = set()
        self._settling: set[int] = set()
        self._deferred: dict[int, tuple[Grade, TimeMs]] = {}
        self._due: set[int] = set()

    # -- the out-tray -------------------------------------------------------------------------

    @property
    def after(self) -> Mapping[Grade, int]:
        """The last letter of each grade that was looked at."""
        return self._after

    @property
    def blobs_after(self) -> Mapping[Grade, int]:
        """The last blob of each grade that was looked at."""
        return self._blobs_after

    def is_free(self, entry: int) -> bool:
        """Say whether an entry is to be offered (rule 1)."""
        return (
            entry not in self._in_hand
            and entry not in self._settling
            and entry not in self._deferred
            and all(pack.is_lost for pack, _ in self._where.get(entry, ()))
        )

    def reach(self, entry: int, grade: Grade) -> None:
        """Move the letters' cursor to an entry."""
        self._after[grade] = max(entry, self._after.get(grade, 0))

    def reach_blob(self, entry: int, grade: Grade) -> None:
        """Move the blobs' cursor to an entry."""
        self._blobs_after[grade] = max(entry, self._blobs_after.get(grade, 0))

    def rewind(self) -> None:
        """Go through the out-tray from its beginning: where the cursor stands is in doubt."""
        self._after.clear()
        self._blobs_after.clear()

    def give_back(self, offers: Iterable[Offer]) -> None:
        """Let loads be pulled again whose pack was not written."""
        for offer in offers:
            self._in_hand.discard(offer.entry)
            self._go_back(offer.entry, offer.grade)

    def take_in_hand(self, entry: int) -> None:
        """Pass an entry over until `add` or `give_back`: it goes into the next pack.

        An answer to an earlier pack may land meanwhile; then it is in hand no more.
        """
        self._in_hand.add(entry)
        self._due.discard(entry)

    @property
    def due(self) -> Sequence[int]:
        """Entries that were passed over, are due, and were not given by the out-tray since."""
        return sorted(self._due)

    def has_gone(self, entry: int) -> None:
        """Note that the out-tray holds a due entry no more."""
        self._due.discard(entry)

    def begin_settling(self, entry: int) -> None:
        """Pass an entry over until `settle`: it was answered, or no pack can hold it."""
        self._settling.add(entry)

    # -- packs --------------------------------------------------------------------------------

    def add(self, sheet: Sheet) -> None:
        """Take up a pack of ours; what of it is in hand is open."""
        still_open = {one.number: one for one in sheet.offers if one.entry in self._in_hand}
        pack = _Pack(sheet, still_open, frozenset(one.entry for one in sheet.offers))
        self._packs[sheet.digest] = self._by_epoch[sheet.epoch] = pack
        for offer in pack.open.values():
            self._in_hand.discard(offer.entry)
            self._where.setdefault(offer.entry, []).append((pack, offer.number))

    def recall(self, sheet: Sheet) -> None:
        """Take up a pack of an earlier process, all of it open."""
        self._in_hand.update(offer.entry for offer in sheet.offers)
        self.add(sheet)

    def lose(self, digest: Digest) -> list[Digest]:
        """Set the loads of a lost pack free; return the sheets that are now given up for good."""
        pack = self._packs.get(digest)
        if pack is None or pack.is_lost:
            return []
        pack.is_lost = True
        for offer in pack.open.values():
            self._go_back(offer.entry, offer.grade)
        lost = [one for one, pack in self._packs.items() if pack.is_lost]
        answered = [one for one in lost if not self._packs[one].open]
        return list(dict.fromkeys(answered + lost[:-MAX_LOST]))

    def drop(self, digest: Digest) -> Sheet | None:
        """Forget a pack and return its sheet; what of it is open is offered again."""
        pack = self._packs.pop(digest, None)
        if pack is None:
            return None
        del self._by_epoch[pack.sheet.epoch]
        for offer in pack.open.values():
            self._leave(offer.entry, pack)
            self._go_back(offer.entry, offer.grade)
        return pack.sheet

    def lying(self) -> list[Sheet]:
        """Return the packs that should lie in the folder, the oldest first."""
        return [pack.sheet for pack in self._packs.values() if not pack.is_lost]

    def blobs(self, least: Grade = Grade.LOW) -> dict[Digest, int]:
        """Return the files that belong to a remembered pack of that grade or above: their sizes.

        A lost pack counts: its blob goes into another, and the file is not written a second time.
        """
        sheets = (pack.sheet for pack in self._packs.values())
        return {
            one.blob: one.blob_bytes
            for one in sheets
            if one.blob is not None and one.grade >= least
        }

    def blobs_open(self) -> dict[int, int]:
        """Return the entries whose blobs lie in the folder unanswered, with their sizes."""
        packs = [pack for pack in self._packs.values() if pack.sheet.blob and not pack.is_lost]
        return {
            offer.entry: pack.sheet.blob_bytes for pack in packs for offer in pack.open.values()
        }

    def blob_of(self, digest: Digest) -> Digest | None:
        """Return the file that a pack announces."""
        pack = self._packs.get(digest)
        return pack.sheet.blob if pack else None

    def finished(self, named: Collection[Digest] | None) -> list[Digest]:
        """Return the packs that are done with, where the neighbour names these of its own.

        While its manifest is not there (None) nobody knows which answers it holds.
        """
        return [
            digest
            for digest, pack in self._packs.items()
            if not pack.open
            and pack.entries.isdisjoint(self._settling)
            and (
                pack.sheet.blob is None
                or pack.entries.isdisjoint(self._due | self._deferred.keys())
            )
            and (named is not None or not pack.sheet.answers)
            and not any(one in (named or ()) for one in pack.sheet.answers)
        ]

    def answered(self) -> set[Digest]:
        """Return the neighbour's packs whose answers lie in the folder."""
        return {digest for sheet in self.lying() for digest in sheet.answers}

    def __len__(self) -> int:
        """How many loads are offered and not answered."""
        return len(self._where)

    @property
    def unanswered_since(self) -> TimeMs | None:
        """When the oldest pack was written that is not answered yet."""
        return min((one.sheet.written_at for one in self._packs.values() if one.open), default=None)

    # -- answers ------------------------------------------------------------------------------

    def land(self, answers: Iterable[Accept | Defer | Refuse], now: TimeMs) -> Landed:
        """Return what answers say of entries; `settle` those after the commit here (rule 3).

        A deferral lasts a second to an hour, whatever the other side's clock says.
        """
        landed = Landed()
        for answer in answers:
            pack = self._by_epoch.get(answer.epoch)
            if pack is None or answer.lane != 0:
                continue
            for offer in list(_answered(pack, answer)):
                if not self._close(offer):
                    continue
                if isinstance(answer, Defer):
                    until = min(max(answer.until, now + LEAST_DEFERRAL_MS), now + MOST_DEFERRAL_MS)
                    self._deferred[offer.entry] = (offer.grade, TimeMs(until))
                    landed.deferred += 1
                    continue
                self._settling.add(offer.entry)
                if isinstance(answer, Accept):
                    landed.accepted.append(offer.entry)
                else:
                    landed.refused.append((offer.entry, answer))
        return landed

    def put_off(self, offer: Offer, until: TimeMs) -> None:
        """Pass over a load that cannot be written now, until then; not if it was answered since."""
        if offer.entry in self._in_hand:
            self._in_hand.discard(offer.entry)
            self._deferred[offer.entry] = (offer.grade, until)

    def settle(self, entries: Iterable[int]) -> None:
        """Forget entries: the out-tray no longer gives them."""
        self._settling.difference_update(entries)

    @property
    def deferred(self) -> dict[int, TimeMs]:
        """The entries that are passed over, and until when."""
        return {entry: until for entry, (_, until) in self._deferred.items()}

    @property
    def next_due(self) -> TimeMs | None:
        """When the first deferred entry is due."""
        return min((until for _, until in self._deferred.values()), default=None)

    def resume(self, now: TimeMs) -> None:
        """Let the deferred entries that are due be pulled again."""
        due = [(entry, grade) for entry, (grade, at) in self._deferred.items() if at <= now]
        for entry, grade in due:
            del self._deferred[entry]
            self._due.add(entry)
            self._go_back(entry, grade)

    def _close(self, offer: Offer) -> bool:
        """Close an entry in every pack that offers it; say whether any answer was open."""
        self._in_hand.discard(offer.entry)
        places = self._where.pop(offer.entry, [])
        for pack, number in places:
            del pack.open[number]
        return bool(places)

    def _leave(self, entry: int, pack: _Pack) -> None:
        left = [place for place in self._where.get(entry, ()) if place[0] is not pack]
        if left:
            self._where[entry] = left
        else:
            self._where.pop(entry, None)

    def _go_back(self, entry: int, grade: Grade) -> None:
        """Move both cursors before an entry: what is passed again and not free costs a look."""
        for after in (self._after, self._blobs_after):
            after[grade] = min(after.get(grade, 0), entry - 1)


def _answered(pack: _Pack, answer: Accept | Defer | Refuse) -> Iterator[Offer]:
    """Yield the open loads of a pack that an answer is about, in the order of their numbers."""
    if not isinstance(answer, Accept):
        numbers: Iterable[ChannelSeq] = (answer.channel_seq,)
    else:
        most = max(pack.open, default=0)  # before counting through 2^53 numbers
        numbers = (n for low, high in answer.ranges for n in range(low, min(high, most) + 1))
    yield from (pack.open[number] for number in numbers if number in pack.open)
