"""The authority of names goes out with the shelf; who was meant by a cover name never does."""

import json
from pathlib import Path
from typing import Any

from depesha.cli.reading_room import _names
from depesha.reading_room.authority import Known
from depesha.reading_room.shelf import build
from tests.unit.reading_room.shelves import count_of, printed, released, room_of

NAME = {"id": "kim", "kind": "person", "preferred": "Ким Ир Сен", "variants": ["Kim Il Sung"]}
COVER = {"cover": "Филиппов", "person": "Zirconius"}


class Station:
    """A station that knows a name, and whom a cover name meant; it notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def read(self, question: str, **fields: Any) -> list[dict[str, Any]]:
        self.asked.append(question)
        if question == "archive-names":
            return [] if fields["after"] else [NAME]
        return [COVER]


def test_a_cover_name_leads_to_nobody_on_the_shelf(tmp_path: Path) -> None:
    station = Station()
    names = list(_names(station))  # type: ignore[arg-type]  # all that is asked of a call
    assert set(station.asked) == {"archive-names"}
    path = tmp_path / "x"
    room = room_of(path, [released(printed(1, "Филиппов received Ким Ир Сен"))])
    build(path, [released(printed(1, "Филиппов received Ким Ир Сен"))], names)
    data = path.read_bytes()
    assert COVER["person"].encode() not in data
    assert COVER["person"].lower().encode() not in data
    assert b"Kim Il Sung" in data, "what is public of names is there to be found"
    assert count_of(room, q=COVER["cover"]) == 1
    assert count_of(room, q=COVER["person"]) == 0
    told = Known(list="people", text=COVER["cover"], variants=(COVER["person"],))
    build(path, [released(printed(1, "Филиппов"))], [told])
    assert json.dumps(COVER["person"]).encode() in path.read_bytes(), "so it would be seen"
    assert count_of(room, q=COVER["person"]) == 1, "so it would be found"
