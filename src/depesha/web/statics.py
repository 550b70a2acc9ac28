"""The desk's own files: scripts, styles, fonts. Read once, named by what is in them, kept for ever.

A page names `/static/3f2a…/frame.css`: a file that changed has another name, so a browser never
asks twice for one that has not. They hold no secret, so they are compressed; pages are not, for a
page that is both compressed and reflects what was typed gives its secrets away by its length
(BREACH).

The letters and the seal are those of `looks`, which the reading room shows too.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from depesha import looks
from depesha.looks.files import DIGEST_LETTERS as DIGEST_LETTERS
from depesha.looks.files import KINDS as KINDS
from depesha.looks.files import File, files_of

FOLDER: Final = Path(__file__).parent / "static"
FOR_EVER: Final = "public, max-age=31536000, immutable"
UNKEPT: Final = "no-cache"
MADE: Final = ("static/vendor/htmx.js", "locale/ru/depesha.mo")
"""Another project's script, and what is made from the catalogues."""


@cache
def _files() -> Mapping[str, File]:
    """Return each file by its name."""
    return files_of((looks.FOLDER, FOLDER))


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
    if file.small is not None and "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(file.small, media_type=file.kind, headers=headers)
    return Response(file.data, media_type=file.kind, headers=headers)


ROUTES: Final = (Route("/static/{digest}/{name:path}", _file),)
