"""`keybook enrol` and `station enrol`: a post is admitted with a short code that was read to it."""

from typing import TYPE_CHECKING, Final

from depesha.cli.call import Call, Row
from depesha.cli.parser import Command, Parser, number
from depesha.errors import Refused, Usage
from depesha.export.screen import safe
from depesha.names import station_id
from depesha.spoken import code_words, fingerprint_words, parse_code

if TYPE_CHECKING:
    from depesha.keybook import Request  # only what enrols pays for it
    from depesha.station.enrolling import Enrolled

DEFAULT_MINUTES: Final = 60
MOST_MINUTES: Final = 24 * 60
MAX_CODE_BYTES: Final = 200


def _address(text: str) -> tuple[str, int]:
    from depesha.station.neighbourhood import parse_address  # noqa: PLC0415  # help must not pay for it

    found = parse_address(text)
    if found is None:
        msg = "there is no address"
        raise Usage(msg, hint="host:port, as in 127.0.0.1:7100")
    return found.host, found.port


# -- the centre -----------------------------------------------------------------------------------


def _centre_options(parser: Parser) -> None:
    parser.add_argument("station", metavar="STATION", help="for whom the code is")
    parser.add_argument(
        "--listen",
        default="127.0.0.1:0",
        metavar="HOST:PORT",
        help="where it may call, while this command runs; port 0 takes a free one",
    )
    parser.add_argument(
        "--minutes",
        type=number,
        default=DEFAULT_MINUTES,
        metavar="N",
        help="how long, 60 if not said",
    )
    parser.add_argument("--yes", action="store_true", help="admit it without asking a person")


def _centre(call: Call) -> int:
    # imported here because help must not pay for the cipher library
    from depesha.station import enrolling  # noqa: PLC0415

    args = call.args
    station = station_id(args.station)
    if args.minutes > MOST_MINUTES:
        msg = f"a code is good for at most {MOST_MINUTES} minutes"
        raise Usage(msg)
    if not args.yes and not call.world.can_ask():
        msg = "nobody can be asked whether the fingerprint is right"
        raise Usage(msg, hint="run it at a terminal, or say --yes")
    secret = enrolling.new_code()
    door = enrolling.listen(_address(args.listen))
    with door:
        host, port = door.getsockname()[:2]
        centre = enrolling.Centre(
            note=lambda stage, tries: _note(call, station, stage, tries),
            agrees=lambda request: args.yes or _agrees(call, request),
            admit=lambda text: _admit(call, station, text),
            ready=lambda: _tell_code(call, station, code_words(secret), f"{host}:{port}"),
        )
        request = enrolling.receive(door, station, secret, centre, seconds=60.0 * args.minutes)
    words = fingerprint_words(request.fingerprint)
    if args.json:
        done = {"station": station, "state": "admitted", "words": words}
        call.objects([{**done, "fingerprint": request.fingerprint.hex()}])
    else:
        call.note(f"{station} admitted, and it has adopted its key book: {words}")
    return 0


def _tell_code(call: Call, station: str, code: str, address: str) -> None:
    if call.args.json:
        call.objects([{"station": station, "state": "open", "code": code, "address": address}])
    else:
        call.print(f"{code}")
        call.note(f"read it to {station}, which calls {address} in {call.args.minutes} minutes")
    call.world.stdout.flush()


def _note(call: Call, station: str, stage: str, tries: int) -> None:
    call.order("enrolment", station=station, stage=stage, tries=tries)
    if stage == "wrong-code":
        call.world.stderr.write(f"depesha: a wrong code for {station} ({tries})\n")


def _agrees(call: Call, request: "Request") -> bool:
    """Ask the person at the centre whether the station reads out the same words."""
    offices = ", ".join(one.office for one in request.identity.offices) or "no offices"
    words = fingerprint_words(request.fingerprint)
    call.world.stderr.write(safe(f"{request.identity.station}: {offices}") + "\n")
    call.world.stderr.write(f"it reads out: {words}\nadmit it? [y/N] ")
    call.world.stderr.flush()
    return call.world.stdin.readline().strip().lower() in {b"y", b"yes", "да".encode()}


def _admit(call: Call, station: str, text: str) -> tuple[bytes, str]:
    waits = call.order("keybook-admit", text=text).get("waits")
    if waits:
        msg = f"{station} is proposed: {waits} more holders of root keys must sign"
        raise Refused(msg, hint="export its key book once they have; the code is void")
    root = bytes.fromhex(call.read("keybook")["root"])
    return root, str(call.read("keybook-export", station=station)["text"])


# -- the post -------------------------------------------------------------------------------------


def _post_options(parser: Parser) -> None:
    parser.add_argument("address", metavar="ADDRESS", help="where the centre listens, host:port")
    parser.add_argument(
        "code", nargs="+", metavar="CODE", help="the five words that it read out; - is stdin"
    )


def _post(call: Call) -> int:
    # imported here because help must not pay for the cipher library
    from depesha.station import enrolling, founding  # noqa: PLC0415
    from depesha.station.home import Home  # noqa: PLC0415

    words = " ".join(call.args.code)
    if words == "-":
        words = call.world.stdin.readline(MAX_CODE_BYTES).decode(errors="replace")
    code = parse_code(words)
    asked = founding.request(Home(call.home), call.passphrase)
    if not call.args.json:
        call.note(f"read this to the centre if it asks: {asked['words']}")
        call.world.stdout.flush()
    told: list[bytes] = []

    def adopt(enrolled: "Enrolled") -> Row:
        told.append(enrolled.root)
        return call.order("keybook-import", text=enrolled.book, root=enrolled.root.hex())

    address = _address(call.args.address)
    done = enrolling.enrol(address, station_id(asked["station"]), code, str(asked["text"]), adopt)
    if not told:
        msg = "the centre gave no key book"
        raise Refused(msg)
    root = told[0]
    if call.args.json:
        call.objects([{**done, "root": root.hex(), "root_words": fingerprint_words(root)}])
    else:
        call.note(f"admitted; key book version {done['version']}, root {root.hex()}")
        call.note(f"the root in words: {fingerprint_words(root)}")
    return 0


COMMANDS = {
    "keybook enrol": Command(
        run=_centre,
        options=_centre_options,
        example="depesha keybook enrol pyongyang --listen 127.0.0.1:7100\n"
        "depesha keybook enrol pyongyang --minutes 10 --yes",
        more="It prints a code of five words and waits. Read them to the station by a way that\n"
        "nobody overhears. After three wrong codes, or an hour, the code is void.",
    ),
    "station enrol": Command(
        run=_post,
        options=_post_options,
        example="depesha station enrol 127.0.0.1:7100 badekin aledo ketav inova lamas",
        more="The centre is sent this station's request, and its key book and root come back,\n"
        "all under a key that both make from the code.",
    ),
}
