"""`seized`: what is lost with a station that was taken, what is to be done, and the drill of it."""

from collections.abc import Iterator
from typing import Final

from depesha.cli.call import Call, Row
from depesha.cli.key_life import cut_line, revoked, since_of, since_option
from depesha.cli.parser import Command, Parser
from depesha.export.labels import classification
from depesha.export.screen import safe
from depesha.export.times import of

SHOWN: Final = 20
"""Telegrams that a list shows; --json has them all."""


LISTS: Final = (
    ("copies", "seized copies"),
    ("its_own", "seized its_own"),
    ("queued", "seized queued"),
    ("beyond", "seized beyond"),
)
"""The lists of telegrams, each with its caption."""


def _options(parser: Parser) -> None:
    parser.add_argument("station", metavar="STATION")
    since_option(parser)
    parser.add_argument(
        "--do", metavar="REASON", help="at the centre: revoke it, after the report was shown"
    )


def _seized(call: Call) -> int:
    args = call.args
    found = call.read("seized", station=args.station, **since_of(call))
    done = None
    if args.do:
        done = call.order("keybook-revoke", station=args.station, reason=args.do, **since_of(call))
    if args.json:
        call.objects([{**found, "is_exercise": done is None, "done": done}])
        return 0
    for line in _lines(call, found):
        call.print(safe(line))
    call.print()
    if done is None:
        call.print(safe(call.word("exercise").format(args.station)))
    else:
        call.print(safe(revoked(call, args.station, done)))
    return 0


def _lines(call: Call, found: Row) -> Iterator[str]:
    yield f"{found['station']}  {found['status'].lower()}"
    yield from ("", call.word("enemy learns"))
    yield f"  {call.word('open store')}: {found['enemy_learns']['open_store']}"
    yield f"  {call.word('locked store')}: {found['enemy_learns']['locked_store']}"
    for key in found["period_keys"]:
        times = f"{of(call, key['not_before_at'])} – {of(call, key['not_after_at'])}"
        yield f"  {call.word('traffic to its key').format(key['fingerprint'][:16], times)}"
    yield from ("", call.word("enemy does not learn"))
    yield from (f"  {line}" for line in found["enemy_does_not_learn"])
    for key, caption in LISTS:
        yield from ("", f"{call.word(caption)}: {len(found[key])}")
        yield from (f"  {_telegram(call, one)}" for one in found[key][:SHOWN])
        if len(found[key]) > SHOWN:
            yield f"  … {len(found[key]) - SHOWN}"
    cut = found["cut_line"]
    yield from ("", cut_line(call, cut["size"]))
    if cut["root"]:
        yield f"  {cut['root']}  {of(call, cut['witnessed_at'])}"
    yield from ("", call.word("what to do"))
    yield from (f"  {place}. {step}" for place, step in enumerate(found["next"], 1))


def _telegram(call: Call, one: Row) -> str:
    label = " ".join((classification(call, one), *one["caveats"]))
    numbers = ", ".join(map(str, one["copy_numbers"]))
    copies = [call.word("seized numbers").format(numbers)] if numbers else []
    return "  ".join([one["reference"], label, of(call, one["at"]), *one["offices"], *copies])


COMMANDS = {
    "seized": Command(
        run=_seized,
        options=_options,
        example="depesha seized pyongyang\n"
        'depesha seized pyongyang --since 2026-12-04T06:00Z --do "the post was taken"',
        more="Without --do it is an exercise: nothing is changed.",
    ),
}
