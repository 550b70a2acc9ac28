"""`evidence` and `verify`: a telegram proved to somebody else, and what such a proof holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from depesha.cli.call import Call, Row
from depesha.cli.parser import Command, Parser
from depesha.cli.screen import safe
from depesha.cli.times import of
from depesha.errors import DoesNotVerify

if TYPE_CHECKING:
    from depesha.evidence.judging import Verdict  # only `verify` pays for it
    from depesha.station.client import Client

NOT_SHOWN: Final = 1
"""Exit status of a bundle that is whole, where no root was named: nobody has been proved."""


STEPS: Final = (
    *("files", "root", "key book", "manifest", "telegram", "release"),
    *("envelope", "delivery report", "answer", "service message"),
    *("journal", "readable", "attachment"),
)
"""What can hold, as `depesha.evidence.judging` says it; each is a caption."""


def _options(parser: Parser) -> None:
    parser.add_argument("reference", metavar="REF", help="26044, moscow/26044 or moscow/1951/26044")
    parser.add_argument("target", metavar="DIR", help="a folder to make; with --to, a file")
    parser.add_argument("--to", metavar="AGE-RECIPIENT", default="", help="seal it for age1pq1…")
    parser.add_argument("--attachments", action="store_true", help="with the attached files")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The station, asked for the person at this terminal: he is asked for his passphrase."""

    call: Call
    station: "Client"

    def order(self, name: str, /, *, order_id: str = "", **fields: Any) -> dict[str, Any]:  # noqa: ANN401  # as a client takes them
        return self.call.given(self.station, name, order_id, fields)

    def read(self, name: str, /, **fields: object) -> Any:  # noqa: ANN401  # JSON of many shapes
        return self.station.read(name, **fields)


def _evidence(call: Call) -> int:
    # imported here because help needs no cipher library
    from depesha.station.evidencing import Wish, make  # noqa: PLC0415
    from depesha.station.home import Home  # noqa: PLC0415

    args = call.args
    wish = Wish(
        reference=args.reference,
        target=Path(args.target),
        recipient=args.to,
        attachments=args.attachments,
        language=call.language,
        office=call.office,
    )
    with call.world.connect(call.home, passphrase=call.passphrase) as station:
        done = make(Home(call.home), _Asked(call=call, station=station), wish)
    if args.json:
        call.objects([done])
        return 0
    how = call.word("sealed as one" if done["sealed"] else "files in it").format(done["files"])
    call.told("evidence made", done["number"], done["reference"], how, done["target"])
    for one in done["left_out"]:
        call.told("left out", f"{call.word(one['what'])} {one['digest'][:16]}", one["why"])
    call.told("tell the root", done["root"])
    return 0


def _verify_options(parser: Parser) -> None:
    parser.add_argument("folder", metavar="DIR", help="the folder of the evidence")
    parser.add_argument(
        "--root", default="", metavar="HEX", help="the network's root, heard by another way"
    )


def _verify(call: Call) -> int:
    # imported here because help needs no cipher library
    from depesha.evidence.judging import judge  # noqa: PLC0415
    from depesha.keybook import parse_fingerprint  # noqa: PLC0415
    from depesha.station.evidence_folder import EvidenceFolder  # noqa: PLC0415

    args = call.args
    root = parse_fingerprint(args.root) if args.root else None
    verdict = judge(EvidenceFolder(Path(args.folder)), root)
    if args.json:
        call.objects([_as_json(verdict)])
    else:
        for line in _lines(call, verdict):
            call.print(line)
    if verdict.problem is not None:
        raise DoesNotVerify(verdict.problem.message, hint=verdict.problem.hint)
    return 0 if verdict.is_named else NOT_SHOWN


def _lines(call: Call, verdict: "Verdict") -> Iterator[str]:
    for step in verdict.steps:
        said = (
            call.word(step.what),
            step.who,
            call.word(step.said),
            of(call, step.at) if step.at else "",
        )
        yield safe("✓ " + "  ".join(one for one in said if one))
    yield ""
    if verdict.problem is not None:
        yield safe(f"✗ {call.word('not whole')}: {verdict.problem.message}")
        return
    manifest = verdict.manifest
    if manifest is not None and manifest.message_type != "OPERATION":
        yield f"*** {call.word(manifest.message_type)} ***"
    yield f"{call.word('it holds' if verdict.is_named else 'whole')}: {verdict.root}"


def _as_json(verdict: "Verdict") -> Row:
    manifest, problem = verdict.manifest, verdict.problem
    found: dict[str, Any] = {
        "holds": problem is None and verdict.is_named,
        "whole": problem is None,
        "root": verdict.root,
        "root_named": verdict.is_named,
        "problem": None if problem is None else {"code": problem.code, "message": problem.message},
        "steps": [
            {"what": one.what, "who": one.who, "said": one.said, "at": one.at}
            for one in verdict.steps
        ],
        "reached": [
            {"what": one.what, "who": one.who, "said": one.said, "at": one.at}
            for one in verdict.reached
        ],
    }
    if manifest is not None and problem is None:
        found |= {
            "telegram": manifest.telegram,
            "message_type": manifest.message_type,
            "station": manifest.station,
            "office": manifest.office,
            "made_at": manifest.made_at,
            "left_out": [
                {"what": one.what, "digest": one.digest, "why": one.why}
                for one in manifest.left_out
            ],
        }
    return found


COMMANDS = {
    "evidence": Command(
        run=_evidence,
        options=_options,
        example="depesha evidence 26044 proof-26044\n"
        "depesha evidence moscow/26044 proof.tar.age --to age1pq1… --attachments",
        more="That it is made is written in the journal first. The folder holds the signed\n"
        "documents, whose keys they are, and a README with stock commands that check it.",
    ),
    "verify": Command(
        run=_verify,
        options=_verify_options,
        example="depesha verify proof-26044 --root 4f1c…",
        more="Exit 0: it holds under that root. 5: it does not, and why. Without --root it exits\n"
        "1 at best: it may be whole, but then all of it may be made up.",
    ),
}
