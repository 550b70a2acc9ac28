"""Evidence made at a post of the network, by the same steps as the command takes."""

import shutil
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

from depesha.errors import Problem
from depesha.evidence.bundle import SIGNATURE
from depesha.evidence.judging import Verdict, judge
from depesha.names import Digest, OfficeId
from depesha.office.events import Done
from depesha.seal.checkpoint import signer_of
from depesha.seal.signature import signing_key
from depesha.station.evidence_folder import EvidenceFolder
from depesha.station.evidencing import Wish, make
from depesha.station.home import Home
from depesha.station.orders import order_of
from depesha.station.policies import shipped_policies
from depesha.station.reading import Reader
from depesha.station.settings import Settings
from tests.network import keys
from tests.network.post import Post

_fresh = count(1)


class PostClient:
    """A post as a face sees it: orders by name, questions by name."""

    def __init__(self, post: Post) -> None:
        self.post = post

    def order(self, name: str, /, *, order_id: str = "", **fields: object) -> dict[str, Any]:
        event = order_of(
            name,
            fields,
            order_id=order_id,
            fresh=f"fresh-{next(_fresh)}",
            station=self.post.station,
            offices=list(keys.OFFICES[self.post.station]),
        )
        (outcome,) = self.post.handle(event)
        if isinstance(outcome, Problem):
            raise outcome
        assert isinstance(outcome, Done)
        self.sign_head()
        return dict(outcome.value)

    def read(self, name: str, /, **fields: object) -> Any:
        home = Home(self.post.folder)
        reader = Reader(Settings(station=self.post.station), self.post.reader, home)
        return reader.read(name, fields)

    def sign_head(self) -> None:
        """Write the checkpoint beside the store, as a station does after each commit."""
        content = keys.content_of(self.post.station)
        signer = signer_of(content.station, content.signing, content.journal)
        note = signer.sign(self.post.committed_head())
        (self.post.folder / "checkpoint").write_bytes(note)


def prove(
    post: Post, reference: str, target: Path, *, office: OfficeId, **more: Any
) -> dict[str, Any]:
    """Make evidence at a post, in a folder; `more` is as in `Wish`."""
    with_offices(post)
    wish = Wish(reference=reference, target=target, office={"office": office}, **more)
    return make(Home(post.folder), PostClient(post), wish)


def with_offices(post: Post) -> None:
    """Keep beside the store what a station keeps when it adopts its key book."""
    from json import dumps  # noqa: PLC0415

    offices = [
        {
            "office": office,
            "clearance": clearance,
            "roles": [str(role.name).lower().replace("_", "-") for role in roles],
        }
        for office, (roles, clearance) in keys.OFFICES[post.station].items()
    ]
    post.book.begin()
    post.book.keep_state("offices", dumps(offices).encode())
    post.book.commit()


def root() -> Digest:
    """Return the root fingerprint of the network."""
    return keys.book_of(keys.MOSCOW, keys.STAR).network_root


def verdict(folder: Path, fingerprint: Digest | None = None) -> Verdict:
    return judge(EvidenceFolder(folder), fingerprint or root(), shipped_policies())


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def copied(folder: Path, to: Path) -> Path:
    shutil.copytree(folder, to)
    return to


def resigned(folder: Path, changed: Mapping[str, bytes], signing: bytes | None = None) -> None:
    """Change files of a bundle and sign its manifest anew, as only its maker could."""
    from dataclasses import replace  # noqa: PLC0415
    from hashlib import sha256  # noqa: PLC0415

    from depesha.evidence import bundle  # noqa: PLC0415
    from depesha.seal.openssh import armoured_signature  # noqa: PLC0415
    from depesha.seal.signature import sign  # noqa: PLC0415

    files = {**files_of(folder), **changed}
    manifest = bundle.read_manifest(files[bundle.MANIFEST])
    apart = {bundle.MANIFEST, bundle.MANIFEST + SIGNATURE, bundle.SUMS}
    sums = {name: sha256(data).hexdigest() for name, data in files.items() if name not in apart}
    files[bundle.SUMS] = bundle.sums(sums)
    listed = tuple(
        bundle.Listed(name=name, bytes=len(data), sha256=sha256(data).hexdigest())
        for name, data in sorted(files.items())
        if name not in {bundle.MANIFEST, bundle.MANIFEST + SIGNATURE}
    )
    data = bundle.write_manifest(replace(manifest, files=listed))
    key = signing_key(signing or keys.content_of(keys.MOSCOW).signing)
    files[bundle.MANIFEST] = data
    signature = sign(key, bundle.MANIFEST_NAMESPACE, data)
    armoured = armoured_signature(key.public, bundle.MANIFEST_NAMESPACE, signature)
    files[bundle.MANIFEST + SIGNATURE] = armoured.encode()
    for name, content in files.items():
        (folder / name).write_bytes(content)


def write_vector(folder: Path, work: Path) -> None:
    """Make the bundle of `tests/vectors/evidence` anew: `python -m tests.network.proofs`."""
    from tests.network import drafts  # noqa: PLC0415
    from tests.network.courier import Courier  # noqa: PLC0415
    from tests.network.post import Founder  # noqa: PLC0415

    network = Founder(work / "founded").network(work / "network", keys.STATIONS)
    network[keys.MOSCOW].handle(drafts.send(Precedence="IMMEDIATE"), drafts.send(text="2"))
    Courier(network).run()
    network[keys.PYONGYANG].handle(drafts.report("moscow/1"))
    Courier(network).run()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    prove(network[keys.MOSCOW], "1", folder / "moscow-1", office=keys.GROMYKO)
    (folder / "root").write_text(f"{root().hex()}\n")
    network.close()


if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as scratch:
        vectors = Path(__file__).resolve().parents[1] / "vectors" / "evidence"
        write_vector(vectors, Path(scratch))
