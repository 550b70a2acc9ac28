"""An attachment taken out of a telegram: opened by the station, and handed over as it is opened.

Rule 1: whoever may read the telegram and is forbidden by no caveat gets it, and nobody else; the
    station decides (`attachment-key`).
Rule 2: it is always a download, of no kind that a browser would show: what its sender calls it is a
    name, and no instruction.
Rule 3: its length is told beforehand, so what breaks off is seen to have broken off.
"""

from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from depesha.web.asking import desk_of
from depesha.web.pages.telegrams import PATH, reference_in

KIND: Final = "application/octet-stream"
MOST_DIGITS: Final = 9


async def _attachment(request: Request) -> Response:
    desk = desk_of(request)
    number = _number(request.path_params["attachment"])
    fields = {"office": desk.office, "reference": reference_in(request), "number": number}
    found, pieces = await desk.answers.take_out(fields)
    name = f"attachment-{number}"
    told = quote(str(found["name"]), safe="")
    headers = {
        "Content-Disposition": f"attachment; filename=\"{name}\"; filename*=UTF-8''{told}",
        "Content-Length": str(found["size_bytes"]),
    }
    return StreamingResponse(pieces, media_type=KIND, headers=headers)


def _number(text: str) -> int:
    """Return the number of an attachment; 0, which none has, for what is none."""
    is_one = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if is_one else 0


ROUTES: Final = (Route(f"{PATH}/attachment/{{attachment}}", _attachment),)
