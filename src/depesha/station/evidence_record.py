"""A record made of evidence: a bundle that holds under a root becomes what filing makes.

Rule 1: what does not verify is no record. A bundle proves nothing without a root, so there is one:
    that of this network, or the one that a person names.
Rule 2: it has a source of its own (`archive.elsewhere`): numbers are of one network, and the root
    that a person names can be of any.
Rule 3: what becomes the record are the bytes that were judged: each file is read once.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from depesha.archive.elsewhere import carried_in
from depesha.archive.filing import Papers, record_of
from depesha.archive.importing import is_bundle
from depesha.archive.record import Proof, Record
from depesha.errors import DoesNotVerify
from depesha.evidence import bundle
from depesha.evidence.judging import Files, judge
from depesha.evidence.signers import read_signers
from depesha.office.clocks import clocks_of
from depesha.policy import Policy, read
from depesha.station.evidence_folder import EvidenceFolder
from depesha.station.evidence_zip import EvidenceZip
from depesha.station.policies import shipped_policies
from depesha.wire import BODY, MAX_BODY_BYTES, REGISTRATION

BEGINNING: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """What a bundle proves, as a record; `classification`: the level of the telegram."""

    record: Record
    classification: int


class _Once:
    """The files of a bundle, each read once: what was judged is what is given again."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self.held: dict[str, bytes] = {}

    def sizes(self) -> Mapping[str, int]:
        return self._files.sizes()

    def read(self, name: str, most: int) -> bytes:
        if name not in self.held:
            self.held[name] = self._files.read(name, most)
        return self.held[name]

    def sha256(self, name: str, size: int) -> str:
        return self._files.sha256(name, size)


def is_evidence(path: Path) -> bool:
    """Say whether a folder or file is to be read as evidence: a folder is, and what is packed."""
    if path.is_dir():
        return True
    if not path.is_file():
        return False  # from a pipe nothing is read that cannot be given back
    with path.open("rb") as file:
        return is_bundle(file.read(BEGINNING))


def record_in(path: Path, root: bytes) -> Proved:
    """Return the record of the telegram that a bundle proves under a root.

    Raises:
        Problem: it does not verify under that root; the text says why.
        OSError: it cannot be opened.
    """
    with opened_at(path) as files:
        return record_of_files(files, root)


def record_of_files(files: Files, root: bytes) -> Proved:
    """Return the same of a bundle that is open.

    Raises:
        Problem: as `record_in`.
    """
    once = _Once(files)
    verdict = judge(once, root, shipped_policies())
    if verdict.problem is not None:
        raise verdict.problem
    if not verdict.is_named:
        msg = "whose keys it is made with is not shown"
        raise DoesNotVerify(msg)
    return _proved(once.held, root)


@contextmanager
def opened_at(path: Path) -> Iterator[Files]:
    """Open the bundle that lies in a folder or in a ZIP file.

    Raises:
        DoesNotVerify: it is no ZIP file, or one with more than a bundle needs.
        OSError: it cannot be opened.
    """
    if path.is_dir():
        yield EvidenceFolder(path)
        return
    with path.open("rb") as file:
        yield EvidenceZip(file, path.name)


def _proved(held: Mapping[str, bytes], root: bytes) -> Proved:
    body = BODY.decode(held[bundle.BODY], max_bytes=MAX_BODY_BYTES)
    registration = REGISTRATION.decode(held[bundle.REGISTRATION])
    signers = read_signers(held[bundle.KEYS], root)

    papers = Papers(
        body=body,
        registration=registration,
        policy=_policy(held, body.label.policy),
        zone_of=clocks_of(signers.identities),
    )
    said = replace(carried_in(record_of(papers)), proofs=(_proof(held, root),))
    return Proved(record=said, classification=body.label.classification)


def _proof(held: Mapping[str, bytes], root: bytes) -> Proof:
    manifest = bundle.read_manifest(held[bundle.MANIFEST])
    return Proof(
        station=manifest.station,
        made_at=manifest.made_at,
        manifest=sha256(held[bundle.MANIFEST]).hexdigest(),
        root=root.hex(),
    )


def _policy(held: Mapping[str, bytes], named: str) -> Policy | None:
    """Return the policy that the bundle brings, else the one of that name that is known here."""
    brought = held.get(bundle.POLICY)
    return read(brought) if brought else shipped_policies().get(named)
