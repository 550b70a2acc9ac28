"""`serve`: run the station until it is told to stop."""

from functools import partial

from depesha.cli.call import Call, Row
from depesha.cli.parser import Command
from depesha.station.home import Home
from depesha.station.serving import serve


def _serve(call: Call) -> int:
    serve(Home(call.home), call.passphrase, partial(_ready, call))
    return 0


def _ready(call: Call, state: Row) -> None:
    if call.args.json:
        call.objects([state])
    else:
        listen = state.get("listening")
        name = state.get("station", call.home)
        call.told("serving on" if listen else "serving", name, listen)
    call.world.stdout.flush()


COMMANDS = {
    "serve": Command(
        run=_serve,
        example="depesha serve --home pyongyang\n"
        "depesha serve --home pyongyang --passphrase-file /run/credentials/depesha/passphrase",
        more="It prints one line when every door is open, and stops cleanly on SIGTERM or ^C.",
    )
}
