"""The desk's own files: scripts, styles, fonts. Read once, named by what is in them, kept for ever.

A page names `/static/3f2a…/frame.css`: a file that changed has another name, so a browser never
asks twice for one that has not. They hold no secret, so they are compressed; pages are not, for a
page that is both compressed and reflects what was typed gives its secrets away by its length
(BREACH).
"""

import gzip
import hashlib
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
DIGEST_LETTERS: Final = 16


@cache
def _files() -> dict[str, tuple[str, bytes, bytes | None]]:
    """Return each file by its name: what names it, its bytes, and its bytes compressed."""
    found = {}
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file() and path.suffix in KINDS:
            data = path.read_bytes()
            small = gzip.compress(data, 9, mtime=0) if path.suffix in SMALLER_BY_GZIP else None
            digest = hashlib.sha256(data).hexdigest()[:DIGEST_LETTERS]
            found[path.relative_to(FOLDER).as_posix()] = (digest, data, small)
    return found


def static(name: str) -> str:
    """Return the address of a file; a font's stands in a style sheet beside it, without a digest.

    Raises:
        KeyError: there is none (`make assets` makes what is not committed).
    """
    return f"/static/{_files()[name][0]}/{name}"


async def _file(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _files():
        raise HTTPException(404)
    digest, data, small = _files()[name]
    headers = {"Cache-Control": FOR_EVER, "ETag": f'"{digest}"', "Vary": "Accept-Encoding"}
    kind = KINDS[Path(name).suffix]
    if small is not None and "gzip" in request.headers.get("Accept-Encoding", ""):
        return Response(small, media_type=kind, headers={**headers, "Content-Encoding": "gzip"})
    return Response(data, media_type=kind, headers=headers)


ROUTES: Final = (Route("/static/{digest}/{name:path}", _file),)
