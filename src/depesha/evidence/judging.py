"""What a bundle proves, step by step. The order is that in which things depend on one another.

    files       those that the manifest names, and no others
    root        whose keys: the root document, and whether it is the one that was named
    key book    signed under that root; the identities of the signers stand in it
    manifest    signed by the station that made the bundle; every file has its size and SHA-256
    telegram    the station's registration, the releases, and that their offices were entitled
    documents   envelopes, delivery reports, answers, service messages: whose, and about what
    journal     the entries about the telegram stand in the journal whose head the station signed
    readable    says what is signed, and nothing else
    attachments each is the file that the releases cover

Rule 1: the first thing that does not hold ends it. What stood before it stands.
Rule 2: what a step tells comes from what was verified in it, never from a file that only says so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from typing import Any, Final, Protocol

from depesha.errors import DoesNotVerify, Problem
from depesha.evidence import bundle, readable
from depesha.evidence.bundle import Manifest
from depesha.evidence.documents import Reached, Shown, deputies_in, documents_in, telegram_in
from depesha.evidence.ledger import journal_in
from depesha.evidence.readable import Papers
from depesha.evidence.remarks import Remarks
from depesha.evidence.signers import Signers, read_signers
from depesha.office.proof import must_be_released
from depesha.policy import Policy, read
from depesha.seal.openssh import read_armoured
from depesha.seal.sealer import Verifier
from depesha.telegram import Label


class Files(Protocol):
    """A bundle's files, wherever they lie. Each is read once; what is read does not change."""

    def sizes(self) -> Mapping[str, int]:
        """Return the names of all files with their sizes in bytes.

        Raises:
            DoesNotVerify: there is something that no bundle has.
        """
        ...

    def read(self, name: str, most: int) -> bytes:
        """Return a file of at most `most` bytes.

        Raises:
            DoesNotVerify: it is larger, or is no plain file.
        """
        ...

    def sha256(self, name: str, size: int) -> str:
        """Return the SHA-256, in hex, of a file that has `size` bytes; it may be a large one.

        Raises:
            DoesNotVerify: it has another size, or is no plain file.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that holds.

    Attributes:
        what: which step, as in the list above.
        who: who signed it, or whom it is about; may be empty.
        said: what it says, in names and numbers.
        at: when, in UTC milliseconds, by the clock of whoever said so.
        by: the deputy whose key signed it for `who`; empty: its own.
        in_place_of: the addressee for whom a duty office answers.
    """

    what: str
    who: str = ""
    said: str = ""
    at: int | None = None
    by: str = ""
    in_place_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of looking at a bundle.

    Attributes:
        steps: what holds, in order.
        problem: what does not; None: it is whole.
        root: the fingerprint of its root, in hex, as far as it was read: the one that was named,
            else that of the newest root document.
        roots: those of all root documents, from the first.
        is_named: whether that root is the one that was named.
        reached: what became of the telegram, by signed word: who, which stage, when.
        telegram: what the signed payloads say, as `telegram.json` has it.
        manifest: what the bundle says of itself.
    """

    steps: tuple[Step, ...] = ()
    problem: Problem | None = None
    root: str = ""
    roots: tuple[str, ...] = ()
    is_named: bool = False
    reached: tuple[Reached, ...] = ()
    telegram: Mapping[str, Any] | None = None
    manifest: Manifest | None = None


_THEMSELVES: Final = (bundle.MANIFEST, bundle.MANIFEST + bundle.SIGNATURE)


def judge(files: Files, root: bytes | None, policies: Mapping[str, Policy]) -> Verdict:
    """Return what a bundle proves; of a bad one, how far it holds and why no further.

    Args:
        files: the bundle.
        root: digest of a root document that a person trusts, or the 16 bytes of it that are
            spoken; None: none was named.
        policies: those that are known here, by id, where the bundle does not bring its own.
    """
    case = _Case(files=files, root=root, policies=policies)
    steps: list[Step] = []
    problem: Problem | None = None
    try:
        for step in case.steps():
            steps.append(step)  # noqa: PERF402  # what held before a problem stands
    except Problem as error:
        problem = error
    return replace(case.verdict, steps=tuple(steps), problem=problem)


class _Case:
    """One bundle being looked at."""

    def __init__(self, *, files: Files, root: bytes | None, policies: Mapping[str, Policy]) -> None:
        self.files = files
        self.policies = policies
        self.root = root
        self.verdict = Verdict(is_named=False)
        self.held: dict[str, bytes] = {}

    def steps(self) -> Iterator[Step]:
        """Yield each step once it holds.

        Raises:
            Problem: the next one does not.
        """
        manifest = self._manifest()
        yield Step(what="files", said=str(len(manifest.files)), at=manifest.made_at)
        signers = self._signers()
        yield Step(what="root", who=signers.network, said=self.verdict.root)
        if len(signers.roots) > 1:
            chain = " > ".join(self.verdict.roots)
            yield Step(what="root documents", who=signers.network, said=chain)
        edition = signers.edition
        said = f"{edition.version}: {', '.join(sorted(signers.identities))}"
        yield Step(what="key book", who=signers.network, said=said, at=edition.issued_at)
        self._must_be_signed(manifest, signers)
        signers.must_be_in_force(manifest.station, manifest.made_at, bundle.MANIFEST)
        self._must_be_those(manifest)
        self._must_be_derived(manifest, signers)
        yield Step(what="manifest", who=manifest.station, said=manifest.office, at=manifest.made_at)
        telegram = telegram_in(self.held, signers)
        self._must_be_about(manifest, telegram.papers)
        yield Step(
            what="telegram",
            who=telegram.papers.registration.station,
            said=telegram.papers.reference,
            at=telegram.papers.registration.registered_at,
        )
        deputies = deputies_in(telegram.papers.registration)
        for one in telegram.papers.registration.releases:
            by = deputies.get(one.office, "")
            yield Step(what="release", who=one.office, at=one.released_at, by=by)
        policy = self._policy(telegram.papers.body.label)
        yield self._counted(policy, telegram.papers)
        shown = documents_in(self.held, signers, telegram)
        for reached in shown.reached:
            yield Step(**{one.name: getattr(reached, one.name) for one in fields(Reached)})
        self.verdict = replace(self.verdict, reached=shown.reached)
        for entry in journal_in(self.held, signers, manifest, shown):
            yield Step(what="journal", who=manifest.station, said=entry.said, at=entry.at)
        remarks = Remarks(
            journal=manifest.station,
            amended=manifest.amended,
            revoked=signers.revoked(),
            policy=policy,
        )
        self._must_be_readable(manifest, shown, remarks)
        yield Step(what="readable")
        for amended in manifest.amended:
            yield Step(
                what="amended",
                who=manifest.station,
                said=f"{amended.relation} {amended.by}".rstrip(),
                at=amended.at,
            )
        for station, since in remarks.revoked:
            yield Step(what="revoked", who=station, at=since)
        yield from self._attachments(manifest, shown)

    # -- the files

    def _manifest(self) -> Manifest:
        sizes = self.files.sizes()
        for name in _THEMSELVES:
            if name not in sizes:
                msg = f"{name} is missing"
                raise DoesNotVerify(msg, hint="a piece of evidence is a folder with that file")
        data = self.files.read(bundle.MANIFEST, bundle.MAX_MANIFEST_BYTES)
        manifest = bundle.read_manifest(data)
        self.held[bundle.MANIFEST] = data
        self.verdict = replace(self.verdict, manifest=manifest)
        listed = {one.name: one.bytes for one in manifest.files}
        there = {name: size for name, size in sizes.items() if name not in _THEMSELVES}
        _must_be_listed(listed, there)
        small = [name for name in listed if not name.startswith(bundle.ATTACHMENTS)]
        if sum(listed[name] for name in small) > bundle.MAX_TOTAL_BYTES:
            msg = f"the files have more than {bundle.MAX_TOTAL_BYTES} bytes"
            raise DoesNotVerify(msg)
        for name in small:
            self.held[name] = self.files.read(name, bundle.MAX_FILE_BYTES)
        return manifest

    def _signers(self) -> Signers:
        signers = read_signers(self._have(bundle.KEYS), self.root)
        self.verdict = replace(
            self.verdict,
            root=signers.named(self.root).hex(),
            roots=tuple(one.hex() for one in signers.roots),
            is_named=self.root is not None,
        )
        return signers

    def _must_be_signed(self, manifest: Manifest, signers: Signers) -> None:
        name = bundle.MANIFEST + bundle.SIGNATURE
        public, namespace, signature = read_armoured(self.files.read(name, 1024))
        station = signers.station(manifest.station)
        holds = public == station.public_key and namespace == bundle.MANIFEST_NAMESPACE
        if not holds or not Verifier().verify(
            public, namespace, self.held[bundle.MANIFEST], signature
        ):
            msg = f"the manifest is not signed by {manifest.station}"
            raise DoesNotVerify(msg)

    def _must_be_those(self, manifest: Manifest) -> None:
        """Compare every file that is held with the manifest; attachments are compared last."""
        for one in manifest.files:
            if one.name in self.held and sha256(self.held[one.name]).hexdigest() != one.sha256:
                msg = f"{one.name} was changed"
                raise DoesNotVerify(msg)

    def _must_be_derived(self, manifest: Manifest, signers: Signers) -> None:
        listed = {one.name: one.sha256 for one in manifest.files if one.name != bundle.SUMS}
        for name, expected in (
            (bundle.SUMS, bundle.sums(listed)),
            (bundle.SIGNERS, signers.allowed()),
        ):
            if self._have(name) != expected:
                msg = f"{name} is not what the manifest and the key book say"
                raise DoesNotVerify(msg)

    def _have(self, name: str) -> bytes:
        if name not in self.held:
            msg = f"{name} is missing"
            raise DoesNotVerify(msg)
        return self.held[name]

    # -- what it says

    def _must_be_about(self, manifest: Manifest, papers: Papers) -> None:
        said = (manifest.uid, manifest.telegram, manifest.message_type)
        kind = papers.body.message_type.name
        if said != (papers.registration.uid.hex(), papers.reference, kind):
            msg = "the manifest names another telegram than the bundle holds"
            raise DoesNotVerify(msg)

    def _policy(self, label: Label) -> Policy | None:
        """Return the policy of a label, as the bundle brings it.

        Raises:
            DoesNotVerify: what it brings is another.
            Malformed: it is none.
        """
        if bundle.POLICY not in self.held:
            return None
        policy = read(self.held[bundle.POLICY])
        if (policy.id, policy.digest) != (label.policy, label.policy_digest):
            msg = f"{bundle.POLICY} is not the policy that the label names"
            raise DoesNotVerify(msg)
        return policy

    def _counted(self, brought: Policy | None, papers: Papers) -> Step:
        """Return how many offices had to release it, and how many did.

        Raises:
            DoesNotVerify: some are missing.
        """
        body = papers.body
        policies = {brought.id: brought} if brought else self.policies
        must_be_released(policies, body, papers.registration)
        policy = policies.get(body.label.policy)
        if policy is None or policy.digest != body.label.policy_digest:
            return Step(what="policy not known", who=body.label.policy)
        precedence = max(one.precedence for one in body.addressees)
        needed = policy.releasers(body.label.classification, precedence)
        said = f"{len(papers.registration.releases)}/{needed}"
        return Step(what="releases", who=policy.id, said=said)

    def _must_be_readable(self, manifest: Manifest, shown: Shown, remarks: Remarks) -> None:
        signed = readable.telegram_json(shown.papers, remarks)
        self.verdict = replace(self.verdict, telegram=signed)
        said = readable.read_json(self._have(bundle.READABLE_JSON))
        if not readable.says_no_more(said, signed):
            msg = f"{bundle.READABLE_JSON} says something else than is signed"
            raise DoesNotVerify(msg)
        text = readable.telegram_text(said, manifest.language, remarks.policy)
        if text != self._have(bundle.READABLE):
            msg = f"{bundle.READABLE} says something else than is signed"
            raise DoesNotVerify(msg)

    def _attachments(self, manifest: Manifest, shown: Shown) -> Iterator[Step]:
        said = shown.papers.body.attachments
        for one in manifest.files:
            folder, _, number = one.name.partition("/")
            if not number:
                continue
            covered = said[int(number) - 1] if int(number) <= len(said) else None
            if covered is None or covered.size_bytes != one.bytes:
                msg = f"{one.name} is no attachment of this telegram"
                raise DoesNotVerify(msg)
            found = self.files.sha256(one.name, one.bytes)
            if found != one.sha256 or found != covered.sha256.hex():
                msg = f"{one.name} was changed"
                raise DoesNotVerify(msg)
            yield Step(what=folder.removesuffix("s"), who=covered.name, said=found)


def _must_be_listed(listed: Mapping[str, int], there: Mapping[str, int]) -> None:
    """Let pass files that are those of the manifest, each of its size; both are sizes by name.

    Raises:
        DoesNotVerify: one is missing, one is there besides, or one has another size.
    """
    for name in sorted(listed.keys() | there.keys()):
        if name not in there:
            msg = f"{name} is missing"
        elif name not in listed:
            msg = f"{name} is not in the manifest"
        elif listed[name] != there[name]:
            msg = f"{name} has another size"
        else:
            continue
        raise DoesNotVerify(msg)
