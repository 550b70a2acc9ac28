"""An attack: whoever lists the alarms, or owns their hook, reads there what he is not cleared for.

The text of an alarm is for everybody's eyes: it names offices, stations, numbers and times, and has
no word of a telegram, of an answer, or of why somebody cannot comply.
"""

from dataclasses import replace
from typing import Any

import pytest

from depesha.notice import ServiceCode
from depesha.office.events import Expunge, Report
from depesha.office.facts import AlarmRaised
from depesha.packet import Arrived
from depesha.store.about import told_of
from depesha.store.reading import Reading
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.forger import Forger
from tests.network.keys import DAY_MS, GROMYKO, HOUR_MS, MOSCOW, OPERATOR, PEKING, ROSHCHIN
from tests.network.living import live
from tests.network.post import Network, Post

WORD = "ТАЙНОЕСЛОВО"
T = "moscow/1"
LINES = {
    "Precedence": "IMMEDIATE",
    "Receipt": "confirm within 1h",
    "Execution": "report within 4h every 1h",
}


def sent(network: Network, **lines: str) -> Post:
    """Send a telegram whose every free line has the word."""
    said: dict[str, Any] = {**LINES, "Subject": WORD, **lines}
    network[MOSCOW].handle(drafts.send(ROSHCHIN, text=f"{WORD}.", **said))
    return network[MOSCOW]


def texts(*posts: Post) -> list[str]:
    return [fact.text for post in posts for fact in post.facts(AlarmRaised)]


def refusal() -> Report:
    return replace(drafts.cannot(T, ROSHCHIN), cannot=WORD)


@pytest.mark.parametrize("lines", [{}, {"Type": "exercise"}])
def test_no_alarm_has_a_word_of_a_telegram_or_of_an_answer(
    network: Network, courier: Courier, lines: dict[str, str]
) -> None:
    moscow, peking = sent(network, **lines), network[PEKING]
    live(network, courier, 5 * HOUR_MS)
    peking.handle(replace(drafts.interim(T, ROSHCHIN), text=WORD))
    live(network, courier, 5 * HOUR_MS)
    peking.handle(refusal())
    live(network, courier, DAY_MS)
    kinds = {fact.kind for post in (moscow, peking) for fact in post.facts(AlarmRaised)}
    assert {"cannot-comply", "report-overdue", "interim-overdue", "chased", "unread"} <= kinds
    assert [text for text in texts(moscow, peking) if WORD.lower() in text.lower()] == []


def test_who_cannot_comply_with_what_is_named_as_in_other_alarms(
    network: Network, courier: Courier
) -> None:
    moscow = sent(network, Type="exercise")
    courier.run()
    network[PEKING].handle(refusal())
    courier.run()
    (raised,) = (one for one in moscow.facts(AlarmRaised) if one.kind == "cannot-comply")
    assert raised.text == f"{ROSHCHIN} cannot comply with *EXERCISE* moscow/2027/1"
    told = told_of(moscow.reader, raised.about, None)
    assert told == {"document": "telegram", "reference": "moscow/2027/1", "station": PEKING}
    assert [one["what"] for one in Reading(moscow.reader).alarms()] == ["cannot-comply"]


def test_it_says_so_after_the_words_are_expunged(network: Network, courier: Courier) -> None:
    moscow = sent(network)
    courier.run()
    network[PEKING].handle(refusal())
    courier.run()
    moscow.handle(Expunge(order_id="gone", office=GROMYKO, reference="1", reason="order 12"))
    rows = moscow.reader.rows("SELECT text FROM alarm WHERE kind = 'cannot-comply'")
    assert [row[0] for row in rows] == [f"{ROSHCHIN} cannot comply with moscow/2027/1"]


def test_what_another_station_says_in_its_own_words_is_not_repeated(
    network: Network, courier: Courier
) -> None:
    """Where nobody opens it, it says whom it is shown to: only offices are named after it."""
    moscow = sent(network)
    courier.run()
    (telegram,) = moscow.registers.by_number(1, station=MOSCOW)
    forger, shown_to = Forger(PEKING, MOSCOW), f"{WORD}, {OPERATOR}"
    notice = forger.service(
        ServiceCode.NON_RECEIPT, about=telegram.entry.identity, office=ROSHCHIN, text=shown_to
    )
    moscow.handle(Arrived(packet=forger.packet(notice), neighbour=PEKING))
    (said,) = (one for one in moscow.facts(AlarmRaised) if one.kind == "not-opened")
    assert said.text.endswith(f"it is shown to {OPERATOR} instead")
    assert WORD not in said.text
