"""The mail line over time: what goes when, what is interrupted, what is full, what hangs."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest

from depesha.links.exchange import BlobState, Exchange, LineState, LineStatus, MailReport
from depesha.links.folder import bag
from depesha.links.folder.bag import MANIFESTS, PACK
from depesha.links.frames import Parcel
from depesha.links.frames import read as frame_of
from depesha.links.mail import cover, mailing
from depesha.links.mail.account import Box, MailNeighbour
from depesha.links.mail.line import DOWN_AFTER_MS
from depesha.links.mail.lines import MailLines
from depesha.links.mail.mailing import MailingHeader
from depesha.names import Digest, StationId, TimeMs
from depesha.packet import Grade
from tests.links.folder_carrier import own
from tests.links.mail_carrier import PART_BYTES, lines_of, mail_neighbour, server
from tests.links.mail_servers import PostOffice, new_maildir, smtp
from tests.links.small_station import Disk, SmallStation, packet

PATIENT = 1000.0
"""Seconds until a repetition: none within a test."""


class Pair:
    """Alpha and beta with a post office between them."""

    def __init__(self, folder: Path, office: PostOffice, port: int) -> None:
        self.folder, self.office, self.port = folder, office, port
        self.disks = {name: Disk() for name in ("alpha", "beta")}
        self.stations: dict[str, SmallStation] = {}
        self.lines: dict[str, MailLines] = {}

    def neighbour(self, name: str, repeat_seconds: float = PATIENT) -> MailNeighbour:
        box = Box(maildir=self.office.maildir(name))
        return mail_neighbour(name, self.port, box, repeat_seconds=repeat_seconds)

    def open(self, name: str, neighbour: MailNeighbour | None = None) -> SmallStation:
        station = self.stations[name] = SmallStation(name, self.disks[name])
        self.lines[name] = lines_of(station, self.folder / name, neighbour or self.neighbour(name))
        return station

    async def close(self, name: str) -> None:
        await self.lines.pop(name).stop()

    def status(self, name: str) -> LineStatus:
        return self.lines[name].status()[0]

    def report(self, name: str) -> MailReport:
        report = self.status(name).mail
        assert report is not None
        return report

    def headers(self) -> list[MailingHeader]:
        """Return what the mails held that went so far."""
        return [mailing.read(one).header for _, mail in self.mails() for one in mail]

    def mails(self) -> list[tuple[str, list[bytes]]]:
        return [(to, list(cover.attachments(mail))) for to, mail in list(self.office.taken)]

    def went(self, to: str) -> list[list[bytes]]:
        """Return the files and pieces of each mail to a station."""
        return [
            list(mailing.read(one).payloads)
            for name, found in self.mails()
            for one in found
            if name.startswith(to)
        ]

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not condition():  # noqa: ASYNC110  # mail has no event to wait for
                await asyncio.sleep(0.005)

    async def until_quiet(self) -> int:
        """Wait until no mail is due at any station that is open; return how many went."""
        await self.until(lambda: all(self.report(name).next_at is None for name in self.lines))
        return len(self.office.taken)


class Told(SmallStation):
    """A station that keeps what its lines say of themselves, by a clock that is set."""

    def __init__(self, name: str, disk: Disk) -> None:
        super().__init__(name, disk)
        self.told: list[tuple[StationId, bool]] = []
        self.ahead_ms = 0

    def now(self) -> TimeMs:
        return TimeMs(super().now() + self.ahead_ms)

    @property
    def exchange(self) -> Exchange:
        def stands(neighbour: StationId, is_up: bool) -> None:  # noqa: FBT001  # as `Exchange.stands`
            self.told.append((neighbour, is_up))

        return replace(super().exchange, stands=stands)


Story = Callable[[Pair], Awaitable[None]]
Tell = Callable[[Story], None]


@pytest.fixture
def tell(tmp_path: Path) -> Iterator[Tell]:
    """Tell a story of two stations that write to each other."""
    office = PostOffice(tmp_path / "mail")
    for name in ("alpha", "beta"):
        new_maildir(office.maildir(name))
    with smtp(office) as port:

        def run(story: Story) -> None:
            async def told() -> None:
                pair = Pair(tmp_path, office, port)
                try:
                    await story(pair)
                finally:
                    for name in list(pair.lines):
                        await pair.close(name)

            asyncio.run(told())

        yield run


def test_a_telegram_costs_four_mails_and_then_there_is_quiet(tell: Tell) -> None:
    async def story(pair: Pair) -> None:
        alpha, beta = pair.open("alpha"), pair.open("beta")
        alpha.put("beta", packet(1))
        await alpha.until_empty()
        await pair.until(lambda: len(pair.office.taken) >= 4)
        count = await pair.until_quiet()
        await asyncio.sleep(0.3)
        assert len(pair.office.taken) == count == 4
        assert list(beta.disk.taken.values()) == [packet(1)]
        assert pair.report("alpha").packs == pair.report("beta").packs == 0
        for name in ("alpha", "beta"):
            assert not list((pair.folder / name).rglob("*.depbag")), "nothing is left behind"
            assert not list((pair.office.maildir(name) / "new").iterdir())

    tell(story)


def test_what_never_went_is_due_now_and_not_before_all_time(tell: Tell) -> None:
    async def story(pair: Pair) -> None:
        box = Box(maildir=pair.office.maildir("alpha"))
        nobody = mail_neighbour("alpha", 1, box, repeat_seconds=PATIENT)
        alpha = pair.open("alpha", nobody)
        alpha.put("beta", packet(1))
        await pair.until(lambda: pair.report("alpha").next_at is not None)
        due = pair.report("alpha").next_at
        assert due is not None
        assert due > 0

    tell(story)


def test_a_blob_that_is_too_large_waits_with_a_word_and_what_is_behind_it_goes(tell: Tell) -> None:
    async def story(pair: Pair) -> None:
        small = replace(pair.neighbour("alpha"), blob_bytes=100_000)
        alpha, beta = pair.open("alpha", small), pair.open("beta")
        kept = alpha.put("beta", alpha.blob(1, 100_001))
        blob = alpha.blob(2, 100_000)
        alpha.put("beta", blob)
        alpha.put("beta", packet(3))
        await beta.until_taken(2)
        await alpha.until(lambda: list(alpha.disk.tray) == [kept])
        assert beta.holds(blob)
        status = pair.status("alpha")
        assert status.blobs[kept].state is BlobState.TOO_LARGE
        assert kept in status.deferred
        assert status.takes_blobs

    tell(story)


def test_a_blob_goes_in_several_mails_and_its_files_go_when_it_is_answered(tell: Tell) -> None:
    async def story(pair: Pair) -> None:
        alpha, beta = pair.open("alpha"), pair.open("beta")
        blob = alpha.blob(1, 2 * PART_BYTES)
        entry = alpha.put("beta", blob)
        await beta.until_taken(1)
        assert beta.holds(blob)
        await alpha.until_empty()
        assert entry not in pair.status("alpha").blobs
        while list(pair.folder.rglob("*.depblob")):  # noqa: ASYNC110  # the post tells nobody
            await asyncio.sleep(0.01)
        assert not list(pair.folder.rglob("*.piece"))
        assert max(len(mail) for _, mail in pair.office.taken) < 1.4 * PART_BYTES

    tell(story)


def test_a_line_that_is_to_carry_no_blob_keeps_it_out_of_its_folder(tell: Tell) -> None:
    async def story(pair: Pair) -> None:
        alpha = pair.open("alpha", replace(pair.neighbour("alpha"), blob_bytes=0))
        beta = pair.open("beta")
        kept = alpha.put("beta", alpha.blob(1, 1000))
        alpha.put("beta", packet(2))
        await beta.until_taken(1)
        await alpha.until(lambda: list(alpha.disk.tray) == [kept])
        assert not list(pair.folder.rglob("*.depblob*"))

    tell(story)


def test_an_idle_line_sends_nothing(tell: Tell) -> None:
    async def story(pair: Pair) -> None:
        pair.open("alpha")
        pair.open("beta")
        await pair.until(lambda: pair.status("alpha").state is LineState.UP)
        await asyncio.sleep(0.2)
        assert pair.office.taken == []
        assert pair.report("alpha").next_at is None

    tell(story)


def test_what_comes_together_goes_in_one_mail(tell: Tell) -> None:
    async def story(pair: Pair) -> None:
        alpha = SmallStation("alpha", pair.disks["alpha"])
        for number in range(100):
            alpha.put("beta", packet(number))
        pair.open("alpha")
        await pair.until(lambda: bool(pair.office.taken))
        (files,) = pair.went("beta")
        assert len(files) == 2
        assert files[0].startswith(MANIFESTS.magic)
        assert len(bag.read(PACK, files[1]).payloads) == 100

    tell(story)


def test_no_mail_is_larger_than_the_limit(tell: Tell) -> None:
    async def story(pair: Pair) -> None:
        alpha, beta = pair.open("alpha"), pair.open("beta")
        large = packet(1, sealed=bytes(3 * PART_BYTES))
        alpha.put("beta", large)
        for number in range(2, 400):
            alpha.put("beta", packet(number, sealed=bytes(5000)))
        await beta.until_taken(399)
        assert beta.disk.taken[large.slip.slip_id] == large
        sizes = [len(one) for _, found in pair.mails() for one in found]
        assert max(sizes) <= PART_BYTES
        assert sum(size > PART_BYTES // 2 for size in sizes) > 3

    tell(story)


def test_a_flash_goes_between_the_pieces_of_a_large_letter(tell: Tell) -> None:
    async def story(pair: Pair) -> None:
        loop = asyncio.get_running_loop()
        alpha = pair.open("alpha")
        flash = packet(2, Grade.FLASH)

        def luck(_to: str, mail: bytes) -> list[bytes]:
            if len(pair.office.taken) == 1:  # the first piece has gone
                put = asyncio.run_coroutine_threadsafe(written(), loop)
                put.result(20)
            return [mail]

        async def written() -> None:
            alpha.put("beta", flash)
            out = pair.folder / "alpha" / "beta" / "out"
            await pair.until(lambda: len(list(out.glob("*.depbag"))) == 2)
            await pair.until(lambda: named_in(out) == 2)

        pair.office.luck = luck
        alpha.put("beta", packet(1, sealed=bytes(5 * PART_BYTES)))
        await pair.until(lambda: len(pair.office.taken) >= 7)
        second = pair.went("beta")[1]
        (load,) = bag.read(PACK, second[1]).payloads
        frame = frame_of(load)
        assert isinstance(frame, Parcel)
        assert frame.sealed == flash.sealed
        assert [len(one.pieces) for one in pair.headers()[:1]] == [2]

    tell(story)


def named_in(out: Path) -> int:
    """Return how many packs the newest manifest in a folder names."""
    found = [bag.read(MANIFESTS, path.read_bytes()).header for path in out.glob("*.depman")]
    return max((len(one.packs) for one in found), default=0)


def test_what_was_sent_is_not_sent_again_by_the_next_process(tell: Tell) -> None:
    async def story(pair: Pair) -> None:
        pair.open("alpha").put("beta", packet(1))
        await pair.until(lambda: pair.report("alpha").sent == 1)
        await pair.until(lambda: (pair.report("alpha").next_at or 0) > pair.stations["alpha"].now())
        await pair.close("alpha")
        pair.open("alpha")
        await pair.until(lambda: pair.status("alpha").state is LineState.UP)
        await asyncio.sleep(0.4)
        packs = [files for files in pair.went("beta") if len(files) > 1]
        assert len(packs) == 1, "only a new manifest may have gone"

    tell(story)


def test_what_is_lost_goes_again(tell: Tell) -> None:
    async def story(pair: Pair) -> None:
        pair.office.luck = lambda _to, mail: [mail] if len(pair.office.taken) > 2 else []
        alpha = pair.open("alpha", pair.neighbour("alpha", 0.2))
        beta = pair.open("beta", pair.neighbour("beta", 0.2))
        alpha.put("beta", packet(1))
        await alpha.until_empty()
        assert list(beta.disk.taken.values()) == [packet(1)]
        assert beta.disk.duplicates == 0

    tell(story)


def test_every_mail_three_times_and_backwards_does_no_harm(tell: Tell) -> None:
    async def story(pair: Pair) -> None:
        held: dict[str, list[bytes]] = {"alpha@example.org": [], "beta@example.org": []}

        def luck(to: str, mail: bytes) -> list[bytes]:
            held[to].append(mail)
            return held[to][::-1] * 3 if len(held[to]) % 3 == 0 else []

        pair.office.luck = luck
        alpha = pair.open("alpha", pair.neighbour("alpha", 0.2))
        beta = pair.open("beta", pair.neighbour("beta", 0.2))
        for number in range(50):
            alpha.put("beta", packet(number))
            beta.put("alpha", packet(1000 + number))
            await asyncio.sleep(0.01)
        await alpha.until_empty()
        await beta.until_empty()
        assert len(beta.disk.taken) == len(alpha.disk.taken) == 50

    tell(story)


def test_it_sends_while_nothing_can_be_fetched(tell: Tell) -> None:
    async def story(pair: Pair) -> None:
        pair.office.maildir("alpha").rename(pair.folder / "away")
        alpha = pair.open("alpha")
        await pair.until(lambda: bool(pair.report("alpha").fetching_error))
        alpha.put("beta", packet(1))
        await pair.open("beta").until_taken(1)
        status = pair.status("alpha")
        assert status.state is LineState.WAITING
        assert status.until
        assert "no such file" in status.last_error
        (pair.folder / "away").rename(pair.office.maildir("alpha"))
        await pair.until(lambda: pair.status("alpha").state is LineState.UP)

    tell(story)


def test_it_fetches_while_nothing_can_be_sent(tell: Tell) -> None:
    async def story(pair: Pair) -> None:
        nowhere = replace(pair.neighbour("beta"), smtp=server(1))
        beta = pair.open("beta", nowhere)
        alpha = pair.open("alpha")
        alpha.put("beta", packet(1))
        await beta.until_taken(1)
        await pair.until(lambda: "no connection" in pair.report("beta").sending_error)
        assert pair.status("beta").state is LineState.WAITING
        assert pair.status("beta").hint
        assert alpha.disk.tray, "no answer could be sent"

    tell(story)


def test_a_mail_that_is_not_wanted_waits_and_others_go(tell: Tell) -> None:
    async def story(pair: Pair) -> None:
        pair.office.refuses = "552 too large"
        alpha = pair.open("alpha")
        alpha.put("beta", packet(1))
        await pair.until(lambda: "552" in pair.report("alpha").sending_error)
        await asyncio.sleep(0.2)
        pair.office.refuses = ""
        alpha.put("beta", packet(2))
        beta = pair.open("beta")
        await beta.until_taken(1)
        assert list(beta.disk.taken.values()) == [packet(2)]

    tell(story)


def test_a_mail_stays_in_the_mailbox_until_it_is_stored(tell: Tell) -> None:
    async def story(pair: Pair) -> None:
        beta = pair.open("beta")
        await pair.until(lambda: pair.status("beta").state is LineState.UP)
        into = pair.folder / "beta" / "alpha" / "in"
        shutil.rmtree(into)
        into.write_text("no folder: nothing can be laid down here")
        alpha = pair.open("alpha")
        alpha.put("beta", packet(1))
        await pair.until(lambda: bool(pair.report("beta").fetching_error))
        await asyncio.sleep(0.1)
        (mail,) = (pair.office.maildir("beta") / "new").iterdir()
        assert mail.exists()
        into.unlink()
        into.mkdir()
        await beta.until_taken(1)
        await pair.until(lambda: not mail.exists())

    tell(story)


def test_what_did_not_verify_is_looked_at_again_with_a_new_key_book(tell: Tell) -> None:
    async def story(pair: Pair) -> None:
        alpha = SmallStation("alpha", pair.disks["alpha"])
        alpha.put("beta", packet(1))
        alpha_lines = lines_of(alpha, pair.folder / "alpha", pair.neighbour("alpha"))
        new = replace(own("alpha"), network=Digest(b"n" * 32))
        await alpha_lines.stop()
        alpha_lines.adopt(new, [pair.neighbour("alpha")])
        pair.lines["alpha"] = alpha_lines
        beta = pair.open("beta")
        await pair.until(lambda: pair.report("beta").spoiled > 0)
        assert "is not one of this line" in pair.status("beta").last_error
        pair.lines["beta"].adopt(
            replace(own("beta"), network=Digest(b"n" * 32)), [pair.neighbour("beta")]
        )
        await beta.until_taken(1)

    tell(story)


def test_a_changed_mailbox_is_another_line(tell: Tell) -> None:
    async def story(pair: Pair) -> None:
        pair.open("alpha")
        await pair.until(lambda: pair.status("alpha").state is LineState.UP)
        moved = replace(pair.neighbour("alpha"), to="beta-new@example.org")
        pair.lines["alpha"].adopt(own("alpha"), [moved])
        await pair.until(lambda: pair.status("alpha").state is LineState.UP)
        assert pair.report("alpha").to == "beta-new@example.org"
        pair.lines["alpha"].adopt(own("alpha"), [])
        assert pair.lines["alpha"].status() == ()

    tell(story)


def test_a_server_that_never_answers_does_not_hold_up_the_stop(tell: Tell) -> None:
    async def story(pair: Pair) -> None:
        came, enough, gone = asyncio.Event(), asyncio.Event(), asyncio.Event()

        async def hang(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            came.set()
            await enough.wait()
            writer.close()
            await writer.wait_closed()
            gone.set()

        async with await asyncio.start_server(hang, "127.0.0.1", 0) as silent:
            port = silent.sockets[0].getsockname()[1]
            alpha = pair.open("alpha", replace(pair.neighbour("alpha"), smtp=server(port)))
            alpha.put("beta", packet(1))
            await came.wait()
            begun = monotonic()
            await pair.close("alpha")
            assert monotonic() - begun < 1.5
            silent.close()
            enough.set()
            await gone.wait()  # nothing is left open for the next test to find

    tell(story)


def test_two_lines_share_a_mailbox(tell: Tell) -> None:
    async def story(pair: Pair) -> None:
        alpha, beta = pair.open("alpha"), pair.open("beta")
        gamma = replace(pair.neighbour("beta"), station=StationId("gamma"))
        stranger = lines_of(SmallStation("beta"), pair.folder / "stranger", gamma)
        alpha.put("beta", packet(1))
        await alpha.until_empty()
        assert list(beta.disk.taken.values()) == [packet(1)]
        (status,) = stranger.status()
        assert status.mail is not None
        assert status.mail.taken == status.mail.spoiled == 0
        await stranger.stop()

    tell(story)


def test_a_line_whose_server_is_away_for_ten_minutes_is_down_until_it_is_back(
    tell: Tell,
) -> None:
    async def story(pair: Pair) -> None:
        alpha = Told("alpha", pair.disks["alpha"])
        box = pair.office.maildir("alpha")
        away = box.with_name("away")
        box.rename(away)
        pair.lines["alpha"] = lines_of(alpha, pair.folder / "alpha", pair.neighbour("alpha"))
        await pair.until(lambda: pair.status("alpha").state is LineState.WAITING)
        until = pair.status("alpha").until
        await pair.until(lambda: pair.status("alpha").until != until)
        assert alpha.told == []
        alpha.ahead_ms = DOWN_AFTER_MS
        await pair.until(lambda: alpha.told == [("beta", False)])
        away.rename(box)
        await pair.until(lambda: len(alpha.told) > 1)
        assert alpha.told == [("beta", False), ("beta", True)]

    tell(story)
