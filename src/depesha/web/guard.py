"""What every request must pass, and every answer bears: before any page is asked.

Rule 1: the desk answers under its own names alone (`Host`), so that no other site's name that leads
    here (DNS rebinding) reads it.
Rule 2: what changes something comes from a page of this desk (`Origin`, `Sec-Fetch-Site`); the form
    token is asked beside, by `asking.form_of`.
Rule 3: a body is bounded before it is read.
Rule 4: nothing but the desk's own files is loaded, run, framed or sent to (CSP without `unsafe-*`),
    and no answer of a page is kept by a cache.
"""

import re
from typing import Final

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from depesha.web.setting import Address
from depesha.web.uploads import MAX_UPLOAD_BYTES

MAX_BODY_BYTES: Final = 4 * 1024 * 1024
"""A draft of 256 KiB in Russian, percent-encoded, three bytes for each, and its other fields."""

FILES: Final = re.compile(r"/draft/[0-9a-zA-Z_-]{1,64}/attachments")
MAX_FILE_BYTES: Final = 2**40
"""What no file of a telegram exceeds; the station counts what comes, by its own settings."""

IMPORT: Final = re.compile("/archive/import")
MAX_IMPORT_BYTES: Final = MAX_UPLOAD_BYTES + MAX_BODY_BYTES
"""Files for the archive, with what stands around them; `uploads` counts each."""

MAX_DIGITS: Final = 15
"""Of a length: what is written in more is no length."""

BOUNDS: Final = ((FILES, MAX_FILE_BYTES), (IMPORT, MAX_IMPORT_BYTES))
"""Paths whose bodies are no forms, each with its own bound: they are taken piece by piece."""

SAFE: Final = frozenset({"GET", "HEAD"})

SOURCES: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
POLICY: Final = "; ".join(f"{what} {whence}" for what, whence in SOURCES.items())

BORNE: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
SECURE: Final = {"Strict-Transport-Security": "max-age=31536000"}
"""Where it is reached over TLS it is reached so always (RFC 6797)."""

MAX_PATH: Final = 1_000
"""The longest of ours has some 200. A number of 4,300 digits would be more than Python reads."""

NOT_KEPT: Final = "no-store"


class Guard:
    """Stands before the pages.

    Args:
        pages: what stands behind.
        address: where the desk listens.
    """

    def __init__(self, pages: Starlette, address: Address) -> None:
        self.pages = pages
        self._hosts = address.hosts
        self._origins = address.origins
        self._borne = {**BORNE, **(SECURE if address.is_secure else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or refuse it."""
        if scope["type"] != "http":
            return

        async def bearing(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._borne.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", NOT_KEPT)
            await send(message)

        refused = self._refused(scope)
        if refused is not None:
            status, words = refused
            answer = PlainTextResponse(words + "\n", status_code=status)
            await answer(scope, receive, bearing)
            return
        await self.pages(scope, _bounded(receive, _bound(scope)), bearing)

    def _refused(self, scope: Scope) -> tuple[int, str] | None:
        """Return with which status and words a request is refused; None: it may pass."""
        headers = Headers(scope=scope)
        if headers.get("Host", "").lower() not in self._hosts:
            return 421, "this desk is not called so"
        if len(scope["path"]) > MAX_PATH:
            return 414, f"an address here has at most {MAX_PATH} characters"
        return None if scope["method"] in SAFE else self._refused_form(scope, headers)

    def _refused_form(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        """Return the same for what may change something."""
        if scope["method"] != "POST":
            return 405, "pages are read, and forms are sent"
        site = headers.get("Sec-Fetch-Site", "same-origin")
        if headers.get("Origin", "") not in self._origins or site not in ("same-origin", "none"):
            return 403, "a form of this desk is sent from this desk"
        length, most = headers.get("Content-Length", ""), _bound(scope)
        is_length = length.isascii() and length.isdigit() and len(length) <= MAX_DIGITS
        if not is_length or int(length) > most:
            return 413, f"at most {most} bytes are taken here"
        return None


def _bound(scope: Scope) -> int:
    """Return how many bytes the body of a request may have."""
    fitting = (most for path, most in BOUNDS if path.fullmatch(scope["path"]))
    return next(fitting, MAX_BODY_BYTES)


def _bounded(receive: Receive, most: int) -> Receive:
    """Return a body that ends, whatever its length was said to be."""
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            return {"type": "http.disconnect"}
        return message

    return bounded
