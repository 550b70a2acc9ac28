"""What was gathered of a piece of evidence so far, and what was left out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from depesha.envelope import Item, Kind
from depesha.evidence import bundle
from depesha.keybook import KeyBook
from depesha.names import Digest, SlipId
from depesha.office.ports import TelegramState
from depesha.seal.openssh import armoured_signature
from depesha.store.database import Database
from depesha.wire import (
    ENVELOPE_NAMESPACE,
    NAMESPACE,
)

_PREFIX: Final[Mapping[Kind, str]] = {
    Kind.ANSWER: "answer",
    Kind.DELIVERY_REPORT: "delivery-report",
    Kind.SERVICE: "service",
    Kind.ENVELOPE: "envelope",
}


@dataclass(slots=True, kw_only=True)
class Basket:
    """What was gathered so far."""

    database: Database
    keys: KeyBook
    telegram: TelegramState
    files: dict[str, bytes] = field(default_factory=dict)
    left_out: list[tuple[str, Digest, str]] = field(default_factory=list)
    papers: dict[Kind, list[Any]] = field(default_factory=dict)
    digests: set[Digest] = field(default_factory=set)
    answers: set[Digest] = field(default_factory=set)
    slips: set[SlipId] = field(default_factory=set)
    stations: set[str] = field(default_factory=set)

    def put(self, kind: Kind, name: Digest, item: Item, public: bytes, paper: object) -> str:
        """Put a document and its signature in; return the name of its file."""
        papers = self.papers.setdefault(kind, [])
        papers.append(paper)
        file = f"{_PREFIX[kind]}-{len(papers)}.cbor"
        space = ENVELOPE_NAMESPACE if kind is Kind.ENVELOPE else NAMESPACE[kind]
        self.files[file] = item.payload
        signature = armoured_signature(public, space, item.signatures[0][1])
        self.files[file + bundle.SIGNATURE] = signature.encode()
        self.digests.add(name)
        return file

    def leave_out(self, kind: Kind, name: Digest, why: str) -> None:
        """Say what is not in it, and why; once."""
        if (_PREFIX[kind], name, why) not in self.left_out:
            self.left_out.append((_PREFIX[kind], name, why))
