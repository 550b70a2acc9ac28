"""The names of facts that `verify` says: those of the journal; none of a telegram is left out."""

from dataclasses import fields

from depesha.evidence.ledger import NAMES
from depesha.store.fact_records import FACTS


def test_a_kind_has_the_name_that_it_has_in_the_journal() -> None:
    assert {kind: FACTS[kind].make.__name__ for kind in NAMES} == NAMES


def test_every_fact_about_a_telegram_has_its_name() -> None:
    about = {
        kind
        for kind, form in FACTS.items()
        if {"uid", "entry"} & {one.name for one in fields(form.make)}
    }
    assert about - NAMES.keys() == set()
