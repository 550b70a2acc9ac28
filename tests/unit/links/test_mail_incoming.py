"""What comes by mail and is laid down: pieces, manifests, what they make room for, what is full."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import permutations
from pathlib import Path

import pytest

from depesha.errors import NoLine
from depesha.links.folder.bag import Parties
from depesha.links.mail import cover, mailing
from depesha.links.mail.incoming import MAX_EARLY, Incoming, News
from depesha.links.mail.mailbox import Verdict
from depesha.links.mail.mailing import MailingHeader, Piece
from depesha.names import Digest, Epoch, StationId, TimeMs
from tests.links.folder_carrier import NETWORK, notary
from tests.links.folder_files import HEADER, announcing, manifest, name_of, pack, parcel
from tests.links.mail_carrier import MAILINGS, judges

PARTIES = Parties(own=StationId("beta"), neighbour=StationId("alpha"), network=NETWORK)
HEAD = MailingHeader(
    sender=StationId("alpha"),
    receiver=StationId("beta"),
    network=NETWORK,
    sent_at=TimeMs(5),
    pieces=(),
)


def pack_of(number: int) -> bytes:
    epoch = Epoch(number.to_bytes(8, "big"))
    return pack(parcel(number, epoch), header=replace(HEADER, epoch=epoch))[1]


def digest_of(data: bytes) -> Digest:
    return Digest(data[-32:])


def part(data: bytes, start: int = 0, end: int | None = None) -> tuple[Piece, bytes]:
    content = data[start:end]
    table = Piece(
        digest=digest_of(data), size_bytes=len(data), offset=start, length_bytes=len(content)
    )
    return table, content


def mail_of(*parts: tuple[Piece, bytes]) -> bytes:
    header = replace(HEAD, pieces=tuple(table for table, _ in parts))
    sign = notary("alpha", MAILINGS).sign
    digest, data = mailing.write(header, [content for _, content in parts], sign)
    return cover.write("alpha@example.org", "beta@example.org", TimeMs(0), digest, data)


def manifest_of(packs: Sequence[bytes], serial: int) -> bytes:
    return manifest([digest_of(data) for data in packs], serial)


class Place:
    """Beta's home as what comes is laid into it."""

    def __init__(self, home: Path, max_held_bytes: int = 2**30) -> None:
        self.home = home
        self.news: list[News] = []
        self.incoming = Incoming(
            home, judges("beta"), self.news.append, max_held_bytes=max_held_bytes
        )

    def take(self, *parts: tuple[Piece, bytes]) -> Verdict:
        return self.incoming.take(mail_of(*parts), PARTIES)

    def laid(self, suffix: str = "depbag") -> set[bytes]:
        return {path.read_bytes() for path in (self.home / "in").glob(f"*.{suffix}")}

    def pieces(self) -> int:
        return len(list((self.home / "pieces").iterdir()))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


ONE, TWO, THREE = pack_of(1), pack_of(2), pack_of(3)
THIRDS = [(0, 500), (500, 1000), (1000, len(ONE))]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_pieces_are_joined_in_any_order(place: Place, order: tuple[int, ...]) -> None:
    for count, number in enumerate(order, 1):
        assert place.take(part(ONE, *THIRDS[number])) is Verdict.TAKEN
        assert (place.laid() == {ONE}) == (count == 3)
    assert place.pieces() == 0


def test_a_piece_that_is_missing_is_waited_for(place: Place) -> None:
    place.take(part(ONE, *THIRDS[0]), part(ONE, *THIRDS[2]))
    place.take(part(ONE, *THIRDS[0]), part(ONE, *THIRDS[2]))
    assert (place.laid(), place.pieces()) == (set(), 2)


def test_pieces_cut_otherwise_the_second_time_are_joined_too(place: Place) -> None:
    place.take(part(ONE, 0, 700))
    place.take(part(ONE, 400, 900))
    place.take(part(ONE, 650, len(ONE)))
    assert place.laid() == {ONE}


def test_pieces_outlive_the_process(place: Place) -> None:
    place.take(part(ONE, *THIRDS[0]))
    again = Place(place.home)
    again.take(part(ONE, *THIRDS[1]), part(ONE, *THIRDS[2]))
    assert again.laid() == {ONE}


def test_what_is_there_already_says_that_it_was_repeated(place: Place) -> None:
    place.take(part(ONE))
    place.take(part(ONE))
    place.take(part(ONE, *THIRDS[1]))
    assert [one.repeated for one in place.news] == [False, True, True]
    assert {one.sent_at for one in place.news} == {5}
    assert place.pieces() == 0


def test_what_a_newer_manifest_names_no_more_goes(place: Place) -> None:
    place.take(part(manifest_of([ONE, TWO], 1)), part(ONE), part(TWO))
    place.take(part(THREE))  # it has overtaken its manifest
    place.take(part(manifest_of([TWO], 2)))
    assert place.laid() == {TWO, THREE}
    assert place.laid("depman") == {manifest_of([TWO], 2)}


def test_an_older_manifest_changes_nothing(place: Place) -> None:
    place.take(part(manifest_of([ONE], 2)), part(ONE))
    again = Place(place.home)
    again.take(part(manifest_of([], 1)))
    assert again.laid() == {ONE}
    assert again.laid("depman") == {manifest_of([ONE], 2)}


def test_a_full_home_leaves_the_rest_in_the_mailbox(tmp_path: Path) -> None:
    place = Place(tmp_path, max_held_bytes=4000)
    place.take(part(manifest_of([ONE, TWO], 1)), part(ONE))
    with pytest.raises(NoLine, match="as much as it may") as caught:
        place.take(part(TWO), part(THREE))
    assert "stays in the mailbox" in caught.value.hint
    assert len(place.news) == 1, "what was not all stored was not taken"


def test_a_manifest_makes_room_in_a_full_home(tmp_path: Path) -> None:
    place = Place(tmp_path, max_held_bytes=4000)
    place.take(part(manifest_of([ONE, TWO], 1)), part(ONE), part(TWO))
    with pytest.raises(NoLine):
        place.take(part(THREE))
    place.take(part(THREE), part(manifest_of([THREE], 2)))
    assert place.laid() == {THREE}


def test_a_false_file_that_the_neighbour_signed_is_not_laid_down(place: Place) -> None:
    table, content = part(ONE)
    assert place.take((table, content[:-40] + bytes(40))) is Verdict.TAKEN
    assert place.laid() == set()
    assert place.incoming.trouble is not None
    foreign = pack(parcel(1), signer="mallory")[1]
    place.take(part(foreign))
    assert place.laid() == set()


SEALED = b"sealed " * 1000


def blob_part(data: bytes, start: int = 0, end: int | None = None) -> tuple[Piece, bytes]:
    content = data[start:end]
    sealed = Digest(sha256(data).digest())
    table = Piece(digest=sealed, size_bytes=len(data), offset=start, length_bytes=len(content))
    return table, content


def test_a_blob_is_laid_down_whole_and_stays_while_a_pack_announces_it(place: Place) -> None:
    first, second = announcing(SEALED, 1), announcing(SEALED, 2)
    path = place.home / "in" / name_of(SEALED)
    place.take(part(manifest_of([first], 1)), part(first), blob_part(SEALED, 0, 5000))
    assert not path.exists()
    place.take(blob_part(SEALED, 5000))
    assert path.read_bytes() == SEALED
    place.take(part(manifest_of([second], 2)), part(second))  # it is announced anew
    assert path.exists()
    place.take(part(manifest_of([], 3)))
    assert not path.exists()


def test_a_blob_that_comes_before_its_pack_waits_for_it(place: Place) -> None:
    first = announcing(SEALED, 1)
    place.take(part(manifest_of([], 1)), blob_part(SEALED))
    place.take(part(manifest_of([first], 2)), part(first))
    assert (place.home / "in" / name_of(SEALED)).read_bytes() == SEALED


def test_of_blobs_that_nobody_announces_the_latest_stay(place: Place) -> None:
    announced = announcing(SEALED, 1)
    place.take(part(manifest_of([announced], 1)), part(announced), blob_part(SEALED))
    for number in range(MAX_EARLY + 10):
        place.take(blob_part(number.to_bytes(2, "big")))
    assert (place.home / "in" / name_of(SEALED)).exists()
    assert len(list((place.home / "in").glob("*.depblob"))) == MAX_EARLY + 1
