"""The communications log: what left, what came, and what was answered, from the journal alone."""

from typing import Any

from depesha.names import TimeMs
from depesha.office.editions import OFFICES, offices_of
from depesha.packet import HopAccepted
from depesha.station.books import BOOKS
from depesha.station.reading import Reader
from depesha.station.settings import Settings
from depesha.store.log import entries
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import DAY_MS, MOSCOW, PEKING, PYONGYANG, ROSHCHIN
from tests.network.post import Network, Post

ALWAYS = (-(10**14), 10**14)


def log(post: Post, **asked: Any) -> list[dict[str, Any]]:
    reader = Reader(Settings(station=post.station, zone="Europe/Moscow"), post.reader)
    found = BOOKS["log"](reader, asked)
    assert found["next"] is None
    entries: list[dict[str, Any]] = found["entries"]
    return entries


def brief(lines: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    keys = ("what", "from", "from_number", "to", "to_number", "code")
    return [tuple(line[key] for key in keys) for line in lines]


def with_offices(post: Post) -> Post:
    """Let the post know its offices, as a station does that took its key book in."""
    assert post.desk.key_book is not None
    post.stored.begin()
    post.stored.keep_state(OFFICES, offices_of(post.desk.key_book))
    post.stored.commit()
    return post


def story(network: Network, courier: Courier) -> None:
    network[MOSCOW].take(drafts.send(Subject="О мерах"))
    courier.run()
    network[PYONGYANG].take(drafts.confirm("moscow/1"))
    network[PYONGYANG].take(drafts.report("moscow/1"))
    courier.run()


def test_the_originators_number_stays_and_the_addressees_is_beside_it(
    network: Network, courier: Courier
) -> None:
    story(network, courier)
    nobody = log(network[MOSCOW])
    assert nobody[0]["subject"] is None, "no office is known here that is cleared for it"
    assert nobody[1]["from"] == "pyongyang"
    with_offices(network[MOSCOW])
    with_offices(network[PYONGYANG])
    one = "moscow/2027/1"
    assert brief(log(network[MOSCOW], office="gromyko")) == [
        ("sent", "moscow", one, "pyongyang", None, None),
        ("answered", "razuvaev@pyongyang", None, "moscow", one, "OPERATOR_ACK"),
        ("answered", "razuvaev@pyongyang", None, "moscow", one, "HAVE_COMPLIED"),
    ]
    assert brief(log(network[PYONGYANG])) == [
        ("delivered", "moscow", one, "pyongyang", "2027/1", None),
        ("answered", "razuvaev@pyongyang", None, "moscow", one, "OPERATOR_ACK"),
        ("answered", "razuvaev@pyongyang", None, "moscow", one, "HAVE_COMPLIED"),
    ]
    assert {line["at"] for line in log(network[MOSCOW])} == {network.clock.now}
    assert log(network[MOSCOW], office="gromyko")[0]["subject"] == "О мерах"


def test_what_an_office_is_not_cleared_for_is_not_in_its_log(
    network: Network, courier: Courier
) -> None:
    story(network, courier)
    moscow = network[MOSCOW]
    moscow.stored.begin()
    boy = b'[{"office": "boy@moscow", "clearance": 0, "roles": []}]'
    moscow.stored.keep_state(OFFICES, boy)
    moscow.stored.commit()
    assert log(moscow, office="boy") == []
    assert len(log(moscow)) == 3


def test_a_relay_has_nothing_of_what_it_carried(network: Network, courier: Courier) -> None:
    network[PEKING].take(drafts.send(office=ROSHCHIN))
    courier.run()
    assert log(network[MOSCOW]) == [], "it knows slips: they are in the register of transit"
    assert [line["what"] for line in log(network[PYONGYANG])] == ["delivered"]


def test_the_log_has_its_period_and_goes_on_behind_a_fact(
    network: Network, courier: Courier
) -> None:
    story(network, courier)
    begin = network.clock.now
    network.clock.advance(DAY_MS)
    story_end = network.clock.now
    network[MOSCOW].take(drafts.send())
    courier.run()
    assert len(log(network[MOSCOW], from_at=begin, to_at=story_end)) == 3
    assert [line["from_number"] for line in log(network[MOSCOW], from_at=story_end)] == [
        "moscow/2027/2"
    ]
    found: list[dict[str, Any]] = []
    after: int | None = -1
    while after is not None:
        part, after = entries(network[MOSCOW].reader, ALWAYS, after, 1)
        found += part
    assert len(found) == len(log(network[MOSCOW]))


def test_a_telegram_that_went_again_is_marked(network: Network, courier: Courier) -> None:
    moscow = network[MOSCOW]
    moscow.take(drafts.send())
    (lost,) = moscow.waiting(PYONGYANG)

    moscow.handle(HopAccepted(neighbour=PYONGYANG, entries=(lost.entry,)))
    network.clock.now = TimeMs(network.clock.now + 2 * DAY_MS)
    moscow.tick()
    courier.run()
    sent = [line for line in log(moscow) if line["what"] == "sent"]
    assert [line["repeat"] for line in sent] == [False, True]
    assert {line["from_number"] for line in sent} == {"moscow/2027/1"}, "it keeps its number"
