"""One record as a file of its own, without a room around it: for whoever takes it out.

    json  tei  csl  ris  biblatex  jsonld  txt

What names the record is its own permalink, where it has one, and its source else: no address is
made up for what is on no site.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from depesha.archive.as_json import as_json
from depesha.archive.bibliography import biblatex, csl, ris
from depesha.archive.record import Holding, Record
from depesha.archive.telling import told_of
from depesha.reading_room.exchange import linked
from depesha.reading_room.rendering import render
from depesha.reading_room.showing import as_lines
from depesha.reading_room.site import Site
from depesha.reading_room.tei_parts import parts_of

NOWHERE: Final = Site(base="http://localhost")
"""Links of pages need a site; none of them is in what is made here."""


def _holding(record: Record) -> Holding | None:
    return record.holdings[0] if record.holdings else None


def _name(record: Record) -> str:
    published = record.publication
    return (published.permalink if published else "") or record.source


def _line(record: Record) -> dict[str, Any]:
    told = told_of(record)
    return {"name": record.source, "title": told.title, "sent": told.sent, "version": 1}


def _json(record: Record) -> str:
    return json.dumps(as_json(record), ensure_ascii=False)


def _csl(record: Record) -> str:
    return json.dumps([csl(record, _holding(record), record.source)], ensure_ascii=False, indent=1)


def _json_ld(record: Record) -> str:
    said = linked(NOWHERE, _line(record), record)
    said = {**said, "@id": _name(record)}
    del said["url"], said["version"], said["isAccessibleForFree"]
    return json.dumps(said, ensure_ascii=False, indent=1)


def _tei(record: Record) -> str:
    telegram = record.telegram
    return render(
        NOWHERE,
        "tei.xml",
        "",
        "en",
        line=_line(record),
        record=record,
        telegram=telegram,
        **parts_of(record),
        bonds=[],
        permalink=_name(record),
        absolute=NOWHERE.absolute,
    ).decode()


def _text(record: Record) -> str:
    return "\n".join([*as_lines(record), _name(record)])


FORMATS: Final[Mapping[str, Callable[[Record], str]]] = {
    "json": _json,
    "tei": _tei,
    "csl": _csl,
    "ris": lambda record: ris(record, _holding(record), record.source),
    "biblatex": lambda record: biblatex(record, _holding(record), record.source),
    "jsonld": _json_ld,
    "txt": _text,
}
"""What one record can be written as; of several holdings the first is cited."""
