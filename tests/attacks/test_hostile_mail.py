"""Hostile mail: from strangers who know the mailbox, from providers, and from a neighbour gone bad.

Whatever lies in the mailbox, the station goes on: honest mail is taken, nothing is taken that
should not be, what is wrong is counted and left where it is, and nothing grows without bound.
"""

import asyncio
import base64
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from depesha.links.exchange import MailReport
from depesha.links.folder import bag
from depesha.links.folder.bag import MANIFESTS, PACK
from depesha.links.frames import Accept, Parcel
from depesha.links.frames import read as frame_of
from depesha.links.mail import cover, mailing
from depesha.links.mail.account import Box
from depesha.links.mail.cover import MAX_MAIL_BYTES
from depesha.links.mail.incoming import MAX_EARLY
from depesha.links.mail.lines import MailLines
from depesha.links.mail.mailing import MAGIC, MailingHeader, Piece
from depesha.names import Digest, Epoch, StationId, TimeMs
from depesha.packet import Grade
from tests.links.folder_carrier import NETWORK, notary
from tests.links.folder_files import EPOCH, HEADER, contents, manifest, pack, parcel
from tests.links.mail_carrier import MAILINGS, lines_of, mail_neighbour
from tests.links.mail_servers import PostOffice, new_maildir, smtp
from tests.links.small_station import SmallStation, packet

ALPHA, BETA = StationId("alpha"), StationId("beta")
TO_BETA = MailingHeader(sender=ALPHA, receiver=BETA, network=NETWORK, sent_at=TimeMs(1), pieces=())


def whole(data: bytes) -> tuple[Piece, bytes]:
    """Return a file as one piece."""
    return piece(data, 0, len(data))


def piece(data: bytes, start: int, end: int) -> tuple[Piece, bytes]:
    """Return a part of a file as a piece."""
    table = Piece(
        digest=Digest(data[-32:]), size_bytes=len(data), offset=start, length_bytes=end - start
    )
    return table, data[start:end]


def mail_of(
    *pieces: tuple[Piece, bytes], header: MailingHeader = TO_BETA, signer: str = "alpha"
) -> bytes:
    """Return a mail with these pieces."""
    full = replace(header, pieces=tuple(table for table, _ in pieces))
    sign = notary(signer, MAILINGS).sign
    digest, data = mailing.write(full, [content for _, content in pieces], sign)
    return cover.write("alpha@example.org", "beta@example.org", full.sent_at, digest, data)


def attachment(data: bytes) -> bytes:
    """Return a mail with an attachment of our type, whatever is in it."""
    return cover.write("a@example.org", "b@example.org", TimeMs(0), Digest(bytes(32)), data)


class Place:
    """Beta with a Maildir; alpha, and everybody else, is whoever writes the test."""

    def __init__(self, folder: Path, office: PostOffice) -> None:
        self.home = folder / "home"
        self.office = office
        self.beta = SmallStation("beta")
        self.lines: MailLines | None = None
        self.serial = 0

    def open(self, port: int) -> None:
        box = Box(maildir=self.office.maildir("beta"))
        self.lines = lines_of(self.beta, self.home, mail_neighbour("beta", port, box))

    def report(self) -> MailReport:
        assert self.lines is not None
        report = self.lines.status()[0].mail
        assert report is not None
        return report

    def comes(self, *mails: bytes) -> None:
        for mail in mails:
            self.office.deliver("beta", mail)

    def say(self, *packs: bytes, extra: tuple[bytes, ...] = ()) -> None:
        """Send packs of alpha's and a manifest that names them, as alpha does."""
        self.serial += 1
        named = [Digest(data[-32:]) for data in (*packs, *extra)]
        header = replace(TO_BETA, sent_at=TimeMs(1000 + self.serial))
        files = (manifest(named, self.serial), *packs)
        self.comes(mail_of(*map(whole, files), header=header))

    def left(self) -> int:
        return sum(1 for _ in (self.office.maildir("beta") / "new").iterdir())

    def home_bytes(self) -> int:
        held = 0
        for path in self.home.rglob("*"):
            with suppress(FileNotFoundError):  # written anew while we look
                held += path.stat().st_size
        return held

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not condition():  # noqa: ASYNC110  # a mailbox has no event to wait for
                await asyncio.sleep(0.005)

    async def takes_an_honest_pack(self, number: int) -> None:
        """Check that the line still does its work."""
        epoch = Epoch(number.to_bytes(8, "big"))
        self.say(pack(parcel(number, epoch), header=replace(HEADER, epoch=epoch))[1])
        await self.until(lambda: packet(number).slip.slip_id in self.beta.disk.taken)


Story = Callable[[Place], Awaitable[None]]
Tell = Callable[[Story], Place]


@pytest.fixture
def tell(tmp_path: Path) -> Iterator[Tell]:
    """Tell a story of beta at work, and return what became of it."""
    office = PostOffice(tmp_path / "mail")
    new_maildir(office.maildir("beta"))
    new_maildir(office.maildir("alpha"))
    with smtp(office) as port:

        def run(story: Story) -> Place:
            place = Place(tmp_path, office)

            async def told() -> None:
                place.open(port)
                assert place.lines is not None
                try:
                    await story(place)
                finally:
                    await place.lines.stop()

            asyncio.run(told())
            return place

        yield run


HONEST = pack(parcel(1))[1]
NAMED = manifest([Digest(HONEST[-32:])], 7)
OTHER_NETWORK = replace(TO_BETA, network=Digest(b"n" * 32))


def nested(depth: int) -> bytes:
    """Return a mail whose parts are nested as deep as somebody likes."""
    head = b"Subject: Depesha\r\n"
    for level in range(depth):
        head += b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (level, level)
    return head + b"Content-Type: text/plain\r\n\r\nvnd.depesha.parcel\r\n"


JUNK: dict[str, bytes] = {
    "an empty mail": b"",
    "ten thousand nested parts": nested(10_000),
    "a million empty lines": b"vnd.depesha.parcel" + b"\r\n" * 1_000_000,
    "a hundred thousand headers that name the type": b"X: application/vnd.depesha.parcel\r\n"
    * 100_000,
    "bytes of no alphabet": bytes(range(256)) * 4000 + b"vnd.depesha.parcel",
}
SPOILED: dict[str, bytes] = {
    "an empty attachment": attachment(b""),
    "random bytes": attachment(os.urandom(5000)),
    "five megabytes of nothing": attachment(bytes(5_000_000)),
    "base64 that cannot be": attachment(b"abc").replace(b"YWJj", b"YWJ"),
    "a header without end": b"Content-Type: application/vnd.depesha.parcel" + b"x" * 100_000,
    "another magic": attachment(b"x" * 8 + base64.b64decode(b"AAAA") * 100),
    "a length beyond the end": attachment(MAGIC + b"\xff" * 400),
    "signed by mallory": mail_of(whole(NAMED), whole(HONEST), signer="mallory"),
    "signed by beta itself": mail_of(whole(NAMED), whole(HONEST), signer="beta"),
    "from another network": mail_of(whole(NAMED), whole(HONEST), header=OTHER_NETWORK),
    "a thousand attachments": attachment(b"x") * 1000,
}


@pytest.mark.parametrize("name", JUNK)
def test_junk_is_left_where_it_is(tell: Tell, name: str) -> None:
    async def story(place: Place) -> None:
        place.comes(JUNK[name])
        await place.takes_an_honest_pack(9)
        await place.until(lambda: place.report().foreign == 1)

    place = tell(story)
    assert place.left() == 1
    assert list(place.beta.disk.taken) == [packet(9).slip.slip_id]


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_mail_is_counted_and_left(tell: Tell, name: str) -> None:
    async def story(place: Place) -> None:
        place.comes(SPOILED[name])
        await place.until(lambda: place.report().spoiled == 1)
        assert place.report().taken == 0
        assert place.left() == 1
        await place.takes_an_honest_pack(9)
        assert place.report().spoiled == 1, "it is looked at once"

    place = tell(story)
    assert list(place.beta.disk.taken) == [packet(9).slip.slip_id]


def test_a_spoofed_sender_means_nothing(tell: Tell) -> None:
    async def story(place: Place) -> None:
        honest = mail_of(whole(NAMED), whole(HONEST))
        spoofed = mail_of(whole(NAMED), whole(HONEST), signer="mallory")
        assert spoofed.splitlines()[:4] == honest.splitlines()[:4]
        place.comes(spoofed)
        await place.until(lambda: place.report().spoiled == 1)
        assert not place.beta.disk.taken
        place.comes(honest.replace(b"alpha@example.org", b"mallory@example.com"))
        await place.beta.until_taken(1)

    tell(story)


def test_a_mail_of_ours_that_bounces_is_counted_and_not_taken(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.beta.put("alpha", packet(1))
        await place.until(lambda: bool(place.office.taken))
        place.comes(b"Subject: Undelivered\r\n\r\n" + place.office.taken[0][1])
        await place.until(lambda: place.report().returned == 1)
        assert place.left() == 1
        assert place.beta.disk.tray, "a bounce is no answer"

    tell(story)


def test_mail_for_another_line_is_left_for_it(tell: Tell) -> None:
    async def story(place: Place) -> None:
        for header in (
            replace(TO_BETA, sender=StationId("gamma")),
            replace(TO_BETA, receiver=StationId("gamma")),
        ):
            place.comes(mail_of(whole(NAMED), header=header))
        await place.until(lambda: place.report().foreign == 2)
        assert place.left() == 2

    tell(story)


def test_a_mail_too_big_to_be_ours_is_not_opened(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.comes(mail_of(whole(NAMED)) + b"x" * MAX_MAIL_BYTES)
        await place.until(lambda: place.report().too_big == 1)
        await place.takes_an_honest_pack(9)

    tell(story)


def test_a_link_in_the_mailbox_is_not_followed(tell: Tell) -> None:
    async def story(place: Place) -> None:
        new = place.office.maildir("beta") / "new"
        elsewhere = place.home.parent / "elsewhere"
        elsewhere.write_bytes(mail_of(whole(NAMED), whole(HONEST)))
        (new / "link").symlink_to(elsewhere)
        os.mkfifo(new / "pipe")
        await place.until(lambda: place.report().too_big == 2)
        assert not place.beta.disk.taken
        assert elsewhere.exists()
        await place.takes_an_honest_pack(9)

    tell(story)


def test_endless_junk_does_not_hold_up_the_honest(tell: Tell) -> None:
    async def story(place: Place) -> None:
        for number in range(3000):
            place.comes(b"From: x\r\n\r\nvnd.depesha.parcel %d" % number)
        place.comes(*[SPOILED["signed by mallory"]] * 200)
        await place.takes_an_honest_pack(9)
        await place.until(lambda: place.report().spoiled == 200 and place.report().taken == 1)
        await place.until(lambda: place.left() <= 3200)  # it goes after it was taken, not before
        assert place.left() == 3200
        assert place.home_bytes() < 100_000, "junk is not kept"

    tell(story)


# -- pieces ---------------------------------------------------------------------------------------

SECOND = Epoch(b"epoch 2.")
LONG = pack(parcel(2, SECOND), header=replace(HEADER, epoch=SECOND))[1]


def test_a_false_piece_of_a_stranger_does_not_spoil_a_file(tell: Tell) -> None:
    async def story(place: Place) -> None:
        half = len(LONG) // 2
        table, content = piece(LONG, 0, half)
        false = (table, bytes(len(content)))
        place.comes(mail_of(false, signer="mallory"))
        await place.until(lambda: place.report().spoiled == 1)
        place.say(extra=(LONG,))
        place.comes(mail_of(piece(LONG, half, len(LONG))), mail_of((table, content)))
        await place.beta.until_taken(1)

    tell(story)


def test_false_pieces_of_the_neighbour_cost_him_his_own_file_only(tell: Tell) -> None:
    async def story(place: Place) -> None:
        half = len(LONG) // 2
        table, content = piece(LONG, 0, half)
        place.comes(mail_of((table, bytes(len(content)))), mail_of(piece(LONG, half, len(LONG))))
        await place.until(lambda: place.report().taken == 2)
        assert not list(place.home.rglob("*.piece")), "they were joined, judged and forgotten"
        place.say(extra=(LONG,))
        await place.takes_an_honest_pack(9)
        place.say(LONG)  # as it goes again
        await place.beta.until_taken(2)

    tell(story)


def test_endless_pieces_stay_within_bounds(tell: Tell) -> None:
    async def story(place: Place) -> None:
        count = MAX_EARLY + 100
        for number in range(count):
            data = bytes(1000) + number.to_bytes(32, "big")
            place.comes(mail_of(piece(data, 0, 500)))
        await place.until(lambda: place.report().taken == count)
        assert len(list(place.home.rglob("*.piece"))) == MAX_EARLY
        await place.takes_an_honest_pack(9)

    tell(story)


def test_endless_packs_that_no_manifest_names_stay_within_bounds(tell: Tell) -> None:
    async def story(place: Place) -> None:
        count = MAX_EARLY + 50
        for number in range(count):
            epoch = Epoch(number.to_bytes(8, "big"))
            data = pack(parcel(number + 1, epoch), header=replace(HEADER, epoch=epoch))[1]
            place.comes(mail_of(whole(data)))
        await place.until(lambda: place.report().taken == count)
        assert len(list(place.home.rglob("*.depbag"))) <= MAX_EARLY
        assert not place.beta.disk.taken, "what no manifest names does not count"

    tell(story)


# -- old mail -------------------------------------------------------------------------------------


def test_replayed_mail_does_nothing_twice(tell: Tell) -> None:
    async def story(place: Place) -> None:
        first = mail_of(whole(manifest([Digest(HONEST[-32:])], 1)), whole(HONEST))
        place.comes(first)
        await place.beta.until_taken(1)
        place.serial = 1
        place.say()  # alpha is done with it
        await place.until(lambda: place.report().taken == 2)
        place.comes(*[first] * 20)
        await place.until(lambda: place.report().taken == 22)
        await place.takes_an_honest_pack(9)

    place = tell(story)
    assert place.beta.disk.duplicates == 0
    assert len(place.beta.disk.taken) == 2


def test_an_old_manifest_brought_back_does_not_undo_a_newer(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.serial = 5
        place.say(HONEST)
        await place.beta.until_taken(1)
        place.comes(mail_of(whole(manifest([], 7))), mail_of(whole(manifest([], 6))))
        await place.until(lambda: place.report().taken == 3)
        (kept,) = contents(place.home, "alpha/in/*.depman")
        assert bag.read(MANIFESTS, kept).header.serial == 7

    tell(story)


def test_an_old_answer_brought_back_gives_up_nothing(tell: Tell) -> None:
    async def story(place: Place) -> None:
        accept = Accept(lane=0, epoch=Epoch(b"long ago"), ranges=((1, 1000),))
        place.beta.put("alpha", packet(1))
        place.say(pack(accept)[1])
        await place.until(lambda: place.report().taken == 1 and bool(place.office.taken))
        await asyncio.sleep(0.2)
        assert place.beta.disk.tray, "custody was given up for an answer to something else"

    tell(story)


def test_what_the_server_took_is_not_what_the_neighbour_has(tell: Tell) -> None:
    async def story(place: Place) -> None:
        place.beta.put("alpha", packet(1, Grade.FLASH))
        await place.until(lambda: len(place.office.taken) >= 2)
        assert place.beta.disk.tray, "250 is not custody"
        found = [cover.attachments(mail) for _, mail in place.office.taken]
        sent = [mailing.read(one).payloads for each in found for one in each]
        assert sent[0][1] == sent[1][1], "the same pack went again"
        names = {mail.split(b"Message-ID: ")[1][:40] for _, mail in place.office.taken}
        assert len(names) == len(place.office.taken), "each mail has a Message-ID of its own"
        (load,) = bag.read(PACK, sent[0][1]).payloads
        assert isinstance(frame_of(load), Parcel)
        answer = Accept(lane=0, epoch=bag.read(PACK, sent[0][1]).header.epoch, ranges=((1, 1),))
        place.say(pack(answer, header=replace(HEADER, epoch=EPOCH))[1])
        await place.beta.until_empty()

    tell(story)
