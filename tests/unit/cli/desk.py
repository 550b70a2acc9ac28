"""A command run against a small real station that answers what the test put there."""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from json import loads
from pathlib import Path
from typing import Any

from depesha.cli.call import World
from depesha.cli.entry import main
from depesha.errors import Problem, Refused


class FakeStation:
    """A station that knows its answers by name, and remembers what it was asked.

    An answer may be a problem, which is raised, or a function of the fields.
    """

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, dict[str, object]]] = []
        self.commits: Iterator[None] | None = None
        self.home: Path | None = None

    @contextmanager
    def connect(
        self, home: Path, *, passphrase: Callable[[], str] | None = None
    ) -> Iterator["FakeStation"]:
        assert passphrase is not None
        self.home = home
        yield self

    def order(self, name: str, /, *, order_id: str = "", **fields: object) -> dict[str, Any]:
        assert order_id == ""
        answer = self._answer(name, fields)
        assert isinstance(answer, dict)
        return answer

    def begin(
        self,
        orders: Sequence[tuple[str, Mapping[str, object]]],
        *,
        office_passphrase: str | None = None,
    ) -> Callable[[], list[dict[str, Any]]]:
        assert office_passphrase is None
        return lambda: [self._answer(name, dict(fields)) for name, fields in orders]

    def read(self, name: str, /, **fields: object) -> Any:
        return self._answer(name, fields)

    def changes(self) -> Iterator[None]:
        if self.commits is None:
            msg = "nobody serves this station"
            raise Refused(msg)
        return self.commits

    def _answer(self, name: str, fields: dict[str, object]) -> Any:
        self.asked.append((name, fields))
        answer = self.answers[name]
        if isinstance(answer, BaseException):
            raise answer
        return answer(fields) if callable(answer) else answer


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What became of a command."""

    status: int
    out: str
    err: str
    asked: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    home: Path | None = None

    def objects(self) -> list[dict[str, Any]]:
        return [loads(line) for line in self.out.splitlines()]


def run(
    *words: str,
    answers: Mapping[str, Any] | None = None,
    stdin: bytes = b"",
    environ: Mapping[str, str] | None = None,
    station: FakeStation | None = None,
) -> Ran:
    """Run one command; nothing of the machine's environment is seen by it."""
    station = station or FakeStation(answers or {})
    out, err = io.StringIO(), io.StringIO()
    world = World(
        stdin=io.BytesIO(stdin),
        stdout=out,
        stderr=err,
        environ={"HOME": "/nowhere", **(environ or {})},
        connect=station.connect,
    )
    status = main(words, world)
    return Ran(
        status=status,
        out=out.getvalue(),
        err=err.getvalue(),
        asked=station.asked,
        home=station.home,
    )


def complaint(problem: Problem) -> str:
    """Return what a command says on standard error about a problem."""
    hint = f"depesha: hint: {problem.hint}\n" if problem.hint else ""
    return f"depesha: error: {problem.message}\n{hint}"
