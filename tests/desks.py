"""The desk for tests of its pages: a small station that knows its answers, and who visits it.

    visitor = visit({"control": [...]}, roles=("registrar",))
    page = visitor.get("/control")
    visitor.post("/alarms/3/accept", note="seen")
    assert visitor.station.orders == [("accept-alarm", {"office": …, "alarm": 3, "note": "seen"})]

The guard, the session, the form token and the templates are the real ones; the browser and a real
station meet in `tests/browser`.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import gettempdir
from typing import Any
from zoneinfo import ZoneInfo

from httpx2 import Response
from starlette.testclient import TestClient

from depesha.names import Lease, OfficeId
from depesha.station.door import Written
from depesha.station.face import Bearings
from depesha.station.home import Home
from depesha.station.office_keys import Secrets
from depesha.station.spool import Spool
from depesha.web.app import application
from depesha.web.guard import Guard
from depesha.web.house import House
from depesha.web.setting import Address

ADDRESS = Address(host="127.0.0.1", port=8017)
ORIGIN = "http://localhost:8017"
OFFICE = OfficeId("razuvaev@pyongyang")
BEARINGS = Bearings(
    station="pyongyang",
    names=(("ru", "Пхеньян"),),
    zone=ZoneInfo("Asia/Pyongyang"),
    language="en",
    browser_key=b"b" * 32,
)
COUNTS = {"alarms": 0, "queued": 0}
BOUNDARY = "between"
CLOSED = f"--{BOUNDARY}--\r\n".encode()
LEASE = Lease(b"a session here!!")
QUIET: dict[str, Any] = {
    "counts": COUNTS,
    "desk-counts": {},
    "seal": None,
    "passkeys": [],
    "sign-ins": [],
    "offices": [],
}
"""What every page or dialog may ask beside."""


class SmallStation:
    """A station that knows its answers by name, and remembers what it was asked and ordered.

    An answer may be a problem, which is raised, or a function of the fields.
    """

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.answers = {**QUIET, **answers}
        self.asked: list[tuple[str, dict[str, object]]] = []
        self.orders: list[tuple[str, dict[str, object]]] = []
        self.secrets: list[Secrets] = []
        self.sealed: list[dict[str, Any]] = []
        self.forsaken: list[str] = []
        self.leases = {LEASE}
        self.left: list[tuple[Lease, str]] = []
        self.changed = asyncio.Event()
        self.folder = Path(gettempdir())
        self.spools: list[Spool] = []

    async def order(
        self, name: str, fields: Mapping[str, object], order_id: str, secrets: Secrets
    ) -> Any:
        assert order_id, "a form names its order"
        self.orders.append((name, dict(fields)))
        self.secrets.append(secrets)
        return self._answer(name, fields)

    async def read(
        self, name: str, fields: Mapping[str, object], written: Callable[[Any], Written]
    ) -> Written:
        self.asked.append((name, dict(fields)))
        return written(self._answer(name, fields))

    async def enter(self, named: str, secrets: Secrets, known: str = "", peer: str = "") -> Lease:
        self.secrets.append(secrets)
        self._answer("enter", {"office": named, "known": known, "peer": peer})
        lease = Lease(len(self.leases).to_bytes(16))
        self.leases.add(lease)
        return lease

    def stands(self, lease: Lease) -> bool:
        return lease in self.leases

    def leave(self, lease: Lease, why: str) -> None:
        self.leases.discard(lease)
        self.left.append((lease, why))
        self.changed.set()  # that it ended is a fact

    async def seal(
        self, pieces: AsyncIterator[bytes], *, name: str, media_type: str
    ) -> dict[str, Any]:
        size = 0
        async for piece in pieces:
            size += len(piece)
        sealed = {"name": name, "type": media_type, "size_bytes": size, "ciphertext": "c1" * 32}
        self.sealed.append({**sealed, "sha256": "5a" * 32, "seed": "5eed" * 16})
        self._answer("seal", {"name": name, "size_bytes": size})
        return self.sealed[-1]

    def spool(self) -> Spool:
        self.spools.append(Spool(Home(self.folder), left_free=0))
        return self.spools[-1]

    async def forsake(self, sealed: Sequence[Mapping[str, Any]]) -> None:
        self.forsaken += [one["name"] for one in sealed]

    def opens(self, key: Mapping[str, Any]) -> Iterator[bytes]:
        yield self._answer("opens", key)

    async def watch(self, seen: Callable[[], Awaitable[None]]) -> None:
        while True:
            await seen()
            await self.changed.wait()
            self.changed.clear()

    async def take_out(
        self, fields: Mapping[str, object]
    ) -> tuple[Mapping[str, Any], AsyncIterator[bytes]]:
        self.asked.append(("take-out", dict(fields)))
        shown, pieces = self._answer("take-out", fields)

        async def taken() -> AsyncIterator[bytes]:
            for piece in pieces:
                yield piece

        return shown, taken()

    def _answer(self, name: str, fields: Mapping[str, object]) -> Any:
        answer = self.answers[name]
        if isinstance(answer, BaseException):
            raise answer
        return answer(dict(fields)) if callable(answer) else answer


class Visitor:
    """A browser at the desk, signed in or not."""

    def __init__(self, station: SmallStation, bearings: Bearings = BEARINGS) -> None:
        self.station = station
        self.guarded = application(station, bearings, ADDRESS, asyncio.Event())
        assert isinstance(self.guarded, Guard)
        self.house: House = self.guarded.pages.state.house
        self.client = TestClient(
            self.guarded, base_url=ORIGIN, follow_redirects=False, raise_server_exceptions=False
        )
        self.form_token = ""

    def sign_in(self, office: OfficeId = OFFICE) -> "Visitor":
        """Begin a session, as the door does."""
        self.station.leases.add(LEASE)
        named = self.house.sessions.begin(office, LEASE)
        self.client.cookies.set(self.house.cookie, named)
        session = self.house.sessions.find(named)
        assert session is not None
        self.form_token = session.form_token
        return self

    def get(self, path: str, *, fragment: bool = False, language: str = "en") -> Response:
        """Ask for a page, or for the part of it that htmx asks for."""
        headers = {"Accept-Language": language} | ({"HX-Request": "true"} if fragment else {})
        return self.client.get(path, headers=headers)

    def post(self, path: str, *, fragment: bool = False, **fields: object) -> Response:
        """Send a form of this session."""
        headers = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}
        if fragment:
            headers["HX-Request"] = "true"
        data = {"form_token": self.form_token, "order_id": "0" * 32, **fields}
        return self.client.post(path, data=data, headers=headers)

    def send_files(
        self, path: str, *files: tuple[str, bytes], fragment: bool = False, **fields: Any
    ) -> Response:
        """Send a form of this session with files, as a browser does: fields stand before files."""
        data = {"form_token": self.form_token, "order_id": "0" * 32, **fields}
        parts = [in_parts(name, value.encode()) for name, value in data.items()]
        parts += [in_parts("file", held, name) for name, held in files]
        return self.send_body(path, b"".join(parts) + CLOSED, fragment=fragment)

    def send_body(
        self, path: str, body: bytes, *, fragment: bool = False, boundary: str = BOUNDARY
    ) -> Response:
        """Send whatever it is as a form with files."""
        kind = f"multipart/form-data; boundary={boundary}"
        headers = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin", "Content-Type": kind}
        if fragment:
            headers["HX-Request"] = "true"
        return self.client.post(path, content=body, headers=headers)


def in_parts(name: str, held: bytes, filename: str | None = None) -> bytes:
    """Return one part of a form with files."""
    file = "" if filename is None else f'; filename="{filename}"'
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n'
    kind = "" if filename is None else "Content-Type: application/octet-stream\r\n"
    return f"{head}{kind}\r\n".encode() + held + b"\r\n"


def visit(answers: Mapping[str, Any] | None = None, *, office: OfficeId | None = OFFICE) -> Visitor:
    """Return a browser at a desk whose station knows these answers; `office` is signed in."""
    visitor = Visitor(SmallStation(answers or {}))
    return visitor.sign_in(office) if office else visitor
