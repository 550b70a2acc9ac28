"""What the label of a telegram must cover."""

from dataclasses import replace

import pytest

from depesha.errors import Forbidden, Usage
from depesha.names import Digest, Signature
from depesha.office.labels import MAX_DEPTH, must_cover
from depesha.policy import Policy
from depesha.station.policies import shipped_policies
from depesha.telegram import Body, Label, Quotation
from depesha.wire import BODY
from tests.network.forger import Forger

LABEL = Label(policy="neutral", policy_digest=Digest(bytes(32)), classification=2)


@pytest.fixture
def policy() -> Policy:
    return shipped_policies()["neutral"]


def body(label: Label = LABEL, *carried: Body) -> Body:
    quotations = tuple(
        Quotation(body=BODY.encode(one), registration=b"", signature=Signature(bytes(64)))
        for one in carried
    )
    made = BODY.decode(Forger().body(label=label).payload)
    return replace(made, quotations=quotations)


def test_an_equal_or_stricter_label_covers(policy: Policy) -> None:
    must_cover(policy, LABEL, body())
    must_cover(policy, replace(LABEL, classification=5, caveats=("NO_COPIES",)), body())


def test_a_lower_level_does_not_cover_whichever_policy_it_is_of(policy: Policy) -> None:
    for name in ("neutral", "mid-1951"):
        carried = body(replace(LABEL, policy=name, classification=5))
        with pytest.raises(Forbidden, match="what is quoted is TOP SECRET"):
            must_cover(policy, LABEL, carried)


@pytest.mark.parametrize("kind", ["caveats", "categories"])
def test_every_caveat_and_category_must_be_there(policy: Policy, kind: str) -> None:
    marked = replace(LABEL, **{kind: ("NO_COPIES",)})  # type: ignore[arg-type]  # a tuple of codes
    must_cover(policy, marked, body(marked))
    with pytest.raises(Forbidden, match="marked NO_COPIES"):
        must_cover(policy, LABEL, body(marked))


def test_a_telegram_inside_the_quoted_one_counts_too(policy: Policy) -> None:
    hidden = body(replace(LABEL, classification=5))
    with pytest.raises(Forbidden, match="TOP SECRET"):
        must_cover(policy, LABEL, body(LABEL, body(), body(LABEL, hidden)))


def test_a_telegram_too_deep_to_be_looked_through_is_not_carried(policy: Policy) -> None:
    nested = body()
    for _ in range(MAX_DEPTH - 1):
        nested = body(LABEL, nested)
    must_cover(policy, LABEL, nested)
    with pytest.raises(Usage, match="deep"):
        must_cover(policy, LABEL, body(LABEL, nested))
