"""What a reader of evidence is told first and last: label, cancelled, revoked; who had to release.

Planted by hand: a manifest without `amended` is signed (the desk compares it with its register), a
revoked station's dates are not compared, releases are not counted: each fails one of these.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from depesha.errors import DoesNotVerify, Usage
from depesha.evidence import bundle, judging
from depesha.evidence.bundle import read_manifest, write_manifest
from depesha.evidence.judging import judge
from depesha.evidence.signers import read_signers
from depesha.keybook.leaf import Status
from depesha.names import TimeMs
from depesha.office.events import Revoke
from depesha.policy import read
from depesha.seal.signature import sign, signing_key
from depesha.spoken import fingerprint_words, parse_fingerprint_words
from depesha.station.evidence_folder import EvidenceFolder
from depesha.station.evidencing import Held
from depesha.telegram import Relation
from tests.network import drafts, keys
from tests.network.courier import Courier
from tests.network.keys import (
    CLERK,
    GROMYKO,
    HOUR_MS,
    MOSCOW,
    NOW,
    PYONGYANG,
    RAZUVAEV,
    VYSHINSKY,
)
from tests.network.post import Network
from tests.network.proofs import PostClient, files_of, prove, root, verdict


def first_and_last(folder: Path, name: str) -> tuple[list[str], list[str]]:
    lines = (folder / name).read_text().rstrip("\n").split("\n")
    return lines[:3], lines[-3:]


# -- the label ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "SECRET. Copying prohibited"), ("ru", "СЕКРЕТНО. Снятие копий воспрещается")],
)
def test_the_label_stands_in_words_first_and_last(
    network: Network, courier: Courier, tmp_path: Path, language: str, said: str
) -> None:
    network[MOSCOW].handle(drafts.send(classification="SECRET", Caveat="Do not copy"))
    courier.run()
    folder = tmp_path / "proof"
    prove(network[MOSCOW], "1", folder, office=GROMYKO, language=language)
    assert verdict(folder).problem is None
    for name in (bundle.READABLE, bundle.README):
        first, last = first_and_last(folder, name)
        assert first[0].casefold() == last[-1].casefold() == said.casefold()


# -- what amends it -------------------------------------------------------------------------------


def test_a_cancelled_telegram_is_said_to_be_cancelled_first_and_last(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    network[MOSCOW].handle(drafts.send())
    courier.run()
    network[MOSCOW].handle(drafts.amend(Relation.CORRECTS, "1"))
    network[MOSCOW].handle(drafts.cancel("1"))
    courier.run()
    for place, office in ((MOSCOW, GROMYKO), (PYONGYANG, RAZUVAEV)):
        folder = tmp_path / f"proof-{place}"
        prove(network[place], "moscow/1", folder, office=office)
        found = verdict(folder)
        assert found.problem is None
        assert found.manifest is not None
        assert [(one.relation, one.by) for one in found.manifest.amended] == [
            ("CANCELS", "moscow/2027/3"),
            ("CORRECTS", "moscow/2027/2"),
        ]
        line = f"CANCELLED by moscow/2027/3 (by the journal of {place})"
        for name in (bundle.READABLE, bundle.README):
            first, last = first_and_last(folder, name)
            assert line in first
            assert line in last
        assert [step.said for step in found.steps if step.what == "amended"] == [
            "CANCELS moscow/2027/3",
            "CORRECTS moscow/2027/2",
        ]


def test_the_station_signs_no_manifest_that_keeps_still_about_it(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    network[MOSCOW].handle(drafts.send())
    courier.run()
    network[MOSCOW].handle(drafts.cancel("1"))
    prove(network[MOSCOW], "1", tmp_path / "proof", office=GROMYKO)
    client = PostClient(network[MOSCOW])
    asked = {"reference": "1", "office": GROMYKO}
    client.order("evidence", **asked)
    told = read_manifest((tmp_path / "proof" / bundle.MANIFEST).read_bytes())
    place = network[MOSCOW].registers.evidence_made(bytes.fromhex(told.uid))[1].place  # type: ignore[arg-type]
    still = replace(told, evidence=place, amended=())
    with pytest.raises(Usage) as refused:
        client.order("evidence-sign", number=2, manifest=write_manifest(still).decode(), **asked)
    assert "what amends the telegram" in (refused.value.hint or "")


# -- who is revoked -------------------------------------------------------------------------------


def test_what_a_revoked_station_signed_before_is_shown_and_what_after_left_out(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    network[MOSCOW].handle(drafts.send(Execution="within 9h"))
    courier.run()
    network[PYONGYANG].handle(drafts.comply("moscow/1"))
    courier.run()
    network.clock.advance(2 * HOUR_MS)
    network[PYONGYANG].handle(drafts.report("moscow/1"))
    courier.run()
    since = TimeMs(NOW + HOUR_MS)
    network[MOSCOW].handle(Revoke(order_id="r", station=PYONGYANG, reason="taken", since=since))
    folder = tmp_path / "proof"
    made = prove(network[MOSCOW], "1", folder, office=GROMYKO)
    assert {(one["what"], one["why"]) for one in made["left_out"] if one["what"] == "answer"} == {
        ("answer", "its station is revoked, and it is not dated before that")
    }
    found = verdict(folder)
    assert found.problem is None
    assert ("answer", "WILL_COMPLY") in {(one.what, one.said) for one in found.reached}
    assert "HAVE_COMPLIED" not in {one.said for one in found.reached}
    assert [(s.who, s.at) for s in found.steps if s.what == "revoked"] == [(PYONGYANG, since)]
    line = "pyongyang is revoked since 2027-01-15 09:00:00 UTC: what it signed here is dated"
    for name in (bundle.READABLE, bundle.README):
        first, last = first_and_last(folder, name)
        assert any(one.startswith(line) for one in first)
        assert any(one.startswith(line) for one in last)


@pytest.mark.parametrize("since", [None, NOW - 1, NOW])
def test_what_is_not_dated_before_its_station_was_revoked_is_not_proved(
    network: Network, courier: Courier, tmp_path: Path, since: int | None
) -> None:
    network[MOSCOW].handle(drafts.send())
    courier.run()
    prove(network[MOSCOW], "1", tmp_path / "proof", office=GROMYKO)
    held = files_of(tmp_path / "proof")
    signers = read_signers(held[bundle.KEYS], None)
    signers.must_be_in_force(MOSCOW, NOW, "body.cbor.1.sig")
    leaf = replace(
        signers.identities[MOSCOW],
        status=Status.REVOKED,
        revoked_since=None if since is None else TimeMs(since),
    )
    revoked = replace(signers, identities={MOSCOW: leaf})
    with pytest.raises(DoesNotVerify, match=r"moscow is revoked.*is not dated before it"):
        revoked.must_be_in_force(MOSCOW, NOW, "body.cbor.1.sig")
    later = replace(leaf, revoked_since=TimeMs(NOW + 1))
    replace(signers, identities={MOSCOW: later}).must_be_in_force(MOSCOW, NOW, "x")


def test_no_evidence_is_made_of_what_a_revoked_station_registered_since(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    network[PYONGYANG].handle(drafts.send(GROMYKO, office=RAZUVAEV))
    courier.run()
    network[MOSCOW].handle(Revoke(order_id="r", station=PYONGYANG, reason="taken", since=NOW))
    with pytest.raises(DoesNotVerify, match="pyongyang is revoked, and the telegram is not dated"):
        prove(network[MOSCOW], "pyongyang/1", tmp_path / "proof", office=GROMYKO)
    assert not (tmp_path / "proof").exists()


# -- how many had to release ----------------------------------------------------------------------


def test_as_many_as_the_policy_demands_are_counted(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.write(office=CLERK, Precedence="OVERRIDE"))
    moscow.handle(drafts.release(1), drafts.release(1, VYSHINSKY))
    courier.run()
    folder = tmp_path / "proof"
    prove(moscow, "1", folder, office=GROMYKO)
    found = verdict(folder)
    assert found.problem is None
    assert [(s.who, s.said) for s in found.steps if s.what == "releases"] == [("neutral", "2/2")]


def test_one_release_where_two_are_demanded_does_not_verify(
    network: Network, courier: Courier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The policy asks for one more than signed; the label's digest is that of the changed file."""
    network[MOSCOW].handle(drafts.send())
    courier.run()
    folder = tmp_path / "proof"
    prove(network[MOSCOW], "1", folder, office=GROMYKO)
    real = read((folder / bundle.POLICY).read_bytes())
    stricter = replace(real, urgencies=tuple(replace(one, releasers=2) for one in real.urgencies))
    monkeypatch.setattr(judging, "read", lambda _: stricter)
    problem = verdict(folder).problem
    assert problem is not None
    assert problem.message == "1 more offices must release it by policy neutral"


def without_policy(folder: Path) -> Held:
    """Return a bundle whose maker left the policy out and spelled the label by its level."""
    from hashlib import sha256  # noqa: PLC0415

    from depesha.evidence import readable  # noqa: PLC0415
    from depesha.seal.openssh import armoured_signature  # noqa: PLC0415

    files = files_of(folder)
    del files[bundle.POLICY]
    said = readable.read_json(files[bundle.READABLE_JSON])
    files[bundle.READABLE] = readable.telegram_text(said, "en", None)
    manifest = read_manifest(files.pop(bundle.MANIFEST))
    del files[bundle.MANIFEST + bundle.SIGNATURE], files[bundle.SUMS]
    hashes = {name: sha256(data).hexdigest() for name, data in files.items()}
    files[bundle.SUMS] = bundle.sums(hashes)
    listed = tuple(
        bundle.Listed(name=name, bytes=len(data), sha256=sha256(data).hexdigest())
        for name, data in sorted(files.items())
    )
    data = write_manifest(replace(manifest, files=listed))
    key = signing_key(keys.content_of(MOSCOW).signing)
    signature = sign(key, bundle.MANIFEST_NAMESPACE, data)
    armoured = armoured_signature(key.public, bundle.MANIFEST_NAMESPACE, signature)
    files[bundle.MANIFEST] = data
    files[bundle.MANIFEST + bundle.SIGNATURE] = armoured.encode()
    return Held(files)


def test_a_policy_that_is_not_known_here_is_said_to_be_unknown(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    network[MOSCOW].handle(drafts.send())
    courier.run()
    prove(network[MOSCOW], "1", tmp_path / "proof", office=GROMYKO)
    shipped = read((tmp_path / "proof" / bundle.POLICY).read_bytes())
    held = without_policy(tmp_path / "proof")
    known = judge(held, root(), {shipped.id: shipped})
    assert known.problem is None
    assert [s.said for s in known.steps if s.what == "releases"] == ["1/1"]
    unknown = judge(held, root(), {})
    assert unknown.problem is None
    assert [s.who for s in unknown.steps if s.what == "policy not known"] == ["neutral"]


def test_another_policy_than_the_label_names_is_told(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    from tests.network.proofs import resigned  # noqa: PLC0415

    network[MOSCOW].handle(drafts.send())
    courier.run()
    folder = tmp_path / "proof"
    prove(network[MOSCOW], "1", folder, office=GROMYKO)
    resigned(folder, {bundle.POLICY: (folder / bundle.POLICY).read_bytes() + b"\n"})
    problem = verdict(folder).problem
    assert problem is not None
    assert problem.message == "policy.toml is not the policy that the label names"


# -- the root, as it was named --------------------------------------------------------------------


def test_the_root_may_be_named_by_its_words(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    network[MOSCOW].handle(drafts.send())
    courier.run()
    prove(network[MOSCOW], "1", tmp_path / "proof", office=GROMYKO)
    folder = EvidenceFolder(tmp_path / "proof")
    heard = parse_fingerprint_words(fingerprint_words(root()).upper())
    found = judge(folder, heard, {})
    assert (found.problem, found.is_named, found.root) == (None, True, root().hex())
    for wrong in (b"", heard[:15], bytes(16), heard + b"\x00"):
        assert judge(folder, wrong, {}).problem is not None
    for text in ("", "ababa", f"{fingerprint_words(root())} ababa", root().hex()):
        assert parse_fingerprint_words(text) == b""
