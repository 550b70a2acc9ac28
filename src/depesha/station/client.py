"""How a face reaches a station: through the door of the process that serves it, or by itself.

    with connect(Path("moscow"), passphrase=ask) as station:
        station.order("confirm", reference="moscow/26044")
        station.read("inbox", limit=20)

An order to a station that nobody serves takes the lock and runs the desk in this process; a
question then needs the store key alone and a read-only connection. What is heavy is imported only
where it is needed: reading an unlocked inbox loads neither the office nor the cipher library.
"""

import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from json import dumps, loads
from pathlib import Path
from typing import Any, Protocol

from depesha.errors import Busy, NotNow, Problem, Refused
from depesha.station.home import Home
from depesha.station.plain import Plain

Passphrase = Callable[[], str]
Given = tuple[str, Mapping[str, object]]
"""An order's name and fields."""

Results = Callable[[], list[dict[str, Any]]]


class Client(Protocol):
    """A station as a face sees it."""

    def order(
        self,
        name: str,
        /,
        *,
        order_id: str = "",
        office_passphrase: str | None = None,
        new_office_passphrase: str | None = None,
        **fields: object,
    ) -> dict[str, Any]:
        """Give an order and return its result, once it is durable.

        Args:
            name: one of the orders.
            order_id: asked again under the same id, it is done once.
            office_passphrase: of the office that gives it, where its key is locked.
            new_office_passphrase: what its key is to be behind, where that changes.
            fields: of the order.

        Raises:
            OfficeLocked: the passphrase of the office is needed.
            Problem: the order is refused.
        """
        ...

    def begin(self, orders: Sequence[Given], *, office_passphrase: str | None = None) -> Results:
        """Give orders, one behind the other, and return what waits for their results.

        Until it is called the face may do something else, but says nothing to this station. An
        order that is refused does not keep those behind it from being carried out: it raises its
        problem when all are done.
        """
        ...

    def read(self, name: str, /, **fields: object) -> Plain:
        """Ask a question.

        Raises:
            Problem: it cannot be answered.
        """
        ...

    def changes(self) -> Iterator[None]:
        """Yield at once, and then once for every commit (or several), until the station stops.

        Nothing else is asked on this connection any more.

        Raises:
            Refused: nobody serves the station.
            NotNow: it has stopped.
        """
        ...


@contextmanager
def connect(path: Path, *, passphrase: Passphrase | None = None) -> Iterator[Client]:
    """Reach the station whose home is `path`.

    Raises:
        NotFound: no station lives there.
    """
    home = Home(path).must_exist()
    served = home.knock()
    if served is None:
        yield Alone(home, passphrase)
        return
    with closing(Visitor(served)) as visitor:
        yield visitor


class Visitor:
    """A face at the door of a serving station."""

    def __init__(self, door: socket.socket) -> None:
        self._door = door
        self._lines = door.makefile("rb")

    def close(self) -> None:
        """Leave."""
        self._lines.close()
        self._door.close()

    def order(
        self,
        name: str,
        /,
        *,
        order_id: str = "",
        office_passphrase: str | None = None,
        new_office_passphrase: str | None = None,
        **fields: object,
    ) -> dict[str, Any]:
        """Give an order and return its result, once it is durable."""
        request: dict[str, object] = {"order": name, "fields": fields, "order_id": order_id}
        if office_passphrase is not None:
            request["office_passphrase"] = office_passphrase
        if new_office_passphrase is not None:
            request["new_office_passphrase"] = new_office_passphrase
        return dict(self._ask(request))

    def begin(self, orders: Sequence[Given], *, office_passphrase: str | None = None) -> Results:
        """Give orders, one behind the other, and return what waits for their results."""
        secret = {} if office_passphrase is None else {"office_passphrase": office_passphrase}
        for place, (name, fields) in enumerate(orders):
            self._say({"order": name, "fields": fields, "id": place, **secret})
        return lambda: self._results(len(orders))

    def _results(self, count: int) -> list[dict[str, Any]]:
        """Hear the answers, which come as they are ready, each with the place of its order."""
        answers = {answer["id"]: answer for answer in (self._hear() for _ in range(count))}
        return [dict(_done(answers[place])) for place in range(count)]

    def read(self, name: str, /, **fields: object) -> Plain:
        """Ask a question."""
        return self._ask({"read": name, "fields": fields})

    def changes(self) -> Iterator[None]:
        """Yield at once, and then once for every commit (or several), until the station stops.

        Raises:
            NotNow: it has stopped.
        """
        self._say({"watch": True})
        self._door.settimeout(None)
        while self._hear().get("changed"):
            yield

    def _ask(self, request: dict[str, object]) -> Plain:
        self._say(request)
        return _done(self._hear())

    def _say(self, request: dict[str, object]) -> None:
        # half a character, as a command line can hold, goes as the escape that JSON has for it
        line = dumps({"id": 1, **request}, ensure_ascii=False).encode(errors="backslashreplace")
        try:
            self._door.sendall(line + b"\n")
        except OSError as error:
            raise _gone() from error

    def _hear(self) -> dict[str, Any]:
        try:
            line = self._lines.readline()
        except OSError as error:
            raise _gone() from error
        if not line:
            raise _gone()
        answer: dict[str, Any] = loads(line)
        return answer


def _done(answer: Mapping[str, Any]) -> Plain:
    if "problem" in answer:
        raise problem_of(answer["problem"])
    done: Plain = answer["done"]
    return done


def _gone() -> NotNow:
    msg = "the station stopped before it answered"
    return NotNow(msg, hint="ask again: what it did once it does not do twice")


def problem_of(shown: dict[str, Any]) -> Problem:
    """Return the problem that the station had, as it was raised there."""
    kinds = [Problem]
    for kind in kinds:
        kinds.extend(kind.__subclasses__())
    fitting = next((kind for kind in kinds if kind.code == shown["code"]), None)
    if fitting is not None:
        return fitting(str(shown["message"]), hint=str(shown["hint"]))
    return _Foreign(shown)


class _Foreign(Problem):
    """A problem whose class is not loaded in this process: its code and status are kept."""

    def __init__(self, shown: dict[str, Any]) -> None:
        super().__init__(str(shown["message"]), hint=str(shown["hint"]))
        self.code = str(shown["code"])  # type: ignore[misc]  # an instance speaks for its class
        self.exit_status = int(shown["exit_status"])  # type: ignore[misc]


class Alone:
    """A station that nobody serves: this process does what is to be done."""

    def __init__(self, home: Home, passphrase: Passphrase | None) -> None:
        self._home = home
        self._passphrase = passphrase

    def order(
        self,
        name: str,
        /,
        *,
        order_id: str = "",
        office_passphrase: str | None = None,
        new_office_passphrase: str | None = None,
        **fields: object,
    ) -> dict[str, Any]:
        """Take the lock, run the desk for one order, and return its result."""
        # imported here because a question does not need the office and the cipher library
        from depesha.station.alone import give  # noqa: PLC0415
        from depesha.station.office_keys import Secrets  # noqa: PLC0415

        secrets = Secrets(office=office_passphrase, new=new_office_passphrase)
        try:
            return give(self._home, self._passphrase, name, fields, order_id, secrets)
        except Busy:
            served = self._home.knock()  # it began to serve in this moment
            if served is None:
                raise
            with closing(Visitor(served)) as visitor:
                return visitor.order(
                    name,
                    order_id=order_id,
                    office_passphrase=office_passphrase,
                    new_office_passphrase=new_office_passphrase,
                    **fields,
                )

    def begin(self, orders: Sequence[Given], *, office_passphrase: str | None = None) -> Results:
        """Take the lock, run the desk for all of them, and return what has their results."""
        from depesha.station.alone import give_all, result_of  # noqa: PLC0415  # as in `order`
        from depesha.station.office_keys import Secrets  # noqa: PLC0415

        try:
            outcomes = give_all(
                self._home, self._passphrase, orders, Secrets(office=office_passphrase)
            )
        except Busy:
            served = self._home.knock()  # it began to serve in this moment
            if served is None:
                raise
            with closing(Visitor(served)) as visitor:
                results = visitor.begin(orders, office_passphrase=office_passphrase)()
            return lambda: results
        return lambda: [result_of(one) for one in outcomes]

    def read(self, name: str, /, **fields: object) -> Plain:
        """Ask the store through a read-only connection."""
        from depesha.station.reading import read_home  # noqa: PLC0415

        return read_home(self._home, self._passphrase, name, fields)

    def changes(self) -> Iterator[None]:
        """Nothing happens by itself at a station that nobody serves.

        Raises:
            Refused: always.
        """
        msg = "nobody serves this station: there is nothing to watch"
        raise Refused(msg, hint='serve it with "depesha serve"')
