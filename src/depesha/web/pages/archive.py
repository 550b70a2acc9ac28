"""The archive: records of the past and the station's own telegrams, found by words and kinds.

/archive?q=Разуваев&since=1951&label=СОВ. СЕКРЕТНО
/archive?q=Рощин&order=rank
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from depesha.web.asking import desk_of
from depesha.web.records.keeping import keeps_archive
from depesha.web.records.showing import snippet
from depesha.web.rendering import render

PAGE: Final = 50
MAX_WORDS: Final = 400
MAX_VALUE: Final = 200

NUMBERS: Final = ("year", "number")
CHOSEN: Final = (
    "year",
    "person",
    "place",
    "label",
    "precedence",
    "series",
    "kind",
    "language",
    "archive",
    "thing",
)
"""What can be chosen of what was found, in the order in which it is offered."""

DAYS: Final = ("since", "until")


async def _search(request: Request) -> Response:
    desk, asked = desk_of(request), _asked(request)
    fields = _fields(asked)
    before = _line_named(request.query_params.get("before", ""))
    found = await desk.read("archive-search", **fields, before=before, limit=PAGE)
    facets = await desk.read("archive-facets", **fields)
    lines = [
        {**one, "pieces": snippet(one["found"], found["begins"], found["ends"])}
        for one in found["found"]
    ]
    goes_on = len(lines) == PAGE and asked.get("order") != "rank"
    return await render(
        request,
        "archive/search.html",
        asked=asked,
        lines=lines,
        before=before,
        ranked=found.get("ranked"),
        behind=found.get("behind"),
        facets=facets,
        offered=list(offered(facets["facets"])),
        chosen={name: asked[name] for name in CHOSEN if asked.get(name)},
        address=_Address(asked),
        onward=(lines[-1]["record"] or lines[-1]["telegram"]) if goes_on else None,
        keeps=await keeps_archive(desk),
    )


def offered(facets: Mapping[str, Sequence[Any]]) -> Iterator[tuple[str, Sequence[Any]]]:
    """Yield what can be chosen, the most frequent first; years in their order, the newest first."""
    for name in CHOSEN:
        values = facets.get(name)
        if values:
            yield name, sorted(values, key=_year, reverse=True) if name == "year" else values


def _year(counted: Sequence[Any]) -> str:
    return str(counted[0])


def _asked(request: Request) -> dict[str, str]:
    """Return what an address asks, without what is empty."""
    query = request.query_params
    words = query.get("q", "").strip()[:MAX_WORDS]
    others = (*CHOSEN, "number", *DAYS, "order", "exact")
    said = {name: query.get(name, "").strip()[:MAX_VALUE] for name in others}
    return {name: value for name, value in {"q": words, **said}.items() if value}


def _fields(asked: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of the question; what is to be a number and is none finds nothing."""
    fields: dict[str, Any] = {
        "query": asked.get("q", ""),
        "order": "rank" if asked.get("order") == "rank" else "newest",
        **{name: asked[name] for name in (*CHOSEN, *DAYS) if name in asked},
    }
    for name in NUMBERS:
        if name in asked:
            fields[name] = _whole(asked[name]) or 0
    if asked.get("exact"):
        fields["exact"] = True
    return fields


MOST_DIGITS: Final = 19

_LINE: Final = re.compile(r"[1-9]\d{0,15}|[\w.-]{1,64}/\d{4}/[1-9]\d{0,15}", re.ASCII)


def _whole(text: str) -> int | None:
    """Return a whole number of an address; None for what is none."""
    if not (text.isascii() and text.isdigit()) or len(text) > MOST_DIGITS:
        return None
    return int(text)


def _line_named(text: str) -> str | None:
    """Return which line a leaf goes on behind: a record's number, a telegram's reference."""
    return text if _LINE.fullmatch(text) else None


class _Address:
    """The addresses of what else could be asked."""

    def __init__(self, asked: Mapping[str, str]) -> None:
        self._asked = asked

    def __call__(self, **other: object) -> str:
        """Return the address of the same question, but for what is named."""
        asked = {name: str(value or "") for name, value in {**self._asked, **other}.items()}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"/archive?{query}" if query else "/archive"


ROUTES: Final = (Route("/archive", _search),)
