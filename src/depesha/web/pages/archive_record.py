"""A record of the archive: its four layers, its texts side by side, its editions and releases.

/archive/r/12                a record, by its number here
/archive/r/12?text=3         with another of its texts beside the original
/archive/r/12/cite/2.ris     its citation by the second holding, for a program
/archive/r/12/scan/5eed…     the scan of a sheet
"""

import json
from base64 import b64decode
from collections.abc import Callable, Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from depesha.archive.bibliography import biblatex, csl, ris
from depesha.archive.record import Holding, Record, TextKind
from depesha.archive.side_by_side import marks_by_sheet, parallel_of, written_of
from depesha.errors import NotFound
from depesha.web.asking import desk_of
from depesha.web.records.keeping import HANDED_OUT, Opened, keeps_archive, opened
from depesha.web.records.openness import openness_of
from depesha.web.records.showing import held_of
from depesha.web.rendering import render
from depesha.web.speech import today_of


def _csl(record: Record, holding: Holding | None, name: str) -> str:
    return json.dumps([csl(record, holding, name)], ensure_ascii=False, indent=2)


FORMS: Final[Mapping[str, tuple[str, Callable[[Record, Holding | None, str], str]]]] = {
    "csl.json": ("CSL-JSON", _csl),
    "ris": ("RIS", ris),
    "bib": ("BibLaTeX", biblatex),
}
"""How programs take a citation: the ending of its file, what it is called, and what makes it."""


async def _record(request: Request) -> Response:
    desk = desk_of(request)
    one = await opened(request, desk)
    chosen = request.query_params.get("text", "")
    texts = written_of(one.record)
    known = {str(text.place): text.place for text in texts}
    return await render(
        request,
        "archive/record.html",
        one=one,
        line=one.found,
        record=one.record,
        telegram=one.record.telegram,
        texts=texts,
        parallel=parallel_of(one.record, chosen=known.get(chosen)),
        summaries=[
            (text, one.record.telegram.texts[text.place].segments)
            for text in texts
            if text.kind == TextKind.SUMMARY.name
        ],
        copies=[(copy, marks_by_sheet(copy)) for copy in one.record.copies],
        held=held_of(one.record),
        cited=_cited(one),
        openness=openness_of(one.found),
        keeps=await keeps_archive(desk),
        thread=await desk.read("archive-thread", record=str(one.number)),
        meant=_meant(one.found["mentions"]),
        today=today_of(request).isoformat(),
    )


def _meant(mentions: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return whom cover names mean, as far as the reader may know, each once."""
    return list({(one["form"], one["person"]): one for one in mentions if one["person"]}.values())


def _cited(one: Opened) -> list[dict[str, Any]]:
    """Return the citations of a record by each holding, as people and programs take them.

    For programs they are a file, which a caveat can forbid; to cite a record by hand is no copy.
    """
    record, name = one.record, f"telegram-{one.number}"
    holdings: tuple[Holding | None, ...] = record.holdings or (None,)
    forms = FORMS if one.may_hand_out else {}
    return [
        {
            **said,
            "number": number,
            "holding": holding,
            "forms": [
                (ending, caption, make(record, holding, name))
                for ending, (caption, make) in forms.items()
            ],
        }
        for number, (said, holding) in enumerate(
            zip(one.found["citations"], holdings, strict=False), 1
        )
    ]


async def _cite(request: Request) -> Response:
    one = await opened(request, desk_of(request), to_hand_out=True)
    number, _, ending = request.path_params["file"].partition(".")
    holdings: tuple[Holding | None, ...] = one.record.holdings or (None,)
    known = {str(place): holding for place, holding in enumerate(holdings, 1)}
    if ending not in FORMS or number not in known:
        msg = f"record {one.number} has no such citation"
        raise NotFound(msg)
    said = FORMS[ending][1](one.record, known[number], f"telegram-{one.number}")
    name = f"record-{one.number}.{number}.{ending}"
    return Response(
        said,
        media_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _scan(request: Request) -> Response:
    """Return a picture; its type is one of those that the station knows by its bytes.

    A page that shows the record shows it; asked for by itself it would be a file that goes out.
    Every browser says which (Fetch Metadata); what says nothing asks as a page does.
    """
    record, digest = request.path_params["record"], request.path_params["digest"]
    purpose = {} if request.headers.get(FETCHED_AS, AS_PICTURE) == AS_PICTURE else HANDED_OUT
    desk = desk_of(request)
    found = await desk.read("archive-scan-of", record=record, digest=digest, **purpose)
    media_type = found["type"]
    if media_type not in PICTURES:
        msg = "there is no such scan"
        raise NotFound(msg)
    return Response(b64decode(found["data"]), media_type=media_type)


FETCHED_AS: Final = "Sec-Fetch-Dest"
AS_PICTURE: Final = "image"

PICTURES: Final = frozenset({"image/png", "image/jpeg"})

ROUTES: Final = (
    Route("/archive/r/{record}", _record),
    Route("/archive/r/{record}/scan/{digest}", _scan),
    Route("/archive/r/{record}/cite/{file}", _cite),
)
