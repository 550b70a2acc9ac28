"""`archive publish`, `archive serve`: what is public, as a shelf, as files, as a site.

The shelf is made from the releases that the station tells; the reading room opens the shelf alone.
"""

from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from depesha.cli.call import Call, Row
from depesha.cli.files import told
from depesha.cli.parser import Command, Parser
from depesha.cli.progress import counting, working
from depesha.cli.serve import port
from depesha.errors import Refused, Usage

if TYPE_CHECKING:
    from depesha.reading_room.authority import Known

AT_ONCE: Final = 100
DEFAULT_PORT: Final = 8018

KEPT: Final = (
    "decided_by",
    "authority",
    "decided_on",
    "review_on",
    "kept_back",
    "glosses",
    "versions",
    "withdrawals",
    "at",
)
"""What the shelf has of a decision."""

LISTS: Final = {"person": "people", "place": "places"}
"""In which list of the shelf a name stands, by its kind; an office stands in none."""


def _publish_options(parser: Parser) -> None:
    parser.add_argument("shelf", type=Path, metavar="SHELF", help="the file of the shelf")
    parser.add_argument(
        "--static", type=Path, metavar="DIR", help="write every page into this folder too"
    )
    parser.add_argument("--base", metavar="URL", help="where that folder will be reached")


def _publish(call: Call) -> int:
    from depesha.reading_room.place import may_stand_at  # noqa: PLC0415  # help must not pay for it
    from depesha.reading_room.shelf import build  # noqa: PLC0415  # as above

    args = call.args
    if args.base and not args.static:
        msg = "--base is of the pages that --static writes"
        raise Usage(msg, hint='"depesha archive serve --base URL" serves under an address')
    with told(str(args.shelf)), working(call, call.word("publishing")):
        count = build(may_stand_at(args.shelf), _released(call), _names(call))
    done: dict[str, Any] = {"shelf": str(args.shelf), "records": count}
    if args.static:
        done |= {"folder": str(args.static), "files": _write(call)}
    if args.json:
        call.objects([done])
        return 0
    call.told("published", count, args.shelf)
    if args.static:
        call.told("written", done["files"], args.static)
    return 0


def _released(call: Call) -> Iterator[Row]:
    """Yield what is public, a page of the station's answer at a time."""
    after = -1
    while page := call.read("archive-public", after=after, limit=AT_ONCE):
        for one in page["public"]:
            yield {
                "source": one["source"],
                "name": one["name"],
                "version": one["version"],
                "document": b64decode(one["record"]),
                "release": {name: one[name] for name in KEPT},
                "scans": [{**scan, "data": _scan(call, scan)} for scan in one["scans"]],
            }
        for one in page["withdrawn"]:
            yield {"name": one["name"], "withdrawn": one}
        if page["last"] is None:
            return
        after = page["last"]


def _names(call: Call) -> "Iterator[Known]":
    """Yield what the authority of names states: all of it is public, and cover names are none."""
    from depesha.reading_room.authority import Known  # noqa: PLC0415  # as above

    after = ""
    while page := call.read("archive-names", after=after, limit=AT_ONCE):
        for one in page:
            which = LISTS.get(one["kind"], one["kind"])
            yield Known(list=which, text=one["preferred"], variants=tuple(one["variants"]))
        after = page[-1]["id"]


def _scan(call: Call, scan: Row) -> bytes:
    return b64decode(call.read("archive-public-scan", digest=scan["digest"])["data"])


def _write(call: Call) -> int:
    _must_be_whole()
    from depesha.reading_room.browsing import Shelf  # noqa: PLC0415  # as above
    from depesha.reading_room.pages.room import Room  # noqa: PLC0415
    from depesha.reading_room.serving import base_of  # noqa: PLC0415
    from depesha.reading_room.site import Site  # noqa: PLC0415
    from depesha.reading_room.writing import write  # noqa: PLC0415

    args = call.args
    base = base_of(args.base) if args.base else "http://localhost"
    room = Room(shelf=Shelf(args.shelf), site=Site(base=base, in_files=True))
    with told(str(args.static)), counting(call, call.word("writing pages")) as moved:
        return write(room, args.static, moved)


def _must_be_whole() -> None:
    from depesha.reading_room.language import missing  # noqa: PLC0415  # as above

    if lacking := missing():
        msg = f"this installation has no reading room: {', '.join(lacking)} is not there"
        raise Refused(msg, hint='in the source folder "make assets" makes it; a wheel contains it')


def _serve_options(parser: Parser) -> None:
    parser.add_argument("shelf", type=Path, metavar="SHELF", help="the file of the shelf")
    parser.add_argument(
        "--port",
        type=port,
        default=DEFAULT_PORT,
        metavar="N",
        help="of this machine; 0: a free one",
    )
    parser.add_argument(
        "--base", metavar="URL", help="the address under which a web server before it is reached"
    )


def _serve(call: Call) -> int:
    _must_be_whole()
    from depesha.reading_room.serving import base_of, serve  # noqa: PLC0415  # as above

    args = call.args
    base = base_of(args.base) if args.base else ""

    def ready(address: str) -> None:
        if args.json:
            call.objects([{"address": address}])
        else:
            call.told("reading room at", address)
        call.world.stdout.flush()

    serve(args.shelf, args.port, base, ready)
    return 0


COMMANDS: Final = {
    "archive publish": Command(
        run=_publish,
        options=_publish_options,
        example="depesha archive publish public.shelf\n"
        "depesha archive publish public.shelf --static site --base https://archive.example",
        more="The shelf is made anew and put in the place of the old one; a reading room that is\n"
        "open goes on with the new one. What was not released is not in it.",
    ),
    "archive serve": Command(
        run=_serve,
        options=_serve_options,
        example="depesha archive serve public.shelf\n"
        "depesha archive serve public.shelf --port 8018 --base https://archive.example",
        more="It needs no station, opens the shelf alone, and stops on SIGTERM or ^C.",
    ),
}
