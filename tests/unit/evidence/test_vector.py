"""The vector of the format: a whole bundle that holds under its root, whatever changes here."""

from pathlib import Path

from depesha.evidence.judging import judge
from depesha.evidence.ledger import NAMES, OPENED
from depesha.names import Digest
from depesha.station.evidence_folder import EvidenceFolder
from depesha.station.policies import shipped_policies
from depesha.store.fact_records import FACTS

VECTORS = Path(__file__).resolve().parents[2] / "vectors" / "evidence"
ROOT = Digest(bytes.fromhex((VECTORS / "root").read_text().strip()))


def test_the_bundle_holds_under_its_root() -> None:
    found = judge(EvidenceFolder(VECTORS / "moscow-1"), ROOT, shipped_policies())
    assert found.problem is None
    assert found.root == ROOT.hex()
    said = [(one.what, one.who, one.said) for one in found.reached]
    assert ("answer", "razuvaev@pyongyang", "HAVE_COMPLIED") in said
    assert ("delivery report", "pyongyang", "MACHINE_RECEIPT") in said


def test_and_under_no_other() -> None:
    found = judge(EvidenceFolder(VECTORS / "moscow-1"), Digest(bytes(32)), {})
    assert found.problem is not None
    assert found.problem.code == "does-not-verify"


def test_kinds_of_facts_are_called_as_the_journal_calls_them() -> None:
    """What is judged without a store must agree with what the store writes."""
    assert {kind: FACTS[kind].make.__name__ for kind in NAMES} == dict(NAMES)


def test_what_is_opened_holds_a_document_under_that_key_and_no_words() -> None:
    for kind, key in OPENED.items():
        names = list(FACTS[kind].make.__dataclass_fields__)
        assert names[key] in {"answer", "report"}
        assert not {"entry", "text", "attachments", "documents", "title"} & set(names)
