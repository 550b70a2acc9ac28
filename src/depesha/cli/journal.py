"""`journal head|verify|prove|peers`: the journal, and what proves it to others."""

from depesha.cli.call import Call, Row
from depesha.cli.files import give, read_bytes
from depesha.cli.parser import Command, Parser
from depesha.cli.progress import counting
from depesha.cli.table import show
from depesha.errors import DoesNotVerify
from depesha.export.columns import Column, field
from depesha.export.screen import safe
from depesha.export.speech import Speech
from depesha.export.times import TimeOf, of

FINDINGS = frozenset({"forked", "rolled-back"})
"""What a journal in doubt is; a finding of a newer station is itself."""


def _finding(speech: Speech, row: Row) -> str:
    found = str(row.get("finding") or "")
    return speech.word(found) if found in FINDINGS else found


PEERS = (
    Column(title="station", cell=field("station")),
    Column(title="facts", cell=field("size"), right=True),
    Column(title="proved", cell=field("proved_size"), right=True),
    Column(title="at", cell=TimeOf("at")),
    Column(title="asked", cell=TimeOf("asked_at")),
    Column(title="finding", cell=_finding),
    Column(title="cut line", cell=field("cut"), right=True),
)

NOT_SHOWN = 1
"""Exit status of a proof that is whole, where whose key signed it is not shown (decision 0030)."""

MAX_PROOF_BYTES = 32 * 1024


def _head(call: Call) -> int:
    found = call.read("journal")
    if call.args.json:
        call.objects([found])
        return 0
    call.print(safe(f"{call.word('journal size')}  {found['size']}"))
    call.print(safe(f"{call.word('journal root')}  {found['root']}"))
    if found.get("lasting_at") is not None:
        when = of(call, found["lasting_at"])
        call.print(safe(f"{call.word('signed for long')}  {found['lasting_size']}  {when}"))
    if found.get("note"):
        call.print()
        for line in str(found["note"]).rstrip("\n").split("\n"):
            call.print(safe(line))
    return 0


def _peers(call: Call) -> int:
    rows = call.read("journal-peers")
    show(call, PEERS, rows, "no journals of others are known yet")
    return 0


def _prove_options(parser: Parser) -> None:
    parser.add_argument("what", metavar="REF|FACT", help="a telegram, or fact:N by its place")
    parser.add_argument("-o", "--output", metavar="FILE", help="write it here")
    parser.add_argument(
        "--lasting", action="store_true", help="by a checkpoint that ML-DSA-44 signed too"
    )


def _prove(call: Call) -> int:
    word, _, place = str(call.args.what).partition(":")
    wanted: dict[str, object] = {"reference": call.args.what}
    if word == "fact" and place.isascii() and place.isdigit():
        wanted = {"fact": int(place[:15])}
    found = call.read("journal-proof", **wanted, lasting=call.args.lasting, **call.office)
    if call.args.json:
        call.objects([found])
        return 0
    give(call, call.args.output, str(found["text"]))
    if call.args.output:
        call.told("fact proved", found["fact"], found["size"], call.args.output)
        call.told("compare the key", found["key_groups"])
    return 0


def _verify_options(parser: Parser) -> None:
    parser.add_argument("file", nargs="?", metavar="FILE", help="a proof; none: the journal here")
    parser.add_argument(
        "--key", metavar="FINGERPRINT", help="of the station whose journal it must be"
    )


def _verify(call: Call) -> int:
    if call.args.file:
        return _verify_file(call)
    # imported here, as all that opens a store is
    from depesha.station.home import Home  # noqa: PLC0415
    from depesha.station.journal_upkeep import verify_journal  # noqa: PLC0415

    with counting(call, "journal") as counted:
        checks = verify_journal(Home(call.home), call.passphrase, counted)
    if call.args.json:
        call.objects(checks)
    else:
        for one in checks:
            sign = "✓" if one["ok"] else "✗"
            call.print(safe(f"{sign} {one['check']}  {one['detail']}"))
        for hint in sorted({str(one["hint"]) for one in checks if one.get("hint")}):
            call.world.stderr.write(f"depesha: hint: {hint}\n")
    return 0 if all(one["ok"] for one in checks) else DoesNotVerify.exit_status


def _verify_file(call: Call) -> int:
    from depesha.keybook import parse_fingerprint  # noqa: PLC0415
    from depesha.station.home import Home  # noqa: PLC0415
    from depesha.station.journal_upkeep import verify_file  # noqa: PLC0415

    data = read_bytes(call.world, call.args.file, MAX_PROOF_BYTES)
    key = parse_fingerprint(call.args.key) if call.args.key else None
    home = Home(call.home)
    at_hand = home if key is None and home.settings.is_file() else None
    found = verify_file(data, key, at_hand, call.passphrase)
    if call.args.json:
        call.objects([found])
    else:
        for line in _said(call, found):
            call.print(safe(line))
    return NOT_SHOWN if found["key_known_by"] is None else 0


def _said(speech: Speech, found: Row) -> list[str]:
    station, at = found["station"], of(speech, found["at"])
    stands = (found["fact"], found["size"], station, found["fact_kind"], at)
    lines = [speech.word("fact stands").format(*stands)]
    names = ("uid", "slip_id", "digest")
    lines += [f"  {name} {found[name]}" for name in names if found[name]]
    how = "Ed25519 and ML-DSA-44" if found["lasting"] else "Ed25519"
    lines.append(f"  {speech.word('head signed by').format(how, found['key_groups'])}")
    if found["key_known_by"] is None:
        lines.append(f"  {speech.word('whose key')}")
    return lines


COMMANDS = {
    "journal head": Command(run=_head, example="depesha journal head\ndepesha journal head --json"),
    "journal peers": Command(run=_peers, example="depesha journal peers"),
    "journal prove": Command(
        run=_prove,
        options=_prove_options,
        example="depesha journal prove 26044 -o 26044.proof\n"
        "depesha journal prove fact:1951 --lasting",
    ),
    "journal verify": Command(
        run=_verify,
        options=_verify_options,
        example="depesha journal verify\ndepesha journal verify 26044.proof",
        more="Exit 5 if anything does not verify. A FILE that is whole, but whose key signed it\n"
        "is not shown by --key or the key book here, exits 1: anybody could have made it.",
    ),
}
