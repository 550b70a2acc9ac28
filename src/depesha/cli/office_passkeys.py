"""`office passkeys`: what signs in as an office beside its passphrase, and taking one away.

A passkey is added in the browser that has it, at the desk, under Settings.
"""

from typing import Any

from depesha.cli.call import Call
from depesha.cli.parser import Command, Parser
from depesha.cli.table import show
from depesha.errors import NotFound, Refused
from depesha.export.columns import Column, field
from depesha.export.times import TimeOf

SHORT = 12
"""Letters of an id that are shown, and are enough to name it."""


COLUMNS = (
    Column(title="passkey", cell=lambda _, row: row["passkey"][:SHORT]),
    Column(title="office", cell=field("office")),
    Column(title="passkey name", cell=field("name"), gives_way=True),
    Column(
        title="passkey may",
        cell=lambda speech, row: speech.word("may sign" if row["can_sign"] else "may sign in"),
    ),
    Column(title="last used", cell=TimeOf("used_at")),
)


def _options(parser: Parser) -> None:
    parser.add_argument("name", metavar="NAME", nargs="?", default="", help="of this office alone")
    parser.add_argument(
        "--remove", metavar="ID", help="let this one sign in no longer; a part of its id will do"
    )


def _passkeys(call: Call) -> int:
    fields = {"office": call.args.name} if call.args.name else {}
    lines: list[dict[str, Any]] = call.read("passkeys", **fields)
    if call.args.remove:
        return _remove(call, _named(lines, call.args.remove))
    show(call, COLUMNS, lines, "no passkeys")
    return 0


def _named(lines: list[dict[str, Any]], part: str) -> dict[str, Any]:
    """Return the passkey whose id begins so.

    Raises:
        NotFound: none does.
        Refused: several do.
    """
    found = [one for one in lines if part and one["passkey"].startswith(part.lower())]
    if not found:
        msg = f"no passkey has an id that begins with {part[:40]!r}"
        raise NotFound(msg, hint='"depesha office passkeys" lists them')
    if len(found) > 1:
        msg = f"{len(found)} passkeys have an id that begins with {part[:40]!r}"
        raise Refused(msg, hint="give more of it; --json shows the whole")
    return found[0]


def _remove(call: Call, one: dict[str, Any]) -> int:
    result = call.order("passkey-remove", office=one["office"], passkey=one["passkey"])
    if call.args.json:
        call.objects([result])
    else:
        call.told("passkey removed", one["name"], result["office"])
    return 0


COMMANDS = {
    "office passkeys": Command(
        run=_passkeys,
        options=_options,
        example="depesha office passkeys\ndepesha office passkeys gromyko --remove 3fa0",
        more="One is added at the desk, under Settings. Taking one away wants the holder of the\n"
        "office; another passphrase, or another holder, takes all of them away.",
    ),
}
