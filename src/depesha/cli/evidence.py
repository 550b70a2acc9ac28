"""`evidence` and `verify`: a telegram proved to somebody else, and what such a proof holds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from depesha.cli.call import Call, Row
from depesha.cli.parser import Command, Parser
from depesha.errors import DoesNotVerify
from depesha.export.screen import safe
from depesha.export.times import of

if TYPE_CHECKING:
    from depesha.evidence.judging import Step, Verdict  # only `verify` pays for it
    from depesha.station.client import Client

NOT_SHOWN: Final = 1
"""Exit status of a bundle that is whole, where no root was named: nobody has been proved."""


STEPS: Final = (
    *("files", "root", "root documents", "key book", "manifest", "telegram registered", "release"),
    *("releases", "policy not known", "amended", "revoked"),
    *("envelope", "delivery report", "answer", "service message"),
    *("journal", "readable", "attachment"),
)
"""What can be said, as `depesha.evidence.judging` says it; each is a caption."""

CAPTION: Final = {"telegram": "telegram registered"}
"""Steps whose caption has another key: the word by itself stands on the sheet."""

WARNINGS: Final = frozenset({"amended", "revoked", "policy not known"})
"""Steps that are no step forward: what must be known beside what holds."""

CODED: Final = frozenset({"delivery report", "answer", "service message"})
"""Steps that name a kind or a code."""


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
    call.told("in words too", done["root_words"])
    return 0


def _verify_options(parser: Parser) -> None:
    parser.add_argument(
        "folder", metavar="DIR|CODE", help="the folder of the evidence, or the code of a sheet"
    )
    parser.add_argument(
        "--root",
        default="",
        metavar="HEX|WORDS",
        help="the network's root, heard by another way; its words in quotes",
    )


def _verify(call: Call) -> int:
    # imported here because help needs no cipher library
    from depesha.cli.sheets import verify_sheet  # noqa: PLC0415
    from depesha.evidence.judging import judge  # noqa: PLC0415
    from depesha.imprint import is_imprint  # noqa: PLC0415
    from depesha.keybook import parse_fingerprint  # noqa: PLC0415
    from depesha.spoken import parse_fingerprint_words  # noqa: PLC0415
    from depesha.station.evidence_folder import EvidenceFolder  # noqa: PLC0415
    from depesha.station.policies import shipped_policies  # noqa: PLC0415

    args = call.args
    if is_imprint(args.folder):
        return verify_sheet(call, args.folder)
    root = (
        (parse_fingerprint_words(args.root) or parse_fingerprint(args.root)) if args.root else None
    )
    verdict = judge(EvidenceFolder(Path(args.folder)), root, shipped_policies())
    if args.json:
        call.objects([_as_json(verdict)])
    else:
        for line in _lines(call, verdict):
            call.print(line)
    if verdict.problem is not None:
        raise DoesNotVerify(verdict.problem.message, hint=verdict.problem.hint)
    return 0 if verdict.is_named else NOT_SHOWN


def _lines(call: Call, verdict: "Verdict") -> Iterator[str]:
    warned = [line for one in verdict.steps if (line := _warning(call, one))]
    yield from warned
    for step in verdict.steps:
        if step.what not in WARNINGS:
            yield safe(f"✓ {_step(call, step)}")
        elif step.what == "policy not known":
            yield safe(f"! {call.word(step.what).format(step.who)}")
    yield ""
    if verdict.problem is not None:
        yield safe(f"✗ {call.word('not whole')}: {verdict.problem.message}")
        return
    manifest = verdict.manifest
    if manifest is not None and manifest.message_type != "OPERATION":
        yield f"*** {call.word(manifest.message_type)} ***"
    yield from warned
    yield f"{call.word('it holds' if verdict.is_named else 'whole')}: {verdict.root}"


def _warning(call: Call, step: "Step") -> str:
    """Return what a reader must know before he believes it: it is told first and last."""
    from depesha.evidence.remarks import amended_line, revoked_line  # noqa: PLC0415

    if step.what == "amended":
        relation, _, by = step.said.partition(" ")
        told = {"relation": relation, "by": by, "journal": step.who}
        return safe(f"! {amended_line(told, call.language)}")
    if step.what == "revoked":
        return safe(f"! {revoked_line({'station': step.who, 'since': step.at}, call.language)}")
    return ""


def _step(call: Call, step: "Step") -> str:
    from depesha.evidence.readable import acting  # noqa: PLC0415  # only `verify` pays for it

    at = of(call, step.at) if step.at else ""
    if step.what == "releases":
        return call.word(step.what).format(*step.said.split("/"), step.who)
    said = plain(call, step.said) if step.what in CODED else step.said
    if step.what == "journal":
        said = _fact(call, step.said)
    who = acting(step.who, step.by, step.in_place_of, call.language)
    caption = call.word(CAPTION.get(step.what, step.what))
    return "  ".join(one for one in (caption, who, said, at) if one)


def _fact(call: Call, said: str) -> str:
    """Return an entry of the journal in words: its place, what it is, the document if it shows one.

    Of the first line, which is about the head: how many facts, and the head itself.
    """
    place, kind, *about = said.split(" ")
    if re.fullmatch(r"[0-9a-f]{64}", kind):
        return call.word("journal head").format(place, kind)
    told = call.word("journal fact").format(place, plain(call, kind))
    return f"{told} ({about[-1]})" if len(about) > 1 else told


_CODE: Final = re.compile(r"(?<![A-Za-z0-9_])(?:[A-Z][A-Z_]+|(?:[A-Z][a-z]+)+)(?![A-Za-z0-9_])")


def plain(call: Call, said: str) -> str:
    """Return what a step says with kinds and codes as words, where they have a caption or not."""

    def word(found: re.Match[str]) -> str:
        code = found[0]
        caption = call.word(code)
        if caption != code:
            return caption
        return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", code).replace("_", " ").lower()

    return _CODE.sub(word, said)


def _row(one: Any) -> Row:  # noqa: ANN401  # a step, or what was reached
    names = ("what", "who", "said", "at", "by", "in_place_of")
    return {name: getattr(one, name) for name in names}


def _as_json(verdict: "Verdict") -> Row:
    manifest, problem = verdict.manifest, verdict.problem
    found: dict[str, Any] = {
        "holds": problem is None and verdict.is_named,
        "whole": problem is None,
        "root": verdict.root,
        "roots": list(verdict.roots),
        "root_named": verdict.is_named,
        "problem": None if problem is None else {"code": problem.code, "message": problem.message},
        "steps": [_row(one) for one in verdict.steps],
        "reached": [_row(one) for one in verdict.reached],
    }
    if manifest is not None and problem is None:
        found |= {
            "telegram": manifest.telegram,
            "message_type": manifest.message_type,
            "station": manifest.station,
            "office": manifest.office,
            "made_at": manifest.made_at,
            "amended": [
                {"relation": one.relation, "by": one.by, "at": one.at} for one in manifest.amended
            ],
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
        example="depesha verify proof-26044 --root 4f1c…\n"
        "depesha verify DEPESHA:SHEET:1:MOSCOW/1951/26044:…",
        more="Exit 0: it holds under that root. 5: it does not, and why. Without --root it exits\n"
        "1 at best: it may be whole, but then all of it may be made up.\n"
        "Of a printed sheet, the text of its code is compared with the ledger of this station:\n"
        "0 whole, 5 false or void, 3 not known here; without a station nobody can tell.",
    ),
}
