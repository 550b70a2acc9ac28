"""`link add|list|status|listen|minimize`: the lines of this station."""

from pathlib import Path

from depesha.cli.call import Call, Row
from depesha.cli.parser import Command, Parser
from depesha.cli.table import show
from depesha.export.columns import Column, field, reason
from depesha.export.speech import Speech
from depesha.export.times import TimeOf
from depesha.station import founding, mail_setting
from depesha.station.home import Home
from depesha.station.mail_setting import MailSetting

PLANNED = {True: "planned", False: "not in the plan"}


def _where(_speech: Speech, row: Row) -> str:
    """Return where a line leads: an address, the two folders, or the neighbour's mailbox."""
    if row.get("mail_to"):
        return f"mail to {row['mail_to']}"
    folders = (row.get("folder_out"), row.get("folder_in"))
    return str(row.get("address") or ", ".join(str(one) for one in folders if one))


def _done(speech: Speech, added: Row) -> str:
    """Say what became of the line, and how it was before."""
    was = added["was"]
    if was is None:
        return speech.word("line added")
    before, now = (_where(speech, one) or speech.word("neighbour calls") for one in (was, added))
    return speech.word("line as it was" if before == now else "line changed").format(before)


def _why(speech: Speech, row: Row) -> str:
    """Return what is wrong, of mail with the cure; or how much mail came that was no good."""
    if error := str(row.get("last_error") or ""):
        hint = row.get("hint")
        return f"{error} ({hint})" if hint and row.get("mail_to") else error
    counts = {word: row.get(f"mails_{word}") for word in ("returned", "spoiled")}
    return ", ".join(
        speech.reason(f"{count} mails {word}") for word, count in counts.items() if count
    )


LIST = (
    Column(title="neighbour", cell=field("neighbour")),
    Column(title="address", cell=_where),
    Column(title="state", cell=lambda speech, row: speech.reason(PLANNED[bool(row["planned"])])),
)


def _bulk(speech: Speech, row: Row) -> str:
    """Return how the bulk connection stands, and how many attachments are under way."""
    blobs = len(row.get("blobs") or ())
    going = f" ({blobs} {speech.word('attachments')})" if blobs else ""
    return f"{speech.reason(row.get('bulk_state') or '')}{going}".strip()


STATUS = (
    Column(title="neighbour", cell=field("neighbour")),
    Column(title="state", cell=reason("state")),
    Column(title="bulk", cell=_bulk),
    Column(title="since", cell=TimeOf("since_at")),
    Column(title="next try", cell=TimeOf("until_at")),
    Column(title="sent", cell=field("sent"), right=True),
    Column(title="received", cell=field("received"), right=True),
    Column(title="last sent", cell=TimeOf("last_sent_at")),
    Column(title="last came", cell=TimeOf("last_came_at")),
    Column(title="unanswered", cell=TimeOf("unanswered_since_at")),
    Column(title="lowest grade", cell=reason("lowest_grade")),
    Column(title="address", cell=_where),
    Column(title="why", cell=_why, gives_way=True),
)


MAIL = (
    ("--mail-to", "ADDRESS", "the neighbour's mailbox"),
    ("--mail-from", "ADDRESS", "this station's mailbox"),
    ("--smtp", "URL", "sends: smtps://USER@HOST:PORT, or smtp:// with STARTTLS"),
    ("--imap", "URL", "fetches: imaps://USER@HOST:PORT/MAILBOX, or imap:// with STARTTLS"),
    ("--maildir", "DIR", "fetches from a Maildir instead"),
    ("--spool", "DIR", "fetches from a folder with a file for each mail instead"),
    ("--password-file", "FILE", "its first line is the password; only you may read it"),
)
SIZES = (
    ("--part-bytes", "N", "the largest attachment of a mail (5000000)"),
    ("--blob-bytes", "N", "the largest file of a telegram, sealed, that goes (25000000)"),
    ("--poll-seconds", "N", "between looks into the mailbox (60 by IMAP, else 5)"),
    ("--repeat-seconds", "N", "until what is unanswered goes again (900), then twice that"),
)


def _add_options(parser: Parser) -> None:
    parser.add_argument("neighbour", metavar="NEIGHBOUR", help="a station, as in moscow")
    parser.add_argument(
        "address", nargs="?", default="", metavar="HOST:PORT", help="none: the neighbour calls"
    )
    parser.add_argument("--folder-out", default="", metavar="DIR", help="we write there")
    parser.add_argument("--folder-in", default="", metavar="DIR", help="the neighbour's files")
    for name, metavar, said in MAIL:
        parser.add_argument(name, default="", metavar=metavar, help=said)
    for name, metavar, said in SIZES:
        parser.add_argument(name, type=int, metavar=metavar, help=said)


def _add(call: Call) -> int:
    out, into = _absolute(call.args.folder_out), _absolute(call.args.folder_in)
    home, args = Home(call.home), call.args
    added = founding.add_line(home, args.neighbour, args.address, out, into, mail=_mail(call))
    said = call.word("line settled").format(call.args.neighbour, _done(call, added))
    return _tell(call, added, f"{said}{_from_when(call, added)}")


def _absolute(path: str) -> str:
    return str(Path(path).absolute()) if path else ""


def _mail(call: Call) -> MailSetting | None:
    """Return what the options say of mail; what they do not say is as usual."""
    given = {key: getattr(call.args, key) for key in mail_setting.KEYS}
    said = {key: value for key, value in given.items() if value not in {"", None}}
    for key in {"maildir", "spool", "password_file"} & said.keys():
        said[key] = _absolute(said[key])
    return mail_setting.of(said)


def _listen_options(parser: Parser) -> None:
    parser.add_argument("address", metavar="HOST:PORT", help="as in 127.0.0.1:7003")


def _listen(call: Call) -> int:
    settled = founding.set_listen(Home(call.home), call.args.address)
    said = call.word("listens").format(call.args.address)
    return _tell(call, settled, f"{said}{_from_when(call, settled)}")


def _from_when(speech: Speech, settled: Row) -> str:
    return speech.word("at its next start") if settled["served"] else ""


def _tell(call: Call, result: Row, done: str) -> int:
    if call.args.json:
        call.objects([result])
    else:
        call.note(done)
    return 0


def _minimize_options(parser: Parser) -> None:
    parser.add_argument("neighbour", metavar="NEIGHBOUR", help="a station, as in moscow")
    parser.add_argument(
        "precedence", metavar="PRECEDENCE", help="the lowest that passes, as in IMMEDIATE, or off"
    )


def _minimize(call: Call) -> int:
    args = call.args
    result = call.order("minimize", neighbour=args.neighbour, precedence=args.precedence)
    lowest = result.get("precedence")
    return _tell(
        call,
        result,
        call.word("minimum" if lowest else "no minimum").format(args.neighbour, lowest),
    )


def _list(call: Call) -> int:
    """List the plan's lines, and those in the file, which may be newer than what is served."""
    written = {one["neighbour"]: one for one in founding.show(Home(call.home))["lines"]}
    planned = {one["neighbour"]: one for one in call.read("neighbours")}
    rows = [
        {"planned": False, **planned.get(name, {}), **written.get(name, {})}
        for name in sorted({*written, *planned})
    ]
    show(call, LIST, rows, "no lines")
    return 0


def _status(call: Call) -> int:
    show(call, STATUS, call.read("links"), "no lines")
    return 0


COMMANDS = {
    "link add": Command(
        run=_add,
        options=_add_options,
        example="depesha link add moscow 127.0.0.1:7001\ndepesha link add pyongyang\n"
        "depesha link add peking --folder-out /media/courier/out --folder-in /media/courier/in\n"
        "depesha link add peking --mail-to peking@example.org --mail-from moscow@example.net"
        " --smtp smtps://moscow@mail.example.net --imap imaps://moscow@mail.example.net"
        " --password-file /etc/depesha/mail-password",
        more="A station that is being served takes it in when it is started again.",
    ),
    "link minimize": Command(
        run=_minimize,
        options=_minimize_options,
        example="depesha link minimize moscow IMMEDIATE\ndepesha link minimize moscow off",
        more="Packets show their transport grade alone, so what shares a grade passes together: "
        "PRIORITY with IMMEDIATE, FLASH with OVERRIDE. The rest takes another way, or waits.",
    ),
    "link list": Command(run=_list, example="depesha link list"),
    "link status": Command(run=_status, example="depesha link status --json"),
    "link listen": Command(
        run=_listen, options=_listen_options, example="depesha link listen 127.0.0.1:7003"
    ),
}
