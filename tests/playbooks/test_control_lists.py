"""`control`, `control REF`, `overdue`, `track`: what a registrar is told of each telegram."""

from typing import Any

import pytest

from depesha.life import Rung
from depesha.names import OfficeId
from depesha.station.reading import Reader
from depesha.station.settings import Settings
from depesha.telegram import Relation
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import GROMYKO, HOUR_MS, MOSCOW, NOW, OPERATOR, PEKING, ROSHCHIN
from tests.network.living import live
from tests.network.post import Network, Post
from tests.network.proofs import with_offices

T = "moscow/1"
ASKED: dict[str, Any] = {"Receipt": "confirm within 1h", "Execution": "report within 4h"}


def read(post: Post, question: str, office: OfficeId, **fields: object) -> Any:
    """Return the answer to a question, as a face of that station gets it."""
    with_offices(post)
    reader = Reader(Settings(station=post.station), post.reader)
    return reader.read(question, {"office": office, **fields})


def task(post: Post, office: OfficeId, reference: str, **fields: object) -> dict[str, Any]:
    lines = read(post, "control", office, all=True, **fields)
    (line,) = (one for one in lines if one["reference"] == reference)
    return dict(line)


def kinds(post: Post, office: OfficeId, reference: str) -> list[str]:
    history = read(post, "task", office, reference=reference)["history"]
    return [one["kind"] for one in history]


@pytest.fixture
def asked(network: Network, courier: Courier) -> Network:
    """moscow/1 lies before roshchin@peking, who owes a receipt in 1 h and a report in 4 h."""
    network[MOSCOW].handle(drafts.send(ROSHCHIN, **ASKED))
    courier.run()
    return network


# -- amendments -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("relation", "state"),
    [(Relation.CORRECTS, "DELIVERED"), (Relation.SUPERSEDES, "SUPERSEDED")],
)
def test_what_is_corrected_or_superseded_says_so_in_the_list_and_in_the_history(
    asked: Network, courier: Courier, relation: Relation, state: str
) -> None:
    asked[MOSCOW].handle(drafts.amend(relation, "1"))
    courier.run()
    for post, office in ((asked[MOSCOW], GROMYKO), (asked[PEKING], ROSHCHIN)):
        line = task(post, office, "moscow/2027/1")
        assert line["state"] == state
        assert [(one["relation"], one["reference"]) for one in line["amended"]] == [
            (relation.name, "moscow/2027/2")
        ]
        told = read(post, "task", office, reference=T)["history"]
        (said,) = (one for one in told if one["kind"] == "Amended")
        assert (said["relation"], said["amended_by"]) == (relation.name, "moscow/2027/2")
        other = read(post, "task", office, reference="moscow/2")["history"]
        (said,) = (one for one in other if one["kind"] == "Amended")
        assert said["amends"] == "moscow/2027/1"


def test_what_amends_it_is_not_named_to_who_is_not_cleared_for_that(
    asked: Network, courier: Courier
) -> None:
    """Nor in the history: that there is something is told by it too."""
    moscow = asked[MOSCOW]
    moscow.handle(
        drafts.send(ROSHCHIN, classification="SECRET", Corrects="1", Receipt="confirm within 1h")
    )
    courier.run()
    clerk = OfficeId("clerk@moscow")
    assert [one["relation"] for one in task(moscow, GROMYKO, "moscow/2027/1")["amended"]]
    assert task(moscow, clerk, "moscow/2027/1")["amended"] == []
    assert "Amended" in kinds(moscow, GROMYKO, "1")
    assert "Amended" not in kinds(moscow, clerk, "1")


def test_a_repeat_stands_in_the_history(asked: Network, courier: Courier) -> None:
    asked[MOSCOW].handle(drafts.repeat("1"))
    courier.run()
    told = read(asked[MOSCOW], "task", GROMYKO, reference="1")["history"]
    assert [one["stations"] for one in told if one["kind"] == "Repeated"] == [[PEKING]]


def test_what_is_held_and_what_is_withdrawn_says_so(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(ROSHCHIN, Hold="within 2h", **ASKED))
    assert task(moscow, GROMYKO, "moscow/2027/1")["held_until"] == NOW + 2 * HOUR_MS
    moscow.handle(drafts.cancel("1"))
    line = task(moscow, GROMYKO, "moscow/2027/1")
    assert (line["held_until"], line["state"]) == (None, "CANCELLED")
    assert line["withdrawn"]["office"] == GROMYKO
    assert [one for one in kinds(moscow, GROMYKO, "1") if one in ("HoldBegan", "Withdrawn")] == [
        "HoldBegan",
        "Withdrawn",
    ]
    moscow.handle(drafts.send(ROSHCHIN, Hold="within 2h", **ASKED))
    network.clock.advance(2 * HOUR_MS)
    moscow.tick()
    assert "HoldEnded" in kinds(moscow, GROMYKO, "2")


# -- what was done before it was closed -----------------------------------------------------------


@pytest.mark.parametrize("done", ["executed", "refused"])
@pytest.mark.parametrize("relation", [Relation.CANCELS, Relation.SUPERSEDES])
def test_what_was_done_before_it_was_closed_is_not_lost(
    asked: Network, courier: Courier, done: str, relation: Relation
) -> None:
    answer = drafts.report if done == "executed" else drafts.cannot
    asked[PEKING].handle(answer(T, ROSHCHIN))
    courier.run()
    closes = drafts.cancel("1") if relation is Relation.CANCELS else drafts.amend(relation, "1")
    asked[MOSCOW].handle(closes)
    courier.run()
    state = {Relation.CANCELS: "CANCELLED", Relation.SUPERSEDES: "SUPERSEDED"}[relation]
    for post, office in ((asked[MOSCOW], GROMYKO), (asked[PEKING], ROSHCHIN)):
        line = task(post, office, "moscow/2027/1")
        assert (line["state"], line[done]) == (state, True)
        (tracked,) = read(post, "track", office, reference=T)["addressees"]
        assert (tracked["state"], tracked[done]) == (state, True)
        assert tracked["answered_as"] == "authority"
    (sent,) = (
        one for one in read(asked[MOSCOW], "outbox", GROMYKO) if one["reference"] == "moscow/2027/1"
    )
    assert (sent[done], sent["answered_as"]) == (True, "authority")
    assert asked[MOSCOW].stored.rebuild().changed == ()


# -- who answered, and as what --------------------------------------------------------------------


def test_a_duty_office_and_a_deputy_are_named_wherever_an_answer_is(
    network: Network, courier: Courier
) -> None:
    moscow, peking = network[MOSCOW], network[PEKING]
    moscow.handle(drafts.send(ROSHCHIN, Precedence="IMMEDIATE", **ASKED))
    live(network, courier, HOUR_MS)
    peking.handle(drafts.confirm(T, OPERATOR))
    courier.run()
    peking.handle(drafts.comply(T, OPERATOR, acting_for=ROSHCHIN))
    courier.run()
    keys = ("office", "in_place_of", "deputy", "as")
    wanted = [
        (OPERATOR, ROSHCHIN, None, "operator"),
        (ROSHCHIN, None, OPERATOR, "authority"),
    ]
    for post, office in ((moscow, GROMYKO), (peking, ROSHCHIN)):
        told = read(post, "task", office, reference=T)
        answers = [one for one in told["history"] if one["kind"].startswith("Answer")]
        for lines in (
            told["answers"],
            answers,
            read(post, "track", office, reference=T)["answers"],
        ):
            assert [tuple(one.get(key) or None for key in keys) for one in lines] == wanted
        logged = read(post, "log", office, from_at=0, to_at=10**14)["entries"]
        said = [one for one in logged if one["what"] == "answered"]
        of_log = ("from", "in_place_of", "deputy", "as")
        assert [tuple(one[key] for key in of_log) for one in said] == wanted


def test_an_interim_report_says_that_it_was_received_and_no_more(
    asked: Network, courier: Courier
) -> None:
    """It is given by authority all the same, and after it the office may still comply."""
    moscow, peking = asked[MOSCOW], asked[PEKING]
    peking.handle(drafts.interim(T, ROSHCHIN))
    courier.run()
    for post, reference in ((moscow, "1"), (peking, T)):
        duty = post.duty(reference)
        assert duty.rung is Rung.RECEIVED
        assert Rung.ACKNOWLEDGED not in dict(duty.times)
        assert duty.interim_at is not None
        assert post.stored.rebuild().changed == ()
    (tracked,) = read(moscow, "track", GROMYKO, reference="1")["addressees"]
    assert tracked["answered_as"] == "authority"
    (sent,) = read(moscow, "outbox", GROMYKO)
    assert (sent["state"], sent["answered_as"]) == ("RECEIVED", "authority")
    peking.handle(drafts.comply(T, ROSHCHIN))
    courier.run()
    assert moscow.duty("1").rung is peking.duty(T).rung is Rung.ACKNOWLEDGED


# -- what may not be handed out -------------------------------------------------------------------


@pytest.mark.parametrize("question", ["track", "task"])
def test_the_words_of_answers_are_not_handed_out_where_copying_is_forbidden(
    network: Network, courier: Courier, question: str
) -> None:
    moscow, peking = network[MOSCOW], network[PEKING]
    moscow.handle(drafts.send(ROSHCHIN, Caveat="Copying prohibited", **ASKED))
    moscow.handle(drafts.send(ROSHCHIN, **ASKED))
    courier.run()
    for number in (1, 2):
        peking.handle(drafts.confirm(f"moscow/{number}", ROSHCHIN))
        peking.handle(drafts.cannot(f"moscow/{number}", ROSHCHIN))
    courier.run()
    for post, office in ((moscow, GROMYKO), (peking, ROSHCHIN)):
        for fields in ({"purpose": "json"}, {}):
            told = read(post, question, office, reference="moscow/1", **fields)
            assert "нет связи" not in str(told)
            assert [one["code"] for one in told["answers"]] == ["OPERATOR_ACK", "CANNOT_COMPLY"]
            assert all(one["withheld"] and one["at"] for one in told["answers"])
        seen = read(post, question, office, reference="moscow/1", purpose="show")
        assert seen["answers"][1]["reason"] == "нет связи"
        free = read(post, question, office, reference="moscow/2", purpose="json")
        assert free["answers"][1]["reason"] == "нет связи"


# -- what is held ---------------------------------------------------------------------------------


def test_the_handling_time_of_what_is_held_counts_from_the_end_of_that(
    network: Network, courier: Courier, monkeypatch: pytest.MonkeyPatch
) -> None:
    moscow, minute = network[MOSCOW], 60_000
    monkeypatch.setattr("depesha.station.clock.now", lambda: network.clock.now)
    moscow.handle(drafts.send(ROSHCHIN, Hold="within 2h", Precedence="IMMEDIATE", **ASKED))
    network.clock.advance(HOUR_MS)
    (held,) = read(moscow, "track", GROMYKO, reference="1")["addressees"]
    assert (held["handling_ms"], held["handling_objective_ms"]) == (0, 30 * minute)
    assert task(moscow, GROMYKO, "moscow/2027/1")["handling_ms"] == 0
    network.clock.advance(HOUR_MS)
    moscow.tick()
    network.clock.advance(10 * minute)
    courier.run()
    (sent,) = read(moscow, "track", GROMYKO, reference="1")["addressees"]
    assert (sent["handling_ms"], sent["handling_objective_ms"]) == (10 * minute, 30 * minute)
