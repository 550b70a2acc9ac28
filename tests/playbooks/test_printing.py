"""Paper: the fact before the sheet, spoilt sheets, answers; what a caveat makes of them."""

from typing import Any

import pytest

from depesha.errors import Forbidden, NotFound, Refused, Usage
from depesha.names import OfficeId
from depesha.office.events import Event, PrintAnswer, PrintCopy
from depesha.office.facts import AnswerPrinted, CopyPrinted, CopyReprinted
from depesha.store.copy_history import history_of
from depesha.store.print_reading import prints_of_copy
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import CLERK, GROMYKO, MOSCOW, PYONGYANG
from tests.network.post import Network, Post

COPIES = "1 т. Сталину; 2 Копия"


def printing(
    number: int = 1, office: OfficeId = GROMYKO, reference: str = "1", **said: str
) -> Event:
    return PrintCopy(
        order_id=drafts.order_id(), office=office, reference=reference, number=number, **said
    )


def sent(network: Network, **words: Any) -> Post:
    moscow = network[MOSCOW]
    moscow.take(drafts.send(Copies=COPIES, **words))
    return moscow


def test_the_first_printing_is_a_fact(network: Network) -> None:
    moscow = sent(network)
    took = moscow.take(printing(printed_by="ян."))
    assert took.one(CopyPrinted).printed_by == "ян."
    assert took.value["printing"] == 1


def test_a_number_is_on_one_sheet(network: Network) -> None:
    moscow = sent(network)
    moscow.take(printing())
    problem = moscow.take(printing()).problem
    assert isinstance(problem, Forbidden)
    assert "--again" in problem.hint


def test_a_spoilt_sheet_is_another_fact_and_both_stand_in_the_ledger(network: Network) -> None:
    moscow = sent(network)
    moscow.take(printing(printed_by="ян."))
    took = moscow.take(printing(again="порвался", printed_by="мм"))
    fact = took.one(CopyReprinted)
    assert (fact.printing, fact.reason, fact.witness) == (2, "порвался", "")
    assert moscow.take(printing(again="пятно")).value["printing"] == 3
    uid = moscow.registers.by_number(1)[0].entry.identity.uid
    lines = prints_of_copy(moscow.reader, uid, 1)
    assert [(one["number"], one["by"], one["reason"]) for one in lines] == [
        (1, "ян.", ""),
        (2, "мм", "порвался"),
        (3, "", "пятно"),
    ]
    kinds = [one["kind"] for one in history_of(moscow.reader, uid, 1, 2**52)]
    assert kinds.count("CopyReprinted") == 2
    (state, _) = moscow.stored.copies.of(uid)
    assert state.printings == 3


def test_what_was_not_printed_is_not_printed_again(network: Network) -> None:
    moscow = sent(network)
    assert isinstance(moscow.take(printing(again="порвался")).problem, Refused)
    assert isinstance(moscow.take(printing(witness="Иван")).problem, Refused)


def test_under_no_copies_a_spoilt_sheet_has_a_witness_who_is_another(network: Network) -> None:
    moscow = sent(network, Caveat="NO_COPIES")
    moscow.take(printing())
    assert isinstance(moscow.take(printing(again="порвался")).problem, Usage)
    same = moscow.take(printing(again="порвался", printed_by="Иван", witness="ИВАН"))
    assert isinstance(same.problem, Usage)
    assert moscow.take(printing(again="порвался", witness="Иван")).one(CopyReprinted).witness


def test_no_copies_refuses_the_next(network: Network) -> None:
    moscow = sent(network, Caveat="NO_COPIES")
    for number in (1, 2):
        assert moscow.take(printing(number)).facts
    assert isinstance(moscow.take(printing(3)).problem, NotFound)


def test_a_registrar_prints_and_nobody_else(network: Network) -> None:
    sent(network)
    assert isinstance(network[MOSCOW].take(printing(office=CLERK)).problem, Forbidden)


def test_an_order_that_is_given_twice_prints_once(network: Network) -> None:
    moscow = sent(network)
    order = printing()
    first, second = moscow.take(order), moscow.take(order)
    assert first.value["printing"] == second.value["printing"] == 1
    assert second.value["repeated"] is True
    assert second.facts == ()


# -- answers --------------------------------------------------------------------------------------


def answered(network: Network, **words: Any) -> tuple[Post, str]:
    """Return Moscow and the digest of the receipt that it holds."""
    moscow = sent(network, Receipt="confirm", **words)
    Courier(network).run()
    assert network[PYONGYANG].take(drafts.confirm("moscow/1")).facts
    Courier(network).run()
    uid = moscow.registers.by_number(1)[0].entry.identity.uid
    rows = moscow.reader.rows("SELECT digest FROM document WHERE kind = 4")
    assert uid
    return moscow, bytes(rows[0][0]).hex()


def answer_print(answer: str, office: OfficeId = GROMYKO) -> Event:
    return PrintAnswer(order_id=drafts.order_id(), office=office, reference="1", answer=answer)


def test_an_answer_is_printed_as_often_as_somebody_asks(network: Network) -> None:
    moscow, answer = answered(network)
    assert moscow.take(answer_print(answer)).one(AnswerPrinted).answer.hex() == answer
    assert moscow.take(answer_print(answer)).value["printing"] == 2


def test_under_no_copies_an_answer_is_printed_once(network: Network) -> None:
    moscow, answer = answered(network, Caveat="NO_COPIES")
    assert moscow.take(answer_print(answer)).facts
    assert isinstance(moscow.take(answer_print(answer)).problem, Forbidden)


@pytest.mark.parametrize("named", ["", "ab" * 32, "x" * 64, "ab"])
def test_what_is_no_answer_to_it_is_not_there(network: Network, named: str) -> None:
    moscow, _ = answered(network)
    assert isinstance(moscow.take(answer_print(named)).problem, NotFound)


def test_an_answer_to_another_telegram_is_not_there(network: Network) -> None:
    moscow, answer = answered(network)
    moscow.take(drafts.send(Copies=COPIES))
    other = PrintAnswer(order_id=drafts.order_id(), office=GROMYKO, reference="2", answer=answer)
    assert isinstance(moscow.take(other).problem, NotFound)


def test_a_body_is_no_answer(network: Network) -> None:
    moscow, _ = answered(network)
    body = moscow.registers.by_number(1)[0].entry.body_id.hex()
    assert isinstance(moscow.take(answer_print(body)).problem, NotFound)
