"""Evidence that somebody changed: every file in turn, a dishonest maker, a hostile folder."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from depesha.errors import Problem
from depesha.evidence import bundle, readable
from depesha.evidence.bundle import SIGNATURE
from depesha.evidence.judging import judge
from depesha.journal import decode_entry
from depesha.keybook.head import Placed
from depesha.letter_form import decode_report_items, encode_report_items
from depesha.names import Digest
from depesha.notice import ReportItems
from depesha.policy import read
from depesha.seal.openssh import armoured_signature
from depesha.seal.signature import sign, signing_key
from depesha.station.evidence_folder import EvidenceFolder
from depesha.telegram import Registration
from depesha.wire import ANSWER, BODY, REGISTRATION
from tests.network import drafts, keys
from tests.network.courier import Courier
from tests.network.files import attach, sending
from tests.network.keys import GROMYKO, MOSCOW, PEKING, PYONGYANG, RAZUVAEV, STATIONS
from tests.network.post import Founder
from tests.network.proofs import copied, files_of, prove, resigned, root, verdict

FILES = (
    "README.txt",
    "SHA256SUMS",
    "allowed_signers",
    "answer-1.cbor",
    "answer-1.cbor.sig",
    "answer-2.cbor",
    "answer-2.cbor.sig",
    "answer-3.cbor",
    "answer-3.cbor.sig",
    "attachments/1",
    "body.cbor",
    "body.cbor.1.sig",
    "checkpoint",
    "delivery-report-1.cbor",
    "delivery-report-1.cbor.sig",
    "delivery-report-1.items.cbor",
    "journal.cbor",
    "keys.cbor",
    "manifest.json",
    "manifest.json.sig",
    "policy.toml",
    "registration.cbor",
    "registration.cbor.sig",
    "telegram.json",
    "telegram.txt",
)
"""Every file of the bundle; that there is no other is tested first."""

THEMSELVES = {"manifest.json", "manifest.json.sig"}


@pytest.fixture(scope="module")
def made(founder: Founder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A bundle with answers, a report shared with another telegram, and an attachment."""
    folder = tmp_path_factory.mktemp("evidence")
    network = founder.network(folder / "network", STATIONS)
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    courier = Courier(network)
    moscow.handle(sending(attach(moscow)), drafts.send(text="Другое."))
    courier.run()
    pyongyang.handle(drafts.comply("moscow/1"))
    pyongyang.handle(drafts.report("moscow/1"))
    courier.run()
    prove(moscow, "1", folder / "proof", office=GROMYKO, attachments=True)
    prove(moscow, "2", folder / "other", office=GROMYKO)
    prove(pyongyang, "moscow/1", folder / "theirs", office=RAZUVAEV)
    yield folder
    network.close()


@pytest.fixture
def proof(made: Path, tmp_path: Path) -> Path:
    return copied(made / "proof", tmp_path / "proof")


def problem_of(folder: Path) -> str:
    problem = verdict(folder).problem
    assert problem is not None, "it holds, and must not"
    assert problem.exit_status in {1, 5}
    return problem.message


def test_the_bundle_holds_and_has_these_files(proof: Path) -> None:
    assert verdict(proof).problem is None
    assert tuple(files_of(proof)) == FILES


# -- every file -----------------------------------------------------------------------------------


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.mark.parametrize("name", FILES)
def test_a_flipped_bit_is_found_in_every_file(proof: Path, name: str) -> None:
    data = (proof / name).read_bytes()
    places = sorted({0, 1, len(data) // 3, len(data) // 2, len(data) - 2, len(data) - 1})
    for at in places:
        (proof / name).write_bytes(flipped(data, at))
        said = problem_of(proof)
        if name not in {*THEMSELVES, "keys.cbor"}:
            assert said == f"{name} was changed"
    (proof / name).write_bytes(data)
    assert verdict(proof).problem is None


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_cut_or_longer_is_found(proof: Path, name: str) -> None:
    data = (proof / name).read_bytes()
    for other in (data[:-1], data + b"\n", b""):
        (proof / name).write_bytes(other)
        said = problem_of(proof)
        if name not in THEMSELVES:
            assert said == f"{name} has another size"


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_missing_is_missed(proof: Path, name: str) -> None:
    (proof / name).unlink()
    assert problem_of(proof) == f"{name} is missing"


@pytest.mark.parametrize(
    "name", ["answer-4.cbor", "notes.txt", "manifest.json.bak", "attachments/2"]
)
def test_a_file_that_was_added_is_found(proof: Path, name: str) -> None:
    (proof / name).write_bytes(b"more")
    assert problem_of(proof) == f"{name} is not in the manifest"


PAIRS = [
    ("answer-1.cbor", "answer-2.cbor"),
    ("answer-1.cbor.sig", "answer-3.cbor.sig"),
    ("registration.cbor.sig", "manifest.json.sig"),
    ("telegram.json", "telegram.txt"),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_files_that_were_exchanged_are_found(proof: Path, one: str, other: str) -> None:
    first, second = (proof / one).read_bytes(), (proof / other).read_bytes()
    (proof / one).write_bytes(second)
    (proof / other).write_bytes(first)
    assert problem_of(proof)


# -- a maker who lies: the manifest is signed anew ------------------------------------------------


def test_signing_anew_without_a_change_still_holds(proof: Path) -> None:
    resigned(proof, {})
    assert verdict(proof).problem is None


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("body.cbor", "the registration is of another body"),
        ("registration.cbor", "the registration is not signed by moscow"),
        ("answer-1.cbor", "answer-1.cbor is not signed by razuvaev@pyongyang"),
        ("delivery-report-1.cbor", "delivery-report-1.cbor is not signed by pyongyang"),
    ],
)
def test_what_others_signed_cannot_be_changed_by_the_maker(
    proof: Path, name: str, why: str
) -> None:
    data = (proof / name).read_bytes()
    resigned(proof, {name: flipped(data, len(data) - 1)})
    said = problem_of(proof)
    assert said == why or "must be" in said or "not" in said
    assert verdict(proof).steps[-1].what in {"manifest", "releases"}


def test_no_flip_anywhere_makes_a_bundle_of_a_dishonest_maker_hold(proof: Path) -> None:
    """And none makes the judge fall over: whatever it reads, it says what does not hold."""
    whole = files_of(proof)
    for name, data in whole.items():
        if name in {*THEMSELVES, "SHA256SUMS", "README.txt"}:
            continue
        for at in range(0, len(data), max(len(data) // 24, 1)):
            resigned(proof, {name: flipped(data, at)})
            found = verdict(proof)
            assert found.problem is not None, f"{name} at {at}"
        (proof / name).write_bytes(data)


def test_two_answers_that_were_exchanged_with_their_signatures_are_the_same_answers(
    proof: Path,
) -> None:
    """Their files' names say nothing: it is the signed words that count."""
    files = files_of(proof)
    swapped = {
        f"answer-{one}.cbor{end}": files[f"answer-{other}.cbor{end}"]
        for one, other in ((1, 2), (2, 1))
        for end in ("", SIGNATURE)
    }
    before = verdict(proof).reached
    resigned(proof, swapped)
    assert "telegram.json says something else" in problem_of(proof)
    json = readable.read_json(files["telegram.json"])
    policy = read(files[bundle.POLICY])
    json["answers"][0], json["answers"][1] = json["answers"][1], json["answers"][0]
    text = readable.telegram_text(json, "en", policy)
    resigned(proof, {"telegram.json": readable.write_json(json), "telegram.txt": text})
    assert verdict(proof).reached == before


def test_an_answer_with_the_signature_of_another_is_none(proof: Path) -> None:
    files = files_of(proof)
    resigned(proof, {"answer-1.cbor": files["answer-2.cbor"]})
    assert problem_of(proof) == "answer-1.cbor is not signed by razuvaev@pyongyang"


def test_documents_of_another_telegram_are_not_taken_for_this_one(made: Path, proof: Path) -> None:
    other = files_of(made / "other")
    for name in ("body.cbor", "registration.cbor"):
        copy = copied(made / "proof", proof.with_name(f"copy-{name}"))
        signatures = {"registration.cbor.sig": other["registration.cbor.sig"]}
        resigned(copy, {name: other[name], **(signatures if name != "body.cbor" else {})})
        assert "of another body" in problem_of(copy)
    every = ("body.cbor", "body.cbor.1.sig", "registration.cbor", "registration.cbor.sig")
    resigned(proof, {name: other[name] for name in every})
    assert problem_of(proof) == "the manifest names another telegram than the bundle holds"


def test_a_readable_form_that_says_something_else_is_found(proof: Path) -> None:
    files = files_of(proof)
    said = files["telegram.json"].decode()
    lies = {
        "telegram.json": said.replace("Получение", "Исполнение").encode(),
        "telegram.txt": files["telegram.txt"].replace("Получение".encode(), "Отмена".encode()),
    }
    for name, lie in lies.items():
        copy = copied(proof, proof.with_name(f"copy-{name}"))
        resigned(copy, {name: lie})
        assert problem_of(copy) == f"{name} says something else than is signed"


def test_keys_that_were_put_among_the_allowed_are_found(proof: Path) -> None:
    data = (proof / "allowed_signers").read_bytes()
    resigned(proof, {"allowed_signers": data + data.replace(b"moscow", b"london")})
    assert problem_of(proof).startswith("allowed_signers is not what")


def test_an_item_of_a_report_that_was_put_in_is_not_under_its_root(proof: Path) -> None:
    name = "delivery-report-1.items.cbor"
    items = decode_report_items((proof / name).read_bytes()).items
    assert sum(isinstance(one, bytes) for one in items) == 1, "the neighbour is a hash"
    shown = tuple(one for one in items if not isinstance(one, bytes))
    resigned(proof, {name: encode_report_items(ReportItems(items=shown))})
    assert problem_of(proof) == f"{name} is not what delivery-report-1.cbor is over"
    hidden = tuple(one for one in items if isinstance(one, bytes))
    resigned(proof, {name: encode_report_items(ReportItems(items=hidden * 2))})
    assert "is not what" in problem_of(proof)


# -- the journal ----------------------------------------------------------------------------------


def journal_of(folder: Path) -> bundle.JournalProof:
    return bundle.JOURNAL_PROOF.decode((folder / "journal.cbor").read_bytes())


def with_journal(folder: Path, proof: bundle.JournalProof) -> str:
    resigned(folder, {"journal.cbor": bundle.JOURNAL_PROOF.encode(proof)})
    return problem_of(folder)


def test_an_entry_moved_to_another_place_does_not_stand_there(proof: Path) -> None:
    said = journal_of(proof)
    first, *rest = said.entries
    moved = replace(first, index=first.index + 1)
    assert "does not stand in the journal" in with_journal(
        proof, replace(said, entries=(moved, *rest))
    )


def test_the_journal_must_show_the_register_and_the_making(proof: Path) -> None:
    said = journal_of(proof)
    for kind, why in ((13, "registered or delivered"), (120, "that this evidence was made")):
        kept = tuple(one for one in said.entries if decode_entry(one.entry).kind != kind)
        assert why in with_journal(proof, replace(said, entries=kept))


def test_another_head_than_the_signed_one_is_found(proof: Path) -> None:
    said = journal_of(proof)
    why = "the checkpoint is not over the journal"
    assert why in with_journal(proof, replace(said, size=said.size + 1))
    assert why in with_journal(proof, replace(said, root=Digest(bytes(32))))


def test_a_content_that_is_not_what_was_committed_to_is_found(proof: Path) -> None:
    said = journal_of(proof)
    opened = [one for one in said.entries if one.content]
    assert opened, "an answer's entry is opened"
    changed = replace(opened[0], content=flipped(opened[0].content, 4))
    entries = tuple(changed if one is opened[0] else one for one in said.entries)
    assert "is over another content" in with_journal(proof, replace(said, entries=entries))


def test_an_entry_about_something_else_is_not_shown_as_proof(made: Path, proof: Path) -> None:
    theirs = journal_of(made / "other")
    said = journal_of(proof)
    strange = next(one for one in theirs.entries if decode_entry(one.entry).kind == 13)
    assert theirs.size > said.size, "its path is over another head"
    why = with_journal(proof, replace(said, entries=(*said.entries, strange)))
    assert "does not stand in the journal" in why or "about something else" in why


def test_the_checkpoint_of_another_station_is_none(made: Path, proof: Path) -> None:
    resigned(proof, {"checkpoint": (made / "theirs" / "checkpoint").read_bytes()})
    assert "checkpoint" in problem_of(proof)


# -- whose keys -----------------------------------------------------------------------------------


def key_proof(folder: Path) -> bundle.KeyProof:
    return bundle.KEY_PROOF.decode((folder / "keys.cbor").read_bytes())


def test_an_identity_that_was_exchanged_is_not_in_the_key_book(proof: Path) -> None:
    """A forger keeps the root and the book of the network, and puts his own key into a leaf."""
    said = key_proof(proof)
    leaves = list(said.book.leaves)
    own = signing_key(bytes(range(32))).public
    public = keys.sealer_of(MOSCOW).station_public
    at = next(place for place, one in enumerate(leaves) if public in one.leaf)
    leaves[at] = Placed(
        leaf=leaves[at].leaf.replace(public, own), index=leaves[at].index, path=leaves[at].path
    )
    forged = replace(said, book=replace(said.book, leaves=tuple(leaves)))
    resigned(proof, {"keys.cbor": bundle.KEY_PROOF.encode(forged)}, signing=bytes(range(32)))
    assert problem_of(proof) == "a leaf of depesha/soviet/keybook is not in its tree"


def test_the_manifest_of_another_signer_is_none(proof: Path) -> None:
    resigned(proof, {}, signing=bytes(range(32)))
    assert problem_of(proof) == "the manifest is not signed by moscow"
    resigned(proof, {}, signing=keys.content_of(PEKING).signing)
    assert problem_of(proof) == "the manifest is not signed by moscow"


def test_a_signature_in_another_namespace_is_none(proof: Path) -> None:
    data = (proof / "manifest.json").read_bytes()
    key = signing_key(keys.content_of(MOSCOW).signing)
    signature = sign(key, "registration@depesha.v1", data)
    armoured = armoured_signature(key.public, "registration@depesha.v1", signature)
    (proof / "manifest.json.sig").write_text(armoured)
    assert problem_of(proof) == "the manifest is not signed by moscow"


def test_a_telegram_that_its_office_was_not_entitled_to_release_is_told(proof: Path) -> None:
    """The station itself signs a registration with a release of its drafter, who may not."""
    files = files_of(proof)
    body = BODY.decode(files["body.cbor"])
    registered: Registration = REGISTRATION.decode(files["registration.cbor"])
    clerk = signing_key(keys.seed(keys.CLERK))
    station = signing_key(keys.content_of(MOSCOW).signing)
    release = replace(
        registered.releases[0],
        office=keys.CLERK,
        signature=sign(clerk, "body@depesha.v1", files["body.cbor"]),  # type: ignore[arg-type]
    )
    forged = REGISTRATION.encode(replace(registered, releases=(release,)))
    space = "registration@depesha.v1"
    signature = armoured_signature(station.public, space, sign(station, space, forged))
    released = armoured_signature(clerk.public, "body@depesha.v1", release.signature)
    changed = {
        "registration.cbor": forged,
        "registration.cbor.sig": signature.encode(),
        "body.cbor.1.sig": released.encode(),
    }
    resigned(proof, changed)
    assert body.station == MOSCOW
    assert problem_of(proof) == "clerk@moscow may not release for moscow"


def test_an_answer_of_one_who_has_no_authority_is_none(proof: Path) -> None:
    """The clerk of Moscow signs that it was carried out."""
    files = files_of(proof)
    clerk = signing_key(keys.seed(keys.CLERK))
    given = ANSWER.decode(files["answer-3.cbor"])
    forged = ANSWER.encode(replace(given, office=keys.CLERK, station=MOSCOW, previous=None))
    signature = sign(clerk, "answer@depesha.v1", forged)
    armoured = armoured_signature(clerk.public, "answer@depesha.v1", signature)
    resigned(proof, {"answer-3.cbor": forged, "answer-3.cbor.sig": armoured.encode()})
    assert problem_of(proof) == "clerk@moscow has no authority for HAVE_COMPLIED"


# -- hostile folders ------------------------------------------------------------------------------


def test_a_link_a_pipe_a_folder_are_no_files(proof: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes((proof / "body.cbor").read_bytes())
    (proof / "body.cbor").unlink()
    (proof / "body.cbor").symlink_to(secret)
    assert problem_of(proof) == "body.cbor is no plain file"
    (proof / "body.cbor").unlink()
    os.mkfifo(proof / "body.cbor")
    assert problem_of(proof) == "body.cbor is no plain file"
    (proof / "body.cbor").unlink()
    (proof / "body.cbor").mkdir()
    assert problem_of(proof) == "body.cbor is no plain file"


def test_a_linked_folder_of_attachments_is_not_followed(proof: Path, tmp_path: Path) -> None:
    (proof / "attachments").rename(tmp_path / "elsewhere")
    (proof / "attachments").symlink_to(tmp_path / "elsewhere")
    assert problem_of(proof) == "attachments is no plain file"


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "a/../../b", "attachments/../x", ""])
def test_a_manifest_that_names_a_path_is_refused(proof: Path, name: str) -> None:
    manifest = bundle.read_manifest((proof / "manifest.json").read_bytes())
    listed = tuple(
        sorted(
            (*manifest.files, bundle.Listed(name=name, bytes=1, sha256="0" * 64)),
            key=lambda one: one.name,
        )
    )
    (proof / "manifest.json").write_bytes(bundle.write_manifest(replace(manifest, files=listed)))
    assert problem_of(proof) == "the manifest's name is not as it must be"


def test_names_that_no_bundle_has_are_told_and_not_opened(proof: Path) -> None:
    (proof / "attachments" / "..hidden").write_bytes(b"")
    assert "no file named 'attachments/..hidden'" in problem_of(proof)


def test_a_file_twice_in_the_manifest_is_refused(proof: Path) -> None:
    manifest = bundle.read_manifest((proof / "manifest.json").read_bytes())
    doubled = replace(manifest, files=(manifest.files[0], *manifest.files))
    (proof / "manifest.json").write_bytes(bundle.write_manifest(doubled))
    assert problem_of(proof) == "the manifest names a file twice, or not in order"


def test_a_huge_file_is_refused_by_its_size_alone(proof: Path) -> None:
    with (proof / "journal.cbor").open("r+b") as file:
        file.truncate(1 << 40)
    assert problem_of(proof) == "journal.cbor has another size"
    with (proof / "manifest.json").open("r+b") as file:
        file.truncate(1 << 40)
    assert "more than" in problem_of(proof)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[" * 200_000,
        b'{"format": 1e999}',
        b'{"format": ' + b"9" * 5000 + b"}",
        b'{"format": 2}',
        b"\xff\xfe",
        b"null",
        b'{"format": 1, "format": 1}',
    ],
)
def test_a_manifest_that_is_none_is_told_at_once(proof: Path, data: bytes) -> None:
    (proof / "manifest.json").write_bytes(data)
    assert problem_of(proof)


def test_too_many_files_are_not_all_looked_at(tmp_path: Path) -> None:
    for number in range(bundle.MAX_FILES + 1):
        (tmp_path / f"f{number}").touch()
    assert "more than 4096 files" in problem_of(tmp_path)


def test_an_empty_folder_is_no_evidence(tmp_path: Path) -> None:
    assert problem_of(tmp_path) == "manifest.json is missing"


def test_what_is_no_folder_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing", Path(__file__)):
        with pytest.raises(Problem):
            judge(EvidenceFolder(path), root(), {})
