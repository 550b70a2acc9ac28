"""`serve`: run the station until it is told to stop."""

from argparse import ArgumentTypeError
from functools import partial
from typing import Final

from depesha.cli.call import Call, Row
from depesha.cli.parser import Command, Parser
from depesha.errors import Refused
from depesha.station import settings as settings_file
from depesha.station.face import Face
from depesha.station.home import Home
from depesha.station.serving import serve

MAX_PORT: Final = 65535


def _serve(call: Call) -> int:
    serve(Home(call.home), call.passphrase, partial(_ready, call), face=_desk(call))
    return 0


def _desk(call: Call) -> Face | None:
    """Return the desk in the browser, where one is asked for."""
    setting = settings_file.read(Home(call.home).must_exist().settings.read_bytes()).web
    if call.args.web is None and setting is None:
        return None
    # imported here because a station without a desk needs no web server
    from depesha.web.host import DeskHost  # noqa: PLC0415
    from depesha.web.setting import LOOPBACK, Address, address_of  # noqa: PLC0415
    from depesha.web.statics import missing  # noqa: PLC0415

    if lacking := missing():
        msg = f"this installation has no desk: {', '.join(lacking)} is not there"
        raise Refused(msg, hint='in the source folder "make assets" makes it; a wheel contains it')
    if call.args.web is not None:
        return DeskHost(Address(host=LOOPBACK[0], port=call.args.web))
    return DeskHost(address_of(setting)) if setting else None


def _ready(call: Call, state: Row) -> None:
    if call.args.json:
        call.objects([state])
    else:
        listen = state.get("listening")
        name = state.get("station", call.home)
        call.told("serving on" if listen else "serving", name, listen)
        if state.get("desk"):
            call.told("desk at", state["desk"])
    call.world.stdout.flush()


def _options(parser: Parser) -> None:
    parser.add_argument(
        "--web",
        type=port,
        metavar="PORT",
        help="open the desk in the browser at this port of this machine; 0: at a free one",
    )


def port(text: str) -> int:
    """Read the number of a port.

    Raises:
        ArgumentTypeError: it is none.
    """
    if not (text.isascii() and text.isdigit() and int(text) <= MAX_PORT):
        msg = f"a port is a number from 0 to {MAX_PORT}"
        raise ArgumentTypeError(msg)
    return int(text)


COMMANDS = {
    "serve": Command(
        run=_serve,
        options=_options,
        example="depesha serve --home pyongyang\n"
        "depesha serve --home pyongyang --passphrase-file /run/credentials/depesha/passphrase\n"
        "depesha serve --home pyongyang --web 8017",
        more="It prints one line when every door is open, and stops cleanly on SIGTERM or ^C.",
    )
}
