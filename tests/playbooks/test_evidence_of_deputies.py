"""Evidence about what was signed for somebody: a deputy's release, a deputy's and a duty's answer.

Planted by hand: with the office's own key in the armour of a deputy's signature the stock commands
fail; with the deputy taken from the payload alone, without the key book, the last test fails.
"""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from depesha.errors import DoesNotVerify
from depesha.evidence import bundle
from depesha.evidence.documents import telegram_in
from depesha.evidence.signers import read_signers
from depesha.office.events import Send
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import (
    CLERK,
    GROMYKO,
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
from tests.network.proofs import files_of, prove, verdict


def stock(folder: Path) -> list[str]:
    """Run the commands of the README as they stand; return them."""
    lines = (folder / bundle.README).read_text().split("\n")
    commands = [one.strip() for one in lines if one.startswith("    ")]
    commands = [one for one in commands if not one.startswith("depesha ")]
    for command in commands:
        subprocess.run(command, shell=True, cwd=folder, check=True, capture_output=True)  # noqa: S602
    return commands


@pytest.mark.parametrize(
    ("language", "who"),
    [("en", f"Released by: {CLERK} for {GROMYKO}"), ("ru", f": {CLERK} за {GROMYKO}")],
)
def test_a_release_by_a_deputy_is_shown_and_checked_as_the_deputys(
    network: Network, courier: Courier, tmp_path: Path, language: str, who: str
) -> None:
    network[MOSCOW].handle(drafts.write(office=CLERK))
    took = network[MOSCOW].take(drafts.release(1, CLERK, acting_for=GROMYKO))
    assert took.value["reference"] == "moscow/2027/1"
    courier.run()
    for place, office in ((MOSCOW, GROMYKO), (PYONGYANG, RAZUVAEV)):
        folder = tmp_path / f"proof-{place}"
        prove(network[place], "moscow/1", folder, office=office, language=language)
        found = verdict(folder)
        assert found.problem is None
        (release,) = [step for step in found.steps if step.what == "release"]
        assert (release.who, release.by) == (GROMYKO, CLERK)
        assert who in (folder / bundle.READABLE).read_text()
        (body,) = [one for one in stock(folder) if "body.cbor" in one]
        assert f"-I {CLERK} " in body


def test_an_answer_by_a_deputy_and_one_in_place_of_an_addressee_are_shown(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    lines = "Precedence: IMMEDIATE\nReceipt: confirm within 1h\nExecution: report within 4h\n"
    network[MOSCOW].handle(
        Send(order_id="asked", office=GROMYKO, text=lines + drafts.draft(ROSHCHIN))
    )
    courier.run()
    live(network, courier, 2 * HOUR_MS)
    peking = network[PEKING]
    assert peking.take(drafts.confirm("moscow/1", OPERATOR)).value["in_place_of"] == [ROSHCHIN]
    took = peking.take(drafts.report("moscow/1", OPERATOR, acting_for=ROSHCHIN))
    assert took.value["deputy"] == OPERATOR
    courier.run()
    for place, office in ((MOSCOW, GROMYKO), (PEKING, ROSHCHIN)):
        folder = tmp_path / f"proof-{place}"
        made = prove(network[place], "moscow/1", folder, office=office)
        assert [one for one in made["left_out"] if one["what"] == "answer"] == []
        found = verdict(folder)
        assert found.problem is None
        answers = {(one.who, one.by, one.in_place_of, one.said) for one in found.reached}
        assert (OPERATOR, "", ROSHCHIN, "OPERATOR_ACK") in answers
        assert (ROSHCHIN, OPERATOR, "", "HAVE_COMPLIED") in answers
        text = (folder / bundle.READABLE).read_text()
        assert f"Answered by {OPERATOR} in place of {ROSHCHIN}: " in text
        assert f"Answered by {OPERATOR} for {ROSHCHIN}: " in text
        assert len([one for one in stock(folder) if "answer-" in one]) == 2


def test_a_deputy_that_the_key_book_does_not_name_proves_nothing(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    network[MOSCOW].handle(drafts.write(office=CLERK))
    network[MOSCOW].take(drafts.release(1, CLERK, acting_for=GROMYKO))
    courier.run()
    prove(network[MOSCOW], "moscow/1", tmp_path / "proof", office=GROMYKO)
    held = files_of(tmp_path / "proof")
    signers = read_signers(held[bundle.KEYS], None)
    assert telegram_in(held, signers).papers.registration.deputies
    leaf = signers.identities[MOSCOW]
    offices = tuple(replace(one, deputies=()) for one in leaf.offices)
    without = replace(signers, identities={MOSCOW: replace(leaf, offices=offices)})
    with pytest.raises(DoesNotVerify, match=f"{CLERK} is no deputy of {GROMYKO}"):
        telegram_in(held, without)
