"""A browser at the desk of a real station of this process: answers and refusals are true ones.

    visitor = desk_at(network[PEKING], ROSHCHIN)
    visitor.get("/telegram/moscow/2027/1")
    visitor.post("/telegram/moscow/2027/1/confirm")

Orders become events by the same table as at any face, and are decided by the station's own desk.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from json import dumps
from typing import Any, Final
from zoneinfo import ZoneInfo

from depesha.errors import Problem
from depesha.names import OfficeId
from depesha.office.events import Done
from depesha.station.choices import choices_at
from depesha.station.door import Written
from depesha.station.face import Bearings
from depesha.station.home import Home
from depesha.station.office_keys import Secrets
from depesha.station.orders import order_of
from depesha.station.reading import Reader
from depesha.station.settings import Settings
from depesha.station.taken_out import pieces
from depesha.station.tracking import track_at
from tests.desks import SmallStation, Visitor
from tests.network import keys
from tests.network.drafts import order_id as fresh
from tests.network.post import Post

ZONE: Final = "Europe/Moscow"
TIMED: Final[Mapping[str, Callable[..., Any]]] = {"choices": choices_at, "track": track_at}
"""Questions whose answer depends on the time."""


class RealStation(SmallStation):
    """The station of a post, as a face has it."""

    def __init__(self, post: Post) -> None:
        super().__init__({})
        self.post = post

    async def order(
        self, name: str, fields: Mapping[str, object], order_id: str, secrets: Secrets
    ) -> Any:
        del secrets
        self.orders.append((name, dict(fields)))
        event = order_of(
            name,
            fields,
            order_id="",
            fresh=fresh(),
            station=self.post.station,
            offices=tuple(keys.OFFICES[self.post.station]),
        )
        assert order_id
        outcome = self.post.take(event).outcome
        if isinstance(outcome, Problem):
            raise outcome
        assert isinstance(outcome, Done)
        return outcome.value

    async def read(
        self, name: str, fields: Mapping[str, object], written: Callable[[Any], Written]
    ) -> Written:
        self.asked.append((name, dict(fields)))
        return written(ask(self.post, name, fields))

    async def take_out(
        self, fields: Mapping[str, object]
    ) -> tuple[Mapping[str, Any], AsyncIterator[bytes]]:
        found = ask(self.post, "attachment-key", fields)
        return found, pieces(Home(self.post.folder), found)


def ask(post: Post, name: str, fields: Mapping[str, object]) -> Any:
    """Return the answer to a question, at the time of the network."""
    reader = Reader(Settings(station=post.station, zone=ZONE), post.reader)
    at_a_time = TIMED.get(name)
    if at_a_time is None:
        return reader.read(name, fields)
    return at_a_time(reader, fields, post.clock.now)


def choices(post: Post, office: OfficeId, reference: str) -> dict[str, dict[str, Any]]:
    """Return what an office may do with a telegram, by what it is."""
    keep_offices(post)
    return {
        one["choice"]: one
        for one in ask(post, "choices", {"reference": reference, "office": office})
    }


def desk_at(post: Post, office: OfficeId) -> Visitor:
    """Return a browser at the desk of a station, where an office is signed in."""
    keep_offices(post)
    bearings = Bearings(
        station=post.station, names=(), zone=ZoneInfo(ZONE), language="en", browser_key=b"b" * 32
    )
    visitor = Visitor(RealStation(post), bearings)
    visitor.house = replace(visitor.house, now=lambda: post.clock.now)
    visitor.guarded.pages.state.house = visitor.house
    return visitor.sign_in(office)


def keep_offices(post: Post) -> None:
    """Keep beside the store what a station keeps when it adopts its key book."""
    offices = [
        {
            "office": office,
            "clearance": clearance,
            "roles": [str(role.name).lower().replace("_", "-") for role in roles],
            "deputies": list(keys.DEPUTIES.get(office, ())),
        }
        for office, (roles, clearance) in keys.OFFICES[post.station].items()
    ]
    post.book.begin()
    post.book.keep_state("offices", dumps(offices).encode())
    post.book.commit()
