"""Bugs to plant: each is a port that breaks its promise, put between the desk and the honest part.

They are the mistakes that one makes: a seen-table that is too small, a commit that is put off, an
alarm that is thought to be open already. None of them changes the product.
"""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from depesha.envelope import Item, JournalHead, Kind
from depesha.names import Digest, SlipId, StationId, TimeMs
from depesha.office.facts import Amended, AnswerLearned, Delivered, EnvelopeSealed, Fact
from depesha.office.ports import Outstanding
from depesha.packet import Grade, Packet, Passage, Waiting
from tests.network.simulator.disk import Disk, Image
from tests.network.through import Through


class AcceptsBeforeTheCommit(Through):
    """It says that a group is durable, and writes it down with the next one."""

    _owed = False

    def begin(self) -> None:
        if self._owed:
            self._honest.commit()
        self._owed = True
        self._honest.begin()

    def commit(self) -> None:
        pass


class Registers(Through):
    """A book whose registers are another port's."""

    def __init__(self, honest: Any, registers: Any) -> None:
        super().__init__(honest)
        self.registers = registers


class Traffic(Through):
    """A book whose traffic is another port's."""

    def __init__(self, honest: Any, traffic: Any) -> None:
        super().__init__(honest)
        self.traffic = traffic


class OutTray(Through):
    """A book whose out-tray is another port's."""

    def __init__(self, honest: Any, out_tray: Any) -> None:
        super().__init__(honest)
        self.out_tray = out_tray


class ForgetsWhatCameFirst(Through):
    """It writes down what amends a telegram only where that is here already."""

    def append(self, fact: Fact, at: TimeMs) -> None:
        known = not isinstance(fact, Amended) or self._honest.registers.telegram(fact.uid)
        if known:
            self._honest.append(fact, at)


# -- registers ------------------------------------------------------------------------------------


class GivesNumbers(Through):
    """It gives another number than the next one, for one number."""

    def __init__(self, honest: Any, series: str, wrong: dict[int, int]) -> None:
        super().__init__(honest)
        self._series, self._wrong = series, wrong

    def next_number(self, series: str, year: int) -> int:
        number: int = self._honest.next_number(series, year)
        return self._wrong.get(number, number) if series == self._series else number


class ThinksAlarmsAreOpen(Through):
    """It takes every alarm for one that is open already."""

    def alarm_is_open(self, kind: str, about: str) -> bool:
        del kind, about
        return True


# -- traffic --------------------------------------------------------------------------------------


class ForgetsWhatIsDue(Through):
    """It never says that anything is to be sent again."""

    def due(self, now: TimeMs, limit: int) -> Sequence[Outstanding]:
        del now, limit
        return []

    def next_due(self) -> TimeMs | None:
        return None


class IsAlwaysDue(Through):
    """It says that something is due as long as something is awaited."""

    def next_due(self) -> TimeMs | None:
        return None if self._honest.next_due() is None else TimeMs(0)


class SkipsANumber(Through):
    """It leaves one number out between two stations, after the second envelope."""

    def last_sent(self, recipient: StationId, grade: Grade) -> tuple[int, Digest | None]:
        number, digest = self._honest.last_sent(recipient, grade)
        return (number + 1 if number == 2 else number), digest


class ForgetsNumbersThatCame(Through):
    """It knows no envelope by its number."""

    def received(self, *_number: object) -> Digest | None:
        return None


class SeesNoGap(Through):
    """It says that no number is missing whenever one is voided."""

    def has_gap(self, *_numbers: object) -> bool:
        return False


# -- the out-tray ---------------------------------------------------------------------------------


class SmallSeenTable(Through):
    """A relay that knows slips by their first three bits: it takes strangers for old friends."""

    def __init__(self, honest: Any) -> None:
        super().__init__(honest)
        self._seen: dict[int, Passage] = {}

    def passage(self, slip_id: SlipId) -> Passage | None:
        found: Passage | None = self._honest.passage(slip_id)
        return found or self._seen.get(slip_id[0] >> 5)

    def pass_through(self, passage: Passage, expires_at: TimeMs) -> None:
        self._seen[passage.slip_id[0] >> 5] = passage
        self._honest.pass_through(passage, expires_at)


class DropsWhatCannotGoOn(Through):
    """A relay that forgets where a packet came from as soon as it is taken from the tray."""

    def __init__(self, honest: Any) -> None:
        super().__init__(honest)
        self._taken: set[SlipId] = set()

    def settle(self, entry: int) -> None:
        held = self._honest.load(entry)
        if held is not None and isinstance(held[1], Packet):
            self._taken.add(held[1].slip.slip_id)
        self._honest.settle(entry)

    def passage(self, slip_id: SlipId) -> Passage | None:
        found: Passage | None = self._honest.passage(slip_id)
        return None if slip_id in self._taken else found


class Stumbles(Through):
    """It breaks over a slip that it does not know."""

    def passage(self, slip_id: SlipId) -> Passage:
        found: Passage | None = self._honest.passage(slip_id)
        if found is None:
            raise LookupError(slip_id)
        return found


class DropsWhatExpired(Through):
    """It throws expired packets away without a word."""

    def expired(self, now: TimeMs, limit: int) -> Sequence[tuple[int, Packet]]:
        for entry, _ in self._honest.expired(now, limit):
            self._honest.settle(entry)
        return []


class ForgetsReturns(Through):
    """A return that it takes over is put nowhere."""

    def put(self, neighbour: StationId, load: Any, grade: Grade, now: TimeMs) -> int:
        if isinstance(load, Packet):
            entry: int = self._honest.put(neighbour, load, grade, now)
            return entry
        return 0

    def return_through(self, slip_id: SlipId) -> None:
        del slip_id


# -- the book -------------------------------------------------------------------------------------


class ForgetsAnswers(Through):
    """It does not find an answer that is kept."""

    def document(self, digest: Digest) -> Item | None:
        kept: Item | None = self._honest.document(digest)
        return None if kept is not None and kept.kind is Kind.ANSWER else kept


class ForgetsFacts(Through):
    """It does not write down facts of one kind."""

    def __init__(self, honest: Any, kind: type[Fact]) -> None:
        super().__init__(honest)
        self._kind = kind

    def append(self, fact: Fact, at: TimeMs) -> None:
        if not isinstance(fact, self._kind):
            self._honest.append(fact, at)


class NamesAFalseHead(Through):
    """Its envelopes name a journal that is not there, now and then."""

    def committed_head(self) -> JournalHead:
        head: JournalHead = self._honest.committed_head()
        return replace(head, root=Digest(bytes(32))) if head.size % 7 == 0 else head


class ForgetsResults(Through):
    """It knows no order that was given before."""

    def result(self, order_id: str) -> str | None:
        del order_id
        return None


def forgets_deliveries(honest: Any) -> Any:
    return ForgetsFacts(honest, Delivered)


def forgets_what_answers_say(honest: Any) -> Any:
    return ForgetsFacts(honest, AnswerLearned)


def forgets_to_enclose(honest: Any) -> Any:
    return ForgetsFacts(honest, EnvelopeSealed)


# -- beside the book ------------------------------------------------------------------------------


class SealsNothing(Through):
    """It puts letters into the packet as they are."""

    PREFIX = b"in the clear"

    def seal(self, public_key: bytes, content: bytes) -> bytes:
        return self.PREFIX + sha256(public_key).digest() + content

    def open(self, sealed: bytes) -> tuple[bytes, bytes]:
        if not sealed.startswith(self.PREFIX):
            opened: tuple[bytes, bytes] = self._honest.open(sealed)
            return opened
        rest = sealed[len(self.PREFIX) :]
        return rest[:32], rest[32:]


class PullsByNumber(Through):
    """It gives what has waited longest first, whatever its grade."""

    def __call__(
        self, database: Any, neighbour: StationId, after: Any, limit: int, *, lowest: Grade
    ) -> list[Waiting]:
        found = self._honest(database, neighbour, after, 256, lowest=lowest)
        return sorted(found, key=lambda waiting: waiting.entry)[:limit]


class PassesOver(Through):
    """It passes over every seventh entry, as if it could not be read."""

    def __call__(
        self, database: Any, neighbour: StationId, after: Any, limit: int, *, lowest: Grade
    ) -> list[Waiting]:
        found = self._honest(database, neighbour, after, limit + 64, lowest=lowest)
        return [waiting for waiting in found if waiting.entry % 7][:limit]


class ForgetfulDisk:
    """A disk that loses lines of the registers at a power cut, and none of the facts."""

    def __call__(self, station: StationId, disk: Disk) -> None:
        del station
        disk.testing_only_run("DELETE FROM reported")


class LyingDisk:
    """A disk that after every second power cut is what it was at the last, `head` and all."""

    def __init__(self) -> None:
        self._images: dict[StationId, Image] = {}

    def __call__(self, station: StationId, disk: Disk) -> None:
        earlier = self._images.pop(station, None)
        if earlier is None and disk.head.exists():
            self._images[station] = disk.image()
        elif earlier is not None:
            disk.put_back(replace(earlier), with_head=True)
