"""Papers that are read on any connection: service messages, and what only the present counts of."""

from dataclasses import replace

from depesha.names import StationId
from depesha.notice import ServiceCode
from depesha.office.facts import HandedOn, Relayed, ReturnSent, ServiceLearned, ServiceSent
from depesha.packet import ReturnReason
from depesha.store.book import StoredBook
from depesha.store.papers import relayed, service_message, service_messages, state
from tests.unit.store.conftest import Home, write
from tests.unit.store.facts_of import (
    MOSCOW,
    NOW,
    PEKING,
    PYONGYANG,
    digest_of,
    registered,
    slip_of,
    uid_of,
)

CAME = ServiceLearned(
    digest=digest_of("came"),
    station=PEKING,
    code=ServiceCode.NO_COMMUNICATIONS,
    uid=uid_of(1),
    subject="pyongyang",
)
WENT = ServiceSent(digest=digest_of("went"), to=MOSCOW, code=ServiceCode.REPEAT_REQUEST)


def test_service_messages_are_told_the_newest_first(home: Home, book: StoredBook) -> None:
    write(book, registered(1), CAME, WENT)
    read = home.reading()
    assert service_messages(read.database) == [
        {
            "notice": WENT.digest.hex(),
            "came": False,
            "station": "moscow",
            "code": "REPEAT_REQUEST",
            "uid": None,
            "subject": "",
            "at": NOW,
        },
        {
            "notice": CAME.digest.hex(),
            "came": True,
            "station": "peking",
            "code": "NO_COMMUNICATIONS",
            "uid": uid_of(1).hex(),
            "subject": "pyongyang",
            "at": NOW,
        },
    ]
    assert len(service_messages(read.database, 1)) == 1
    read.close()


def test_a_service_message_is_found_by_the_beginning_of_its_digest(book: StoredBook) -> None:
    write(book, CAME, WENT)
    whole = CAME.digest.hex()
    for size in (8, 9, 15, 64):
        found = service_message(book._database, whole[:size])
        assert found == (CAME.digest, StationId("peking"))
        assert book.registers.service_message(whole[:size]) == found
    assert service_message(book._database, WENT.digest.hex()) is None  # it went, it did not come
    assert service_message(book._database, "00" * 32) is None


def test_a_state_is_read_beside_the_writer(home: Home, book: StoredBook) -> None:
    read = home.reading()
    assert state(read.database, "registry") is None
    book.begin()
    book.keep_state("registry", b"1")
    book.commit()
    assert state(read.database, "registry") == b"1"
    read.close()


def test_what_passed_is_told_by_its_slip(home: Home, book: StoredBook) -> None:
    taken = Relayed(slip_id=slip_of(1), came_from=PEKING, next_hop=MOSCOW, destination=PYONGYANG)
    write(book, taken, replace(taken, slip_id=slip_of(2)))
    write(book, HandedOn(slip_id=slip_of(1), neighbour=MOSCOW))
    write(book, ReturnSent(slip_id=slip_of(2), reason=ReturnReason.NO_ROUTE, neighbour=PEKING))
    read = home.reading()
    way = {"from": "peking", "next_hop": "moscow", "destination": "pyongyang", "taken_at": NOW}
    assert relayed(read.database) == [
        {
            **way,
            "slip_id": slip_of(2).hex(),
            "handed_on_at": None,
            "returned_at": NOW,
            "reason": "NO_ROUTE",
        },
        {
            **way,
            "slip_id": slip_of(1).hex(),
            "handed_on_at": NOW,
            "returned_at": None,
            "reason": None,
        },
    ]
    read.close()


def test_a_packet_that_is_taken_again_has_one_line(book: StoredBook) -> None:
    taken = Relayed(slip_id=slip_of(1), came_from=PEKING, next_hop=MOSCOW, destination=PYONGYANG)
    write(book, taken, replace(taken, next_hop=PYONGYANG))
    (line,) = relayed(book._database)
    assert line["next_hop"] == "pyongyang"
