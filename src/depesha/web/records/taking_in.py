"""The thread that does an import: files that lie in the spool become records, a batch at a time.

Rule 1: what the command does is done here, by the same function (`station.archive_importing`); it
    asks and orders as the office that is signed in, and the station decides each time.
Rule 2: it waits for nobody: whoever stops it, the end of the session and that of the station are
    looked at with every piece of a file and while an order waits.
Rule 3: it takes half of the time at most. Python runs one thread at a time, and the lines and the
    desks of the others are threads as well.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from time import sleep, thread_time
from typing import Any, Final, TypeVar

from starlette.datastructures import FormData

from depesha.archive.importing import PACKED, is_bundle
from depesha.errors import NotNow, OfficeLocked, Problem, Refused, confessed
from depesha.evidence.judging import Files
from depesha.station.archive_importing import Terms, take_in, watched
from depesha.station.evidence_import import take_in_evidence
from depesha.station.evidence_zip import EvidenceZip
from depesha.station.office_keys import Secrets
from depesha.station.tokens import token
from depesha.web.asking import Desk, Form
from depesha.web.house import House
from depesha.web.problems import ASKS_PRESENCE
from depesha.web.records.importing import File, Import
from depesha.web.uploads import Handed

LOOK_SECONDS: Final = 0.25
"""How often is looked whether to go on, while an order waits."""

ORDER_ID_BYTES: Final = 16
LONGEST_REST_SECONDS: Final = 0.1

_AGAIN: Final = "give the files again: what is there is passed over"
_log: Final = logging.getLogger(__name__)
Answer = TypeVar("Answer")


class Clerk:
    """The station, asked from another thread in the name of whoever gave an import."""

    def __init__(self, house: House, desk: Desk, under_way: Import, secrets: Secrets) -> None:
        self._secrets = replace(secrets, errand=under_way.name)
        self._is_proved = False
        self._house = house
        self._desk = desk
        self._under_way = under_way
        self._loop = asyncio.get_running_loop()

    def order(self, name: str, **fields: Any) -> Any:  # noqa: ANN401  # JSON of many shapes
        """Give an order; each has an id of its own. With the first its holder proves himself."""
        if self._is_proved:
            with suppress(OfficeLocked):  # a session that signed in by a key that opens none
                return self._given(Secrets(errand=self._secrets.errand), name, fields)
        answer = self._given(self._secrets, name, fields)
        self._is_proved, self._under_way.has_begun = self._secrets.prove, True
        return answer

    def _given(self, secrets: Secrets, name: str, fields: Mapping[str, Any]) -> Any:  # noqa: ANN401  # as above
        form = Form(values=FormData({"order_id": token(ORDER_ID_BYTES)}))
        return self._heard(lambda: self._desk.order_with(form, name, secrets, **fields))

    def read(self, name: str, **fields: Any) -> Any:  # noqa: ANN401  # as above
        """Ask a question."""
        return self._heard(lambda: self._desk.read(name, **fields))

    def must_go_on(self) -> None:
        """Let pass while the import may go on.

        Raises:
            NotNow: it may not.
        """
        if self._house.closing.is_set():
            msg = "the station stopped"
            raise NotNow(msg, hint=_AGAIN)
        if self._under_way.is_stopping:
            msg = "the import was stopped"
            raise NotNow(msg, hint=_AGAIN)
        if not self._house.answers.stands(self._desk.session.lease):
            msg = "the session ended"
            raise NotNow(msg, hint=_AGAIN)

    def _heard(self, asking: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
        self.must_go_on()
        answer = asyncio.run_coroutine_threadsafe(asking(), self._loop)
        while True:
            try:
                return answer.result(LOOK_SECONDS)
            except TimeoutError:
                if answer.done():
                    raise
            if self._house.closing.is_set():
                answer.cancel()
                self.must_go_on()


def run(under_way: Import, clerk: Clerk, terms: Terms) -> None:
    """Take in every file; it raises nothing: what happened stands in the import.

    Where the office's key is locked it waits, and begins anew with what its holder lends.
    """
    try:
        for handed, file in zip(under_way.upload.files, under_way.files, strict=True):
            with _noted(file):
                _take_in(under_way, handed, file, clerk, terms)
    except Problem as problem:
        under_way.problem = problem
        under_way.waits = problem.code in ASKS_PRESENCE
    except Exception as bug:  # noqa: BLE001  # it is told to whoever waits, and not lost
        _log.exception("an import broke off")
        under_way.problem = confessed(bug)


@contextmanager
def _noted(file: File) -> Iterator[None]:
    """Note how a file ended. What is refused of one says nothing of the next."""
    try:
        yield
        file.read_bytes = file.size_bytes
    except Refused as problem:
        if problem.code in ASKS_PRESENCE:
            raise
        file.problem = problem
    finally:
        file.has_ended = True


def _take_in(under_way: Import, handed: Handed, file: File, clerk: Clerk, terms: Terms) -> None:
    tell = partial(under_way.tell, file)
    clerk.must_go_on()
    with handed.spool.opened() as opened:
        beginning = opened.read(len(PACKED))
    if is_bundle(beginning):

        @contextmanager
        def opening() -> Iterator[Files]:
            with handed.spool.opened() as packed:
                yield EvidenceZip(packed, file.name)

        take_in_evidence(clerk, terms, opening, file.name, tell)
        return
    moved = _resting(file, clerk.must_go_on)
    with watched(handed.spool.raw(), moved) as pieces:
        take_in(clerk, terms, pieces, file.name, tell)


def _resting(file: File, must_go_on: Callable[[], None]) -> Callable[[int], None]:
    """Return what is told of every piece that is read: it counts, looks and rests a little."""
    since = thread_time()

    def moved(size_bytes: int) -> None:
        nonlocal since
        file.read_bytes += size_bytes
        must_go_on()
        sleep(min(thread_time() - since, LONGEST_REST_SECONDS))
        since = thread_time()

    return moved
