"""The desk's own files: scripts, styles, fonts. Read once, named by what is in them, kept for ever.

A page names `/static/3f2a…/frame.css`: a file that changed has another name, so a browser never
asks twice for one that has not. They hold no secret, so they are compressed; pages are not, for a
page that is both compressed and reflects what was typed gives its secrets away by its length
(BREACH).

A style sheet names the files beside it by their bare names, `url("fonts/…")`; as it is served, they
are named by what is in them too, so that a font that changed changes its sheet.
"""

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

FOLDER: Final = Path(__file__).parent / "static"
KINDS: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
}
SMALLER_BY_GZIP: Final = frozenset({".css", ".js", ".svg", ".txt"})
FOR_EVER: Final = "public, max-age=31536000, immutable"
UNKEPT: Final = "no-cache"
BESIDE: Final = re.compile(rb'url\("([a-z0-9./-]+)"\)')
DIGEST_LETTERS: Final = 16
MADE: Final = ("static/vendor/htmx.js", "locale/ru/depesha.mo")
"""Another project's script, and what is made from the catalogues."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of the desk.

    Attributes:
        digest: names it.
        data: its bytes.
        small: the same compressed; None: it is not worth it.
    """

    digest: str
    data: bytes
    small: bytes | None


@cache
def _files() -> Mapping[str, File]:
    """Return each file by its name; style sheets last, for they name others."""
    paths = [path for path in FOLDER.rglob("*") if path.is_file() and path.suffix in KINDS]
    found: dict[str, File] = {}
    for path in sorted(paths, key=lambda path: (path.suffix == ".css", path)):
        data = path.read_bytes()
        if path.suffix == ".css":
            data = BESIDE.sub(lambda named: _named(found, named[1].decode()), data)
        small = gzip.compress(data, 9, mtime=0) if path.suffix in SMALLER_BY_GZIP else None
        digest = hashlib.sha256(data).hexdigest()[:DIGEST_LETTERS]
        found[path.relative_to(FOLDER).as_posix()] = File(digest=digest, data=data, small=small)
    return found


def _named(found: Mapping[str, File], name: str) -> bytes:
    return f'url("/static/{found[name].digest}/{name}")'.encode()


def missing() -> list[str]:
    """Return which of the files that no commit holds are not there (`make assets` makes them)."""
    return [name for name in MADE if not (FOLDER.parent / name).is_file()]


def static(name: str) -> str:
    """Return the address of a file.

    Raises:
        KeyError: there is none (`make assets` makes what is not committed).
    """
    return f"/static/{_files()[name].digest}/{name}"


async def _file(request: Request) -> Response:
    """Answer with a file; one asked for by an older name is the newer, which is not to be kept."""
    name = request.path_params["name"]
    if name not in _files():
        raise HTTPException(404)
    file = _files()[name]
    kept = FOR_EVER if request.path_params["digest"] == file.digest else UNKEPT
    headers = {"Cache-Control": kept, "ETag": f'"{file.digest}"', "Vary": "Accept-Encoding"}
    kind = KINDS[Path(name).suffix]
    if file.small is not None and "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(file.small, media_type=kind, headers=headers)
    return Response(file.data, media_type=kind, headers=headers)


ROUTES: Final = (Route("/static/{digest}/{name:path}", _file),)
