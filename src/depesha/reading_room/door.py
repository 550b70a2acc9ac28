"""The door of the reading room: what a request must be, and what every answer bears.

Rule 1: it answers under its own names alone (`Host`), so that a name of another site that leads
    here reads nothing.
Rule 2: everything is read, nothing changed: GET and HEAD; a harvester may POST its question.
Rule 3: what is asked is bounded before it is looked at, and looked up by `readers`, a few
    at a time.
Rule 4: nothing but the site's own files is loaded, and nothing runs (CSP without scripts); no
    cookie is set, so no page knows who reads it.
"""

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from depesha.errors import Busy, NotFound, Problem, Usage
from depesha.reading_room.answer import TEXT, Answer, Asked
from depesha.reading_room.pages import answer, is_door
from depesha.reading_room.pages.room import Room
from depesha.reading_room.readers import Readers
from depesha.reading_room.rendering import render
from depesha.reading_room.site import LANGUAGES, Site

MAX_PLACE: Final = 200
MAX_QUERY: Final = 8 * 1024
"""400 letters in Russian, percent-encoded, and what is chosen."""

MAX_FIELDS: Final = 32
MAX_BODY_BYTES: Final = 8 * 1024
MAX_LIKED: Final = 8
RETRY_SECONDS: Final = "5"
WORTH_GZIP_BYTES: Final = 1_400
"""What goes into one packet of a network is no shorter for being compressed."""

POLICY: Final = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
BORNE: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
FOR_EVER: Final = "public, max-age=31536000, immutable"
ASKED_AGAIN: Final = "no-cache"
"""A page is kept, and asked for again each time: it comes only where the shelf has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The reading room as an application.

    Attributes:
        readers: who look things up.
        hosts: the names under which it answers, with their ports.
        now: the time, in seconds since 1970.
    """

    readers: Readers
    hosts: frozenset[str]
    now: Callable[[], int]

    @property
    def _site(self) -> Site:
        return self.readers.site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        response = await self._response(request)
        for name, value in BORNE.items():
            response.headers.setdefault(name, value)
        await response(scope, receive, send)

    async def _response(self, request: Request) -> Response:
        refused = self._refused(request)
        if refused is not None:
            return refused
        place = request.scope["path"][len(self._site.prefix) :].strip("/")
        language = language_of(request.headers)
        if is_door(place):
            there = f"{self._site.prefix}/{language}/{place}".rstrip("/")
            return RedirectResponse(there, 302, headers={"Vary": "Accept-Language"})
        try:
            query = await _query(request)
        except Usage as error:
            return _said(400, error.message)
        asked = Asked(place=place, language=language, query=query, now=self.now())
        try:
            return await self.readers.ask(partial(_looked_up, request.headers, asked))
        except Busy as error:
            return _later(error.message)

    def _refused(self, request: Request) -> Response | None:
        if request.headers.get("Host", "").lower() not in self.hosts:
            return _said(421, "this reading room is not called so")
        path = request.scope["path"]
        is_question = request.method == "POST" and path == f"{self._site.prefix}/oai"
        if request.method not in ("GET", "HEAD") and not is_question:
            return _said(405, "pages are read")
        if len(path) > MAX_PLACE or len(request.scope["query_string"]) > MAX_QUERY:
            return _said(414, "an address here is shorter")
        if not path.startswith(f"{self._site.prefix}/"):
            return _said(404, "there is no such page")
        return None


def _looked_up(headers: Headers, asked: Asked, room: Room) -> Response:
    try:
        found = answer(room, asked)
        tag = f'"{blake2b(found.data, digest_size=12).hexdigest()}"'
    except NotFound:
        return _response(headers, _nothing(room, asked), "")
    except Usage as error:
        return _said(400, error.message)
    except Problem as error:  # it takes too long, or the shelf is another program's
        return _later(error.message)
    return _response(headers, found, "" if asked.place == "oai" else tag)


def _nothing(room: Room, asked: Asked) -> Answer:
    first = asked.place.partition("/")[0]
    language = first if first in LANGUAGES else asked.language
    data = render(room.site, "problem.html", language, language, here="")
    return Answer(data=data, status=404)


def language_of(headers: Headers) -> str:
    """Return the language that a reader likes best of those that there are."""
    for liked in headers.get("Accept-Language", "").split(",")[:MAX_LIKED]:
        code = liked.split(";")[0].strip().lower()[:2]
        if code in LANGUAGES:
            return code
    return LANGUAGES[0]


async def _query(request: Request) -> Mapping[str, str]:
    """Return what is asked, each name once.

    Raises:
        Usage: it is too much, or no form.
    """
    text = request.scope["query_string"].decode("latin-1")
    if request.method == "POST":
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > MAX_BODY_BYTES:
                msg = f"a question has at most {MAX_BODY_BYTES} bytes"
                raise Usage(msg)
        text = body.decode("latin-1")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="replace")
    except ValueError as error:
        msg = "that is no question"
        raise Usage(msg) from error
    return dict(reversed(pairs))


def _response(headers: Headers, found: Answer, tag: str) -> Response:
    """Return an answer as HTTP has it; nothing is sent of what the reader has already."""
    kept: dict[str, Any] = {
        "Cache-Control": FOR_EVER if found.is_kept_for_ever else ASKED_AGAIN,
        "Vary": "Accept-Encoding",
    }
    if tag and found.status == 200:  # noqa: PLR2004  # HTTP's OK
        kept["ETag"] = tag
        if headers.get("If-None-Match", "") == tag:
            return Response(status_code=304, headers=kept)
    if found.file_name:
        kept["Content-Disposition"] = f'inline; filename="{found.file_name}"'
    if found.is_for_viewers:
        kept["Access-Control-Allow-Origin"] = "*"  # it is public, and no cookie says who asks
    data = found.data
    is_packed = found.kind.startswith("image/")
    takes_gzip = "gzip" in headers.get("Accept-Encoding", "")
    if len(data) > WORTH_GZIP_BYTES and takes_gzip and not is_packed:
        data, kept["Content-Encoding"] = gzip.compress(data, 5, mtime=0), "gzip"
    return Response(data, found.status, headers=kept, media_type=found.kind)


def _said(status: int, words: str) -> Response:
    return Response(f"{words}\n", status, media_type=TEXT)


def _later(words: str) -> Response:
    response = _said(503, words)
    response.headers["Retry-After"] = RETRY_SECONDS
    return response
