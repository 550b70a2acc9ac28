"""Enrolment by a short code, attacked: guesses, replays, reflections, a man in the middle."""

import socket
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import pytest

from depesha import cbor
from depesha.errors import Malformed, NoLine, Problem, Refused
from depesha.keybook import Request
from depesha.names import StationId
from depesha.seal.pake import Handshake, Side, WrongCode
from depesha.station import enrolling, founding
from depesha.station.client import Client
from depesha.station.enrolling import Centre, Enrolled, Void
from depesha.station.home import Home
from tests.unit.station.a_station import found, station

BETA = StationId("gamma")
CODE = b"\x01\x02\x03\x04"
WRONG = b"\x01\x02\x03\x05"
SECONDS = 20.0


@dataclass
class Reception:
    """A centre that listens in a thread, over a real station."""

    client: Client
    agree: bool = True
    seconds: float = SECONDS
    stages: list[tuple[str, int]] = field(default_factory=list)
    asked: list[Request] = field(default_factory=list)
    outcome: list[Request | Problem] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.door = enrolling.listen(("127.0.0.1", 0))
        self.address = self.door.getsockname()[:2]
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join(SECONDS * 2)
        self.door.close()
        assert not self._thread.is_alive()

    def _run(self) -> None:
        centre = Centre(note=self._note, agrees=self._agrees, admit=self._admit)
        try:
            got = enrolling.receive(self.door, BETA, CODE, centre, seconds=self.seconds)
        except Problem as error:
            self.outcome.append(error)
        else:
            self.outcome.append(got)

    def _note(self, stage: str, tries: int) -> None:
        self.stages.append((stage, tries))
        self.client.order("enrolment", station=BETA, stage=stage, tries=tries)

    def _agrees(self, request: Request) -> bool:
        self.asked.append(request)
        return self.agree

    def _admit(self, text: str) -> tuple[bytes, str]:
        self.client.order("keybook-admit", text=text)
        root = bytes.fromhex(self.client.read("keybook")["root"])
        return root, str(self.client.read("keybook-export", station=BETA)["text"])

    @property
    def alarms(self) -> list[str]:
        return [one["what"] for one in self.client.read("alarms")]


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("enrolment")
    found(folder / "centre")
    founding.init(Home(folder / "post"), founding.Foundation(station=BETA), None)
    return folder


@pytest.fixture
def centre(homes: Path) -> Client:
    return station(Home(homes / "centre"))


@pytest.fixture
def request_text(homes: Path) -> str:
    return str(founding.request(Home(homes / "post"), None)["text"])


def call(
    address: tuple[str, int],
    request: str,
    code: bytes = CODE,
    adopt: Callable[[Enrolled], dict[str, Any]] = lambda told: {"root": told.root},
) -> Any:
    return enrolling.enrol(address, BETA, code, request, adopt)


def test_the_right_code_enrols_and_pins_the_root(
    homes: Path, centre: Client, request_text: str
) -> None:
    post = station(Home(homes / "post"))

    def adopt(told: Enrolled) -> dict[str, Any]:
        return post.order("keybook-import", text=told.book, root=told.root.hex())

    with Reception(centre) as reception:
        done = call(reception.address, request_text, adopt=adopt)
    assert done["version"] == centre.read("keybook")["version"]
    assert post.read("keybook")["root"] == centre.read("keybook")["root"]
    assert [stage for stage, _ in reception.stages] == ["opened", "admitted"]
    assert isinstance(reception.outcome[0], Request)


def test_three_wrong_codes_make_it_void_with_an_alarm(centre: Client, request_text: str) -> None:
    with Reception(centre) as reception:
        for _ in range(3):
            with pytest.raises(WrongCode):
                call(reception.address, request_text, WRONG)
    assert reception.stages[1:] == [("wrong-code", n) for n in (1, 2, 3)] + [("void", 3)]
    assert isinstance(reception.outcome[0], Void)
    assert reception.asked == []
    assert "enrolment-void" in reception.alarms
    with pytest.raises(NoLine):
        call(reception.address, request_text)


def test_after_two_wrong_codes_the_right_one_is_still_good(
    centre: Client, request_text: str
) -> None:
    with Reception(centre) as reception:
        for _ in range(2):
            with pytest.raises(WrongCode):
                call(reception.address, request_text, WRONG)
        call(reception.address, request_text)
    assert reception.stages[-1] == ("admitted", 0)


def test_a_stranger_who_says_something_else_has_had_no_try(
    centre: Client, request_text: str
) -> None:
    with Reception(centre) as reception:
        for said in (b"", b"GET / HTTP/1.1\r\n\r\n", (9).to_bytes(4, "big") + b"not cbor!"):
            with closing(socket.create_connection(reception.address)) as line:
                line.sendall(said)
        for _ in range(3):  # says hello, hears the answer, and goes again
            with closing(socket.create_connection(reception.address)) as line:
                hello(line, Handshake(Side.POST, WRONG, BETA))
                enrolling._hear(line, enrolling.HELLO_BYTES)
        call(reception.address, request_text)
    assert [stage for stage, _ in reception.stages] == ["opened", "admitted"]


def test_a_message_that_is_too_long_is_not_waited_for(centre: Client, request_text: str) -> None:
    with Reception(centre) as reception:
        with closing(socket.create_connection(reception.address)) as line:
            line.sendall((2**32 - 1).to_bytes(4, "big"))
            assert line.recv(1) == b""
        call(reception.address, request_text)
    assert isinstance(reception.outcome[0], Request)


def spake_message(data: bytes) -> bytes:
    hello = cbor.decode(data)
    assert isinstance(hello, list)
    assert isinstance(hello[2], bytes)
    return hello[2]


def hello(line: socket.socket, shake: Handshake) -> None:
    enrolling._say(line, cbor.encode([b"depesha enrol 1", BETA.encode(), shake.message]))


class Between:
    """One who stands between: he hands every message on, and may change it."""

    def __init__(self, to: tuple[str, int], change: Callable[[int, bytes], bytes]) -> None:
        self.to, self.change = to, change
        self.seen: list[bytes] = []
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = self.door.getsockname()[:2]
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join(SECONDS)
        self.door.close()
        assert not self._thread.is_alive()

    def _run(self) -> None:
        post, _ = self.door.accept()
        with closing(post), closing(socket.create_connection(self.to)) as centre:
            post.settimeout(SECONDS)
            centre.settimeout(SECONDS)
            sides = [(post, centre), (centre, post)] * 2 + [(post, centre)]
            try:
                for number, (source, target) in enumerate(sides):
                    heard = enrolling._hear(source, enrolling.BOOK_BYTES)
                    self.seen.append(heard)
                    enrolling._say(target, self.change(number, heard))
            except OSError:
                return


def unchanged(_: int, message: bytes) -> bytes:
    return message


def test_one_who_only_listens_learns_nothing_and_changes_nothing(
    centre: Client, request_text: str
) -> None:
    with Reception(centre) as reception, Between(reception.address, unchanged) as between:
        done = call(between.address, request_text)
    assert done["root"] == bytes.fromhex(centre.read("keybook")["root"])
    overheard = b"".join(between.seen)
    assert request_text.encode()[30:90] not in overheard
    assert done["root"] not in overheard


def test_what_was_overheard_and_is_said_again_is_one_wrong_try(
    centre: Client, request_text: str
) -> None:
    with Reception(centre) as first, Between(first.address, unchanged) as between:
        call(between.address, request_text)
    with Reception(centre) as reception:
        with closing(socket.create_connection(reception.address)) as line:
            enrolling._say(line, between.seen[0])
            enrolling._hear(line, enrolling.HELLO_BYTES)
            enrolling._say(line, between.seen[2])
            assert enrolling._hear(line, 1) == b""
        call(reception.address, request_text)
    assert [stage for stage, _ in reception.stages] == ["opened", "wrong-code", "admitted"]


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_one_who_changes_a_message_ends_it(centre: Client, request_text: str, number: int) -> None:
    def flip(at: int, message: bytes) -> bytes:
        if at != number or not message:
            return message
        return message[:-1] + bytes([message[-1] ^ 1])

    version = centre.read("keybook")["version"]
    reception = Reception(centre, seconds=1.5)
    with reception, Between(reception.address, flip) as between, pytest.raises(Problem):
        call(between.address, request_text)
    assert not isinstance(reception.outcome[0], Request)
    if number < 3:
        assert centre.read("keybook")["version"] == version


def test_a_man_in_the_middle_with_a_guess_has_one_for_each_side(
    centre: Client, request_text: str
) -> None:
    """He answers the post himself, and calls the centre himself: neither opens what he has."""
    with Reception(centre) as reception:
        door = socket.create_server(("127.0.0.1", 0))
        found: list[Exception] = []

        def middle() -> None:
            post, _ = door.accept()
            with closing(post):
                theirs = spake_message(enrolling._hear(post, 256))
                to_post = Handshake(Side.CENTRE, WRONG, BETA)
                enrolling._say(post, to_post.message)
                wire = to_post.finish(theirs)
                sealed = enrolling._hear(post, enrolling.REQUEST_BYTES)
                try:
                    wire.open(sealed)
                except WrongCode as error:
                    found.append(error)

        thread = threading.Thread(target=middle)
        thread.start()
        with pytest.raises(NoLine):
            call(door.getsockname()[:2], request_text)
        thread.join(SECONDS)
        door.close()
        assert len(found) == 1
        with pytest.raises(WrongCode):
            call(reception.address, request_text, WRONG)
        call(reception.address, request_text)
    assert [stage for stage, _ in reception.stages] == ["opened", "wrong-code", "admitted"]


def test_a_centre_that_reflects_the_post_gets_nothing(request_text: str) -> None:
    door = socket.create_server(("127.0.0.1", 0))

    def mirror() -> None:
        post, _ = door.accept()
        with closing(post):
            theirs = spake_message(enrolling._hear(post, 256))
            enrolling._say(post, theirs)
            post.settimeout(2)
            assert post.recv(1) == b""

    thread = threading.Thread(target=mirror)
    thread.start()
    with pytest.raises(Malformed):
        call(door.getsockname()[:2], request_text)
    thread.join(SECONDS)
    door.close()


def test_the_code_of_one_station_admits_no_other(homes: Path, centre: Client) -> None:
    other = Home(homes / "other")
    founding.init(other, founding.Foundation(station="delta"), None)
    text = str(founding.request(other, None)["text"])
    version = centre.read("keybook")["version"]
    with Reception(centre) as reception, pytest.raises(Refused):
        call(reception.address, text)
    assert isinstance(reception.outcome[0], Refused)
    assert centre.read("keybook")["version"] == version


def test_nobody_is_admitted_whom_the_person_does_not_recognise(
    centre: Client, request_text: str
) -> None:
    version = centre.read("keybook")["version"]
    with Reception(centre, agree=False) as reception, pytest.raises(Refused, match="not admit"):
        call(reception.address, request_text)
    assert reception.asked[0].identity.station == BETA
    assert centre.read("keybook")["version"] == version
    assert reception.stages[-1] == ("refused", 0)


def test_a_code_has_its_time(centre: Client) -> None:
    with Reception(centre, seconds=0.1) as reception:
        pass
    assert isinstance(reception.outcome[0], Void)
    assert reception.stages == [("opened", 0), ("ended", 0)]


def test_a_post_notes_nothing_of_enrolments(homes: Path) -> None:
    with pytest.raises(Refused, match="no centre"):
        station(Home(homes / "post")).order("enrolment", station=BETA, stage="void", tries=3)


def test_the_code_is_written_down_nowhere(homes: Path) -> None:
    from depesha.spoken import code_words  # noqa: PLC0415

    words = code_words(CODE).split()
    for path in sorted((homes / "centre").rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            assert not any(word.encode() in data for word in words if len(word) > 4), path
