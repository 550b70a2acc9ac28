import asyncio
import json
import os
import socket
import stat
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from depesha import errors
from depesha.errors import NotNow, Problem
from depesha.station.client import Visitor, problem_of
from depesha.station.door import MAX_LINE_BYTES, Door, Written
from depesha.station.home import Home
from depesha.station.office_keys import Secrets

SECONDS = 10.0


def families(kind: type[Problem] = Problem) -> list[type[Problem]]:
    found = [kind]
    for each in kind.__subclasses__():
        found += families(each)
    return [one for one in found if one.__module__ == errors.__name__]


class SmallStation:
    """Answers what the tests ask: at once, later, with a problem, or with a bug."""

    def __init__(self) -> None:
        self.may_go = asyncio.Event()
        self.given: list[tuple[str, dict[str, object], str]] = []
        self.changes: asyncio.Queue[None] = asyncio.Queue()

    async def order(
        self, name: str, fields: Mapping[str, object], order_id: str, secrets: Secrets
    ) -> Any:
        assert secrets == Secrets()
        self.given.append((name, dict(fields), order_id))
        if name == "slow":
            await self.may_go.wait()
        if name == "bug":
            msg = "the text of a telegram"
            raise KeyError(msg)
        return {"name": name}

    async def read(
        self, name: str, fields: Mapping[str, object], written: Callable[[Any], Written]
    ) -> Written:
        for kind in families():
            if kind.code == name:
                msg = "it is so"
                raise kind(msg, hint="do this")
        return written(dict(fields))

    async def seal(
        self, pieces: AsyncIterator[bytes], *, name: str, media_type: str
    ) -> dict[str, Any]:
        raise AssertionError(pieces, name, media_type)

    async def forsake(self, sealed: Sequence[Mapping[str, Any]]) -> None:
        raise AssertionError(sealed)

    def opens(self, key: Mapping[str, object]) -> Iterator[bytes]:
        raise AssertionError(key)

    async def take_out(
        self, fields: Mapping[str, object]
    ) -> tuple[Mapping[str, Any], AsyncIterator[bytes]]:
        raise AssertionError(fields)

    async def watch(self, seen: Callable[[], Awaitable[None]]) -> None:
        while True:
            await self.changes.get()
            await seen()


class Caller:
    """A face that says what it likes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self.writer = writer

    def say(self, request: object) -> None:
        self.writer.write(json.dumps(request).encode() + b"\n")

    async def hear(self) -> dict[str, Any]:
        line = await self._reader.readline()
        assert line, "the door was closed"
        heard: dict[str, Any] = json.loads(line)
        return heard

    async def rest(self) -> bytes:
        return await self._reader.read()


Talk = Callable[[Caller, SmallStation, Door], Awaitable[None]]


def at_the_door(folder: Path, talk: Talk) -> None:
    """Open a door, go to it, and talk."""

    async def visit() -> None:
        station = SmallStation()
        door = Door(folder / "station.sock", station)
        await door.open()
        reader, writer = await asyncio.open_unix_connection(str(folder / "station.sock"))
        try:
            async with asyncio.timeout(SECONDS):
                await talk(Caller(reader, writer), station, door)
        finally:
            writer.close()
            await door.close()

    asyncio.run(visit())


def test_requests_need_not_wait_and_each_answer_bears_its_id(tmp_path: Path) -> None:
    async def talk(face: Caller, station: SmallStation, _: Door) -> None:
        face.say({"id": 1, "order": "slow"})
        face.say({"id": "two", "order": "fast", "fields": {"a": 1}, "order_id": "once"})
        assert await face.hear() == {"id": "two", "done": {"name": "fast"}}
        station.may_go.set()
        assert await face.hear() == {"id": 1, "done": {"name": "slow"}}
        assert station.given == [("slow", {}, ""), ("fast", {"a": 1}, "once")]

    at_the_door(tmp_path, talk)


def test_a_thousand_requests_in_one_breath_are_all_answered(tmp_path: Path) -> None:
    async def talk(face: Caller, _: SmallStation, __: Door) -> None:
        for number in range(1000):
            face.say({"id": number, "read": "echo", "fields": {"n": number}})
        heard = [await face.hear() for number in range(1000)]
        assert sorted(one["id"] for one in heard) == list(range(1000))
        assert all(one["done"] == {"n": one["id"]} for one in heard)

    at_the_door(tmp_path, talk)


STRANGE: dict[str, bytes] = {
    "not JSON": b"hello",
    "not UTF-8": b'{"id": "\xff"}',
    "nothing": b"",
    "a list": b"[1]",
    "a number of five thousand digits": b'{"id": ' + b"9" * 5000 + b"}",
    "a deep list": b"[" * 100_000,
    "no request": b'{"id": 7}',
    "an order that is no text": b'{"id": 7, "order": 5}',
    "fields that are a list": b'{"id": 7, "order": "a", "fields": [1]}',
    "a watch that is not true": b'{"id": 7, "watch": 1}',
}


@pytest.mark.parametrize("case", STRANGE)
def test_a_strange_line_is_a_usage_error_and_the_next_is_answered(
    case: str, tmp_path: Path
) -> None:
    async def talk(face: Caller, station: SmallStation, _: Door) -> None:
        face.writer.write(STRANGE[case] + b"\n")
        answer = await face.hear()
        assert answer["problem"]["code"] == "usage"
        assert answer["id"] in {None, 7}
        face.say({"id": 8, "read": "echo"})
        assert await face.hear() == {"id": 8, "done": {}}
        assert station.given == []

    at_the_door(tmp_path, talk)


def test_half_a_character_goes_back_as_it_came(tmp_path: Path) -> None:
    async def talk(face: Caller, _: SmallStation, __: Door) -> None:
        face.writer.write(b'{"id": "\\ud800", "read": "echo", "fields": {"a": "\\udfff"}}\n')
        assert await face.hear() == {"id": "\ud800", "done": {"a": "\udfff"}}

    at_the_door(tmp_path, talk)


def test_a_line_that_is_too_long_is_said_and_ends_the_visit(tmp_path: Path) -> None:
    async def talk(face: Caller, station: SmallStation, _: Door) -> None:
        face.writer.write(b" " * (MAX_LINE_BYTES + 2))
        answer = await face.hear()
        assert answer["problem"]["code"] == "usage"
        assert "too long" in answer["problem"]["message"]
        assert await face.rest() == b""
        assert station.given == []

    at_the_door(tmp_path, talk)


@pytest.mark.parametrize("kind", families(), ids=lambda kind: kind.code)
def test_a_problem_comes_through_the_door_as_it_was_raised(
    kind: type[Problem], tmp_path: Path
) -> None:
    async def talk(face: Caller, _: SmallStation, __: Door) -> None:
        face.say({"id": 1, "read": kind.code})
        shown = (await face.hear())["problem"]
        assert shown["exit_status"] == kind.exit_status
        problem = problem_of(shown)
        assert (problem.code, problem.message, problem.hint) == (kind.code, "it is so", "do this")
        assert type(problem) is kind

    at_the_door(tmp_path, talk)


def test_a_problem_that_this_process_does_not_know_keeps_its_code_and_status() -> None:
    shown = {"code": "from-the-future", "message": "m", "hint": "h", "exit_status": 9}
    problem = problem_of(shown)
    assert (problem.code, problem.exit_status) == ("from-the-future", 9)
    assert (problem.message, problem.hint) == ("m", "h")
    assert Problem.code == "problem"


def test_a_bug_is_told_by_its_place_and_never_by_its_words(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def talk(face: Caller, _: SmallStation, __: Door) -> None:
        face.say({"id": 1, "order": "bug"})
        shown = (await face.hear())["problem"]
        assert (shown["code"], shown["exit_status"]) == ("bug", 70)
        assert "KeyError in test_door.py:" in shown["message"]
        assert "text" not in shown["message"]
        face.say({"id": 2, "read": "echo"})
        assert (await face.hear())["id"] == 2

    at_the_door(tmp_path, talk)
    assert "KeyError" in caplog.text, "the trace is lost"


def test_every_commit_is_told_to_whoever_watches(tmp_path: Path) -> None:
    async def talk(face: Caller, station: SmallStation, _: Door) -> None:
        face.say({"id": 3, "watch": True})
        for _commit in range(3):
            station.changes.put_nowait(None)
            assert await face.hear() == {"id": 3, "changed": True}
        face.say({"id": 4, "read": "echo"})
        assert await face.hear() == {"id": 4, "done": {}}

    at_the_door(tmp_path, talk)


def test_closing_shows_everybody_out_and_takes_the_socket_away(tmp_path: Path) -> None:
    async def talk(face: Caller, _: SmallStation, door: Door) -> None:
        face.say({"id": 1, "order": "slow"})
        face.say({"id": 2, "watch": True})
        face.say({"id": 3, "read": "echo"})
        assert (await face.hear())["id"] == 3
        await door.close()
        assert await face.rest() == b""
        assert not (tmp_path / "station.sock").exists()

    at_the_door(tmp_path, talk)


def test_only_the_stations_own_user_may_come_in(tmp_path: Path) -> None:
    before = os.umask(0)

    async def talk(face: Caller, _: SmallStation, __: Door) -> None:
        face.say({"id": 1, "read": "echo"})
        await face.hear()
        mode = (tmp_path / "station.sock").stat().st_mode
        assert stat.S_ISSOCK(mode)
        assert stat.S_IMODE(mode) == 0o600
        mask = os.umask(0)
        assert mask == 0, "the mask was not put back"

    try:
        at_the_door(tmp_path, talk)
    finally:
        os.umask(before)


def test_a_socket_that_was_left_behind_is_replaced(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / "station.sock"))

    async def talk(face: Caller, _: SmallStation, __: Door) -> None:
        face.say({"id": 1, "read": "echo"})
        assert (await face.hear())["id"] == 1

    at_the_door(tmp_path, talk)


def test_a_station_that_ends_before_it_answers_is_a_passing_hindrance(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(home.socket))
        door.listen()
        knocked = home.knock()
        assert knocked is not None
        inside, _ = door.accept()
        inside.close()
        with (
            closing(Visitor(knocked)) as visitor,
            pytest.raises(NotNow, match="before it answered") as caught,
        ):
            visitor.read("inbox")
    assert "ask again" in caught.value.hint


def test_orders_that_are_begun_have_their_results_in_their_order(tmp_path: Path) -> None:
    async def talk(_: Caller, station: SmallStation, __: Door) -> None:
        knocked = Home(tmp_path).knock()
        assert knocked is not None
        with closing(Visitor(knocked)) as visitor:
            results = visitor.begin([("slow", {"a": 1}), ("fast", {"b": 2})])
            while len(station.given) < 2:  # noqa: ASYNC110  # the face does something else
                await asyncio.sleep(0.01)
            station.may_go.set()
            assert await asyncio.to_thread(results) == [{"name": "slow"}, {"name": "fast"}]
            assert station.given == [("slow", {"a": 1}, ""), ("fast", {"b": 2}, "")]
            wrong = visitor.begin([("bug", {}), ("fast", {})])
            with pytest.raises(Problem, match="KeyError"):
                await asyncio.to_thread(wrong)
            again = visitor.begin([("fast", {})])
            assert await asyncio.to_thread(again) == [{"name": "fast"}], "an answer was left over"

    at_the_door(tmp_path, talk)
