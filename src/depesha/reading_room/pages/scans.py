"""The scans of a record, as pictures and as a IIIF manifest."""

import json
from re import Match

from depesha.archive.scans import ENDINGS
from depesha.errors import NotFound
from depesha.reading_room.answer import IIIF, Answer, Asked
from depesha.reading_room.manifest import manifest
from depesha.reading_room.pages.room import Room


def scan(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return the picture of a sheet.

    Raises:
        NotFound: there is none, or it is of another kind.
    """
    del asked
    line, _ = room.shelf.record(found["name"])
    kind, data = room.shelf.scan(line["id"], int(found["sheet"]))
    if ENDINGS[kind] != found["kind"]:
        msg = "there is no such scan"
        raise NotFound(msg)
    name = f"{found['name']}-sheet-{found['sheet']}.{found['kind']}"
    return Answer(data=data, kind=kind, file_name=name, is_for_viewers=True)


def iiif(room: Room, asked: Asked, found: Match[str]) -> Answer:
    """Return the manifest of a record with scans.

    Raises:
        NotFound: there is no such record, or it has none.
    """
    del asked
    line, record = room.shelf.record(found["name"])
    scans = room.shelf.scans(line["id"])
    if not scans:
        msg = "the record has no scans"
        raise NotFound(msg)
    said = manifest(room.site, line, record, scans)
    data = json.dumps(said, ensure_ascii=False, indent=1).encode()
    return Answer(data=data, kind=IIIF, is_for_viewers=True)
