"""Evidence about a telegram: made at either end, verified by anybody, refused where it must be."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from depesha.errors import Forbidden, NotFound, Problem, Refused, Usage
from depesha.evidence import bundle
from depesha.evidence.bundle import read_manifest
from depesha.evidence.judging import Verdict
from depesha.journal import decode_entry
from depesha.names import Digest, OfficeId, Uid
from depesha.office.events import Admit, Expunge, Send
from depesha.office.facts import EvidenceMade, EvidenceSigned, ServiceSent
from depesha.policy import read
from depesha.seal.identity import identity_from_seed
from depesha.seal.openssh import armoured_signature
from depesha.seal.signature import sign, signing_key
from depesha.store.projection import rebuild
from depesha.wire import SERVICE
from tests.network import drafts, keys
from tests.network.courier import Courier
from tests.network.files import MAP, attach, sending
from tests.network.keys import (
    CLERK,
    GROMYKO,
    GUARD,
    HOUR_MS,
    MOSCOW,
    OPERATOR,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
)
from tests.network.living import live
from tests.network.post import Network
from tests.network.proofs import PostClient, files_of, prove, resigned, root, verdict, with_offices


@pytest.fixture
def done(network: Network, courier: Courier) -> Network:
    """moscow/1 was delivered, acknowledged and carried out."""
    network[MOSCOW].handle(drafts.send(Precedence="IMMEDIATE"))
    courier.run()
    network[PYONGYANG].handle(drafts.comply("moscow/1"))
    network[PYONGYANG].handle(drafts.report("moscow/1"))
    courier.run()
    return network


def reached(found: Verdict) -> list[tuple[str, str, str]]:
    return [(one.what, one.who, one.said.partition(" (")[0]) for one in found.reached]


def test_the_originator_proves_what_was_done(done: Network, tmp_path: Path) -> None:
    prove(done[MOSCOW], "1", tmp_path / "proof", office=GROMYKO)
    found = verdict(tmp_path / "proof")
    assert found.problem is None
    assert found.is_named
    told = [(step.what, step.who) for step in found.steps]
    assert told[:6] == [
        ("files", ""),
        ("root", "soviet"),
        ("key book", "soviet"),
        ("manifest", MOSCOW),
        ("telegram", MOSCOW),
        ("release", GROMYKO),
    ]
    assert ("answer", RAZUVAEV, "HAVE_COMPLIED") in reached(found)
    assert ("delivery report", PYONGYANG, "MACHINE_RECEIPT") in reached(found)
    assert found.steps[4].said == "moscow/2027/1"
    assert found.steps[4].at == keys.NOW
    assert any(step.said.endswith("Registered registration") for step in found.steps)


def test_the_addressee_proves_the_same_from_its_own_journal(done: Network, tmp_path: Path) -> None:
    prove(done[PYONGYANG], "moscow/1", tmp_path / "proof", office=RAZUVAEV)
    found = verdict(tmp_path / "proof")
    assert found.problem is None
    assert ("answer", RAZUVAEV, "HAVE_COMPLIED") in reached(found)
    assert ("delivery report", PYONGYANG, "MACHINE_RECEIPT") in reached(found)
    journal = [step.said for step in found.steps if step.what == "journal"]
    assert [said.split()[1] for said in journal[1:3]] == ["EnvelopeOpened", "Delivered"]


def test_the_making_is_a_fact_before_anything_is_given_out(done: Network, tmp_path: Path) -> None:
    moscow = done[MOSCOW]
    with_offices(moscow)
    asked = {"reference": "1", "office": GROMYKO}
    with pytest.raises(Refused, match="made no such evidence"):
        PostClient(moscow).read("evidence", number=1, checkpoint="", **asked)
    prove(moscow, "1", tmp_path / "proof", office=GROMYKO)
    (made,) = moscow.facts(EvidenceMade)
    (signed,) = moscow.facts(EvidenceSigned)
    data = (tmp_path / "proof" / bundle.MANIFEST).read_bytes()
    from depesha.wire import digest  # noqa: PLC0415

    assert (made.office, made.attachments) == (GROMYKO, False)
    assert signed.manifest == digest(data)
    assert rebuild(moscow.stored._database).changed == ()


def test_another_office_does_not_get_what_one_made(done: Network, tmp_path: Path) -> None:
    prove(done[MOSCOW], "1", tmp_path / "proof", office=GROMYKO)
    with pytest.raises(Refused, match="made no such evidence"):
        PostClient(done[MOSCOW]).read(
            "evidence", number=1, checkpoint="", reference="1", office=CLERK
        )


@pytest.mark.parametrize(
    ("office", "why"), [(CLERK, "may not take out evidence"), (OPERATOR, "may not take out")]
)
def test_who_only_drafts_or_handles_takes_out_none(
    network: Network, courier: Courier, office: OfficeId, why: str, tmp_path: Path
) -> None:
    network[MOSCOW].handle(drafts.send(ROSHCHIN, OPERATOR))
    courier.run()
    post = network[MOSCOW if office == CLERK else PEKING]
    with pytest.raises(Forbidden, match=why):
        prove(post, "moscow/1", tmp_path / "proof", office=office)
    assert post.facts(EvidenceMade) == []
    assert not (tmp_path / "proof").exists()


def test_who_is_not_cleared_is_told_that_there_is_nothing(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    network[MOSCOW].handle(drafts.send(ROSHCHIN))
    courier.run()
    with pytest.raises(NotFound, match="there is no telegram"):
        prove(network[PEKING], "moscow/1", tmp_path / "proof", office=GUARD)


def test_what_a_caveat_allows_once_is_made_once(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    network[MOSCOW].handle(drafts.send(Caveat="Do not copy"))
    courier.run()
    prove(network[MOSCOW], "1", tmp_path / "proof", office=GROMYKO)
    with pytest.raises(Forbidden, match="once, and it was made"):
        prove(network[MOSCOW], "1", tmp_path / "again", office=GROMYKO)
    assert len(network[MOSCOW].facts(EvidenceMade)) == 1
    prove(network[PYONGYANG], "moscow/1", tmp_path / "theirs", office=RAZUVAEV)  # its own ledger


def test_without_a_caveat_it_is_made_as_often_as_it_is_asked_for(
    done: Network, tmp_path: Path
) -> None:
    for number in (1, 2):
        made = prove(done[MOSCOW], "1", tmp_path / f"proof-{number}", office=GROMYKO)
        assert made["number"] == number
        assert verdict(tmp_path / f"proof-{number}").problem is None


def test_a_manifest_is_signed_once_and_for_its_own_evidence(done: Network, tmp_path: Path) -> None:
    moscow = PostClient(done[MOSCOW])
    prove(done[MOSCOW], "1", tmp_path / "proof", office=GROMYKO)
    text = (tmp_path / "proof" / bundle.MANIFEST).read_text()
    asked = {"reference": "1", "office": GROMYKO}
    with pytest.raises(Refused, match="was signed already"):
        moscow.order("evidence-sign", number=1, manifest=text, **asked)
    moscow.order("evidence", **asked)
    with pytest.raises(Usage, match="not the manifest of this evidence"):
        moscow.order("evidence-sign", number=2, manifest=text, **asked)
    for number in (0, 3):
        with pytest.raises(Problem, match="made no evidence"):
            moscow.order("evidence-sign", number=number, manifest=text, **asked)
    with pytest.raises(Usage, match="not the manifest"):
        moscow.order("evidence-sign", number=2, manifest="{}", **asked)


# -- languages, exercises -------------------------------------------------------------------------


def test_captions_are_in_the_language_of_whoever_makes_it(done: Network, tmp_path: Path) -> None:
    prove(done[MOSCOW], "1", tmp_path / "proof", office=GROMYKO, language="ru")
    assert verdict(tmp_path / "proof").problem is None
    files = files_of(tmp_path / "proof")
    assert "Телеграмма: moscow/2027/1" in files[bundle.READABLE].decode()
    assert "Доказательство о телеграмме" in files[bundle.README].decode()


def test_an_exercise_is_said_to_be_one_everywhere(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    assert network[MOSCOW].take(drafts.send(Type="exercise")).value
    courier.run()
    prove(network[MOSCOW], "1", tmp_path / "proof", office=GROMYKO)
    found = verdict(tmp_path / "proof")
    assert found.problem is None
    assert found.manifest is not None
    assert found.manifest.message_type == "EXERCISE"
    for name in (bundle.README, bundle.READABLE):
        lines = (tmp_path / "proof" / name).read_text().split("\n")
        assert lines[0] == lines[-2] == "EXERCISE EXERCISE EXERCISE"
    manifest = read_manifest((tmp_path / "proof" / bundle.MANIFEST).read_bytes())
    lied = bundle.write_manifest(replace(manifest, message_type="OPERATION"))
    resigned(tmp_path / "proof", {bundle.MANIFEST: lied})
    problem = verdict(tmp_path / "proof").problem
    assert problem is not None
    assert "names another telegram" in problem.message


# -- what is in it --------------------------------------------------------------------------------


def test_attachments_are_named_with_their_hash_and_go_along_only_when_asked(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    network[MOSCOW].handle(sending(attach(network[MOSCOW])))
    courier.run()
    prove(network[MOSCOW], "1", tmp_path / "without", office=GROMYKO)
    assert not (tmp_path / "without" / bundle.ATTACHMENTS).exists()
    assert '1: "map.pdf"' in (tmp_path / "without" / bundle.READABLE).read_text()
    prove(network[MOSCOW], "1", tmp_path / "with", office=GROMYKO, attachments=True)
    assert (tmp_path / "with" / bundle.ATTACHMENTS / "1").read_bytes() == MAP
    for name in ("with", "without"):
        assert verdict(tmp_path / name).problem is None
    steps = [step.what for step in verdict(tmp_path / "with").steps]
    assert steps[-1] == "attachment"


def test_an_attachment_is_not_taken_out_where_downloading_is_forbidden(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    order = sending(attach(network[MOSCOW]))
    text = f"Caveat: Do not copy\n{order.text}"
    network[MOSCOW].handle(replace(order, text=text))
    courier.run()
    with pytest.raises(Forbidden, match="forbids download"):
        prove(network[MOSCOW], "1", tmp_path / "proof", office=GROMYKO, attachments=True)
    assert list(tmp_path.glob("*proof*")) == []


def test_what_is_left_out_is_named_and_not_needed(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    """Two telegrams in one envelope and one delivery report: the envelope stays out."""
    network[MOSCOW].handle(drafts.send(), drafts.send(text="Совсем другое."))
    courier.run()
    made = prove(network[MOSCOW], "1", tmp_path / "proof", office=GROMYKO)
    assert [one["what"] for one in made["left_out"]] == ["envelope"]
    found = verdict(tmp_path / "proof")
    assert found.problem is None
    assert ("delivery report", PYONGYANG, "MACHINE_RECEIPT") in reached(found)
    files = files_of(tmp_path / "proof")
    assert not any(name.startswith("envelope") for name in files)
    assert "envelope" in files[bundle.README].decode()


def test_what_only_adds_may_be_taken_out_and_the_rest_still_holds(
    done: Network, tmp_path: Path
) -> None:
    prove(done[MOSCOW], "1", tmp_path / "proof", office=GROMYKO)
    for path in (tmp_path / "proof").glob("envelope-1*"):
        path.unlink()
    said = bundle.JOURNAL_PROOF.decode((tmp_path / "proof" / bundle.JOURNAL).read_bytes())
    telegram = (tmp_path / "proof" / bundle.READABLE_JSON).read_text()
    assert '"envelopes": [\n  {' in telegram
    from depesha.evidence import readable  # noqa: PLC0415

    json = readable.read_json(telegram.encode())
    json["envelopes"] = []
    policy = read((tmp_path / "proof" / bundle.POLICY).read_bytes())
    about_envelopes = {14, 15}  # sealed, sent
    kept = tuple(one for one in said.entries if decode_entry(one.entry).kind not in about_envelopes)
    assert len(kept) < len(said.entries)
    resigned(
        tmp_path / "proof",
        {
            bundle.READABLE_JSON: readable.write_json(json),
            bundle.READABLE: readable.telegram_text(json, "en", policy),
            bundle.JOURNAL: bundle.JOURNAL_PROOF.encode(replace(said, entries=kept)),
        },
    )
    found = verdict(tmp_path / "proof")
    assert found.problem is None
    assert ("answer", RAZUVAEV, "HAVE_COMPLIED") in reached(found)


def test_an_old_bundle_holds_when_the_key_book_has_grown(done: Network, tmp_path: Path) -> None:
    prove(done[MOSCOW], "1", tmp_path / "proof", office=GROMYKO)
    text = keys.request_text(keys.TOKYO, without=list(keys.OFFICES[keys.TOKYO]))
    took = done[MOSCOW].take(Admit(order_id="again", request=text))
    assert took.value["version"] == 2
    assert verdict(tmp_path / "proof").problem is None
    prove(done[MOSCOW], "1", tmp_path / "newer", office=GROMYKO)
    newer = verdict(tmp_path / "newer")
    assert newer.problem is None
    assert newer.steps[2].said.startswith("2: ")


def test_another_root_is_told_and_none_at_all_proves_nobody(done: Network, tmp_path: Path) -> None:
    prove(done[MOSCOW], "1", tmp_path / "proof", office=GROMYKO)
    other = verdict(tmp_path / "proof", Digest(bytes(32)))
    assert other.problem is not None
    assert "the keys of another root, " + root().hex(" ", -2) in other.problem.message
    from depesha.evidence.judging import judge  # noqa: PLC0415
    from depesha.station.evidence_folder import EvidenceFolder  # noqa: PLC0415

    nobody = judge(EvidenceFolder(tmp_path / "proof"), None, {})
    assert nobody.problem is None
    assert not nobody.is_named
    assert nobody.root == root().hex()


# -- stock tools ----------------------------------------------------------------------------------


def commands_in(readme: str) -> list[str]:
    return [line.strip() for line in readme.split("\n") if line.startswith("    ")]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_commands_of_the_readme_are_run_as_they_stand(
    done: Network, tmp_path: Path, language: str
) -> None:
    folder = tmp_path / "proof"
    prove(done[PYONGYANG], "moscow/1", folder, office=RAZUVAEV, language=language)
    commands = commands_in((folder / bundle.README).read_text())
    stock = [one for one in commands if not one.startswith("depesha ")]
    assert commands[-1] == "depesha verify . --root FINGERPRINT"
    assert len([one for one in stock if one.startswith("ssh-keygen ")]) >= 10
    assert stock[0].startswith("sha256sum ")
    for command in stock:
        subprocess.run(command, shell=True, cwd=folder, check=True, capture_output=True)  # noqa: S602
    (folder / "body.cbor").write_bytes((folder / "body.cbor").read_bytes() + b"\x00")
    for command in stock:
        if "body.cbor" in command or "sha256sum" in command:
            ran = subprocess.run(command, shell=True, cwd=folder, check=False)  # noqa: S602
            assert ran.returncode != 0, command


OPEN = """
import { readFileSync, writeFileSync } from "node:fs";
import * as age from "age-encryption";
const [key, from, to] = process.argv.slice(2);
const decrypter = new age.Decrypter();
decrypter.addIdentity(key);
writeFileSync(to, await decrypter.decrypt(readFileSync(from)));
"""


def test_a_sealed_one_is_opened_with_stock_age_and_tar(
    network: Network, courier: Courier, tmp_path: Path, node: Path, corpora: Path
) -> None:
    network[MOSCOW].handle(sending(attach(network[MOSCOW])))
    courier.run()
    third = identity_from_seed(bytes(range(32)))
    sealed = tmp_path / "proof.tar.age"
    recipient = third.recipient_text
    prove(network[MOSCOW], "1", sealed, office=GROMYKO, attachments=True, recipient=recipient)
    assert sorted(path.name for path in tmp_path.glob("proof*")) == ["proof.tar.age"]
    (made,) = network[MOSCOW].facts(EvidenceMade)
    assert made.recipient == third.fingerprint
    plain = tmp_path / "plain.tar"
    command = [str(node), "--input-type=module", "-", third.secret_text, str(sealed), str(plain)]
    subprocess.run(command, input=OPEN.encode(), cwd=corpora, check=True)
    subprocess.run(["tar", "xf", str(plain)], cwd=tmp_path, check=True)
    folder = tmp_path / "evidence-moscow-2027-1"
    assert verdict(folder).problem is None
    assert (folder / bundle.ATTACHMENTS / "1").read_bytes() == MAP


@pytest.mark.parametrize("text", ["age1pq1", "age1xyz", "somebody", "age1pq1" + "q" * 2000])
def test_what_is_no_recipient_is_refused_before_anything_is_written_down(
    done: Network, tmp_path: Path, text: str
) -> None:
    with pytest.raises(Usage, match="not a recipient"):
        prove(done[MOSCOW], "1", tmp_path / "proof", office=GROMYKO, recipient=text)
    assert done[MOSCOW].facts(EvidenceMade) == []


def test_nothing_is_written_over(done: Network, tmp_path: Path) -> None:
    (tmp_path / "proof").write_text("mine")
    with pytest.raises(Refused, match="exists already"):
        prove(done[MOSCOW], "1", tmp_path / "proof", office=GROMYKO)
    assert done[MOSCOW].facts(EvidenceMade) == []


def test_a_telegram_that_nobody_answered_is_proved_as_far_as_it_came(
    network: Network, tmp_path: Path
) -> None:
    order: Send = drafts.send()
    network[MOSCOW].handle(order)
    prove(network[MOSCOW], "1", tmp_path / "proof", office=GROMYKO)
    found = verdict(tmp_path / "proof")
    assert found.problem is None
    assert {one.what for one in found.reached} == {"envelope"}


def test_what_was_expunged_is_proved_no_more_and_what_was_proved_stays(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    network[MOSCOW].handle(drafts.send(Receipt="yes", Execution="within 3h"))
    courier.run()
    network[PYONGYANG].handle(drafts.report("moscow/1"))
    courier.run()
    moscow = network[MOSCOW]
    prove(moscow, "1", tmp_path / "proof", office=GROMYKO)
    moscow.take(Expunge(order_id="gone", office=GROMYKO, reference="1", reason="order 12"))
    with pytest.raises(NotFound, match="no longer kept here"):
        prove(moscow, "1", tmp_path / "again", office=GROMYKO)
    assert len(moscow.facts(EvidenceMade)) == 1
    assert verdict(tmp_path / "proof").problem is None
    assert moscow.stored.rebuild().changed == ()


def test_service_messages_about_it_are_in_it_at_both_ends(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    """That somebody was reminded, and by whom: the chaser is a signed document like any other."""
    lines = "Precedence: IMMEDIATE\nReceipt: confirm within 1h\nExecution: report within 4h\n"
    text = lines + drafts.draft(ROSHCHIN)
    network[MOSCOW].handle(Send(order_id="asked", office=GROMYKO, text=text))
    courier.run()
    live(network, courier, HOUR_MS)
    assert network[MOSCOW].facts(ServiceSent)
    for station, office in ((MOSCOW, GROMYKO), (PEKING, ROSHCHIN)):
        prove(network[station], "moscow/1", tmp_path / f"at-{station}", office=office)
        found = verdict(tmp_path / f"at-{station}")
        assert found.problem is None
        assert ("service message", MOSCOW, "CHASER receipt") in {
            (one.what, one.who, one.said.lower().replace("chaser", "CHASER"))
            for one in found.reached
        }
    # and it is found out where it is about another telegram
    files = files_of(tmp_path / "at-moscow")
    name = next(
        one
        for one, data in files.items()
        if re.fullmatch(r"service-[0-9]+\.cbor", one) and SERVICE.decode(data).station == MOSCOW
    )
    message = SERVICE.decode(files[name])
    assert message.about is not None
    other = SERVICE.encode(replace(message, about=replace(message.about, uid=Uid(bytes(16)))))
    key = signing_key(keys.content_of(MOSCOW).signing)
    signature = armoured_signature(
        key.public, "service@depesha.v1", sign(key, "service@depesha.v1", other)
    )
    resigned(tmp_path / "at-moscow", {name: other, f"{name}.sig": signature.encode()})
    problem = verdict(tmp_path / "at-moscow").problem
    assert problem is not None
    assert problem.message == f"{name} is about another telegram"
