"""What a page of the registry says of a book: the sums at its foot, and its cells."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.routing import Route

from depesha.export.columns import Column
from depesha.export.speech import Row, Speech
from depesha.web.asking import Desk

_REFERENCE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}/[0-9]{1,4}/[0-9]{1,15}")

KINDS: Final = (
    ("telegrams", "telegrams in all"),
    ("withheld", "withheld in all"),
    ("voids", "voids in all"),
    ("skipped", "skipped in all"),
    ("gaps", "gaps in all"),
)
ALWAYS: Final = frozenset({"telegrams", "voids", "gaps"})
"""What a foot says even where there is none of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A cell of a page: what stands in it, and the telegram that it names.

    `opens`: the first of its row that names one; Enter goes there.
    """

    title: str
    text: str
    reference: str = ""
    opens: bool = False
    right: bool = False


def cells(speech: Speech, columns: Sequence[Column], rows: Sequence[Row]) -> list[list[Shown]]:
    """Return the cells of every row; a column in which nothing stands is left out."""
    texts = [[one.cell(speech, row) for one in columns] for row in rows]
    used = [place for place in range(len(columns)) if any(line[place] for line in texts)]
    return [
        list(_row([_cell(speech, columns[place], line[place]) for place in used])) for line in texts
    ]


def _row(line: Sequence[Shown]) -> Iterator[Shown]:
    opener = next((one for one in line if one.reference), None)
    for one in line:
        yield replace(one, opens=True) if one is opener else one


def _cell(speech: Speech, column: Column, text: str) -> Shown:
    return Shown(
        title=speech.word(column.title),
        text=text,
        reference=text if _REFERENCE.fullmatch(text) else "",
        right=column.right,
    )


def foot(speech: Speech, years: Sequence[Row]) -> list[str]:
    """Return the sums of a numbered book in words, and the last number of each year."""
    totals = {kind: sum(int(year[kind]) for year in years) for kind, _ in KINDS}
    said = [
        speech.word(key).format(totals[kind])
        for kind, key in KINDS
        if totals[kind] or kind in ALWAYS
    ]
    lines = [f"{speech.word('in all')}: {', '.join(said)}."]
    return lines + [speech.word("last number").format(one["year"], one["last"]) for one in years]


async def roles_of(desk: Desk) -> frozenset[str]:
    """Return the roles of the office that is signed in: which forms it has any use for."""
    offices = await desk.of_station("offices")
    return frozenset(
        role for one in offices if one["office"] == desk.office for role in one["roles"]
    )


def print_path(request: Request, book: str, query: Mapping[str, str]) -> str:
    """Return the address of a book on paper; empty where this desk prints none."""
    if not has_page(request, "/print/register/"):
        return ""
    return f"/print/register/{book}?{urlencode(query)}"


def has_page(request: Request, beginning: str) -> bool:
    """Say whether the desk has a page whose address begins so."""
    paths = (route.path for route in request.app.routes if isinstance(route, Route))
    return any(path.startswith(beginning) for path in paths)
