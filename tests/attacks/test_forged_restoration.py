"""Restorations in another's name, of another epoch, or used to get or give what is not due."""

from dataclasses import replace
from pathlib import Path

import pytest

from depesha.envelope import Item, JournalHead, Kind
from depesha.names import Digest, Epoch, Signature, TimeMs
from depesha.notice import ServiceCode
from depesha.office.facts import (
    EnvelopeSealed,
    LastNumbersLearned,
    Registered,
    RestorationEnded,
    RestorationLearned,
    TelegramTakenBack,
)
from depesha.restoration import LastNumbers, Restoration, SeriesNumber
from depesha.wire import NAMESPACE, RESTORATION, digest
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.forger import EPOCH, Forger, enclosure
from tests.network.hostile import must_be_kept_out, offered
from tests.network.keys import (
    GROMYKO,
    MOSCOW,
    NOW,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    TOKYO,
    sealer_of,
)
from tests.network.post import Network
from tests.network.restoring import back_up, restore

HONEST = Restoration(
    station=MOSCOW,
    at=NOW,
    epoch=EPOCH,
    ended=Epoch(b"before!!"),
    head=JournalHead(size=7, root=Digest(bytes(32))),
    backed_up_at=TimeMs(NOW - 1000),
)


def restoration(forger: Forger, **fields: object) -> Item:
    payload = RESTORATION.encode(replace(HONEST, **fields))  # type: ignore[arg-type]
    return forger.signed(Kind.RESTORATION, payload)


def test_the_honest_restoration_is_believed_once(network: Network) -> None:
    forger, pyongyang = Forger(), network[PYONGYANG]
    item = restoration(forger)
    offered(pyongyang, forger.packet(item, documents=[enclosure(item)]))
    offered(pyongyang, forger.packet(item, documents=[enclosure(item)]))
    (learned,) = pyongyang.facts(RestorationLearned)
    assert (learned.station, learned.head.size) == (MOSCOW, 7)
    assert pyongyang.alarms() == ["station-restored"]


@pytest.mark.parametrize(
    "fields",
    [{"station": PEKING}, {"epoch": Epoch(b"another!")}, {"office": GROMYKO}],
    ids=["of another station", "of another epoch", "in an office's name without its signature"],
)
def test_what_it_says_must_be_its_own(network: Network, fields: dict[str, object]) -> None:
    forger, pyongyang = Forger(), network[PYONGYANG]
    item = restoration(forger, **fields)
    must_be_kept_out(pyongyang, forger.packet(item, documents=[enclosure(item)]))
    assert pyongyang.facts(RestorationLearned) == []


def test_an_office_that_is_no_administrator_signs_for_nothing(network: Network) -> None:
    forger, pyongyang = Forger(), network[PYONGYANG]
    item = restoration(forger, office=GROMYKO)
    signature = sealer_of(MOSCOW).sign_as_office(GROMYKO, NAMESPACE[Kind.RESTORATION], item.payload)
    signed = replace(item, signatures=(*item.signatures, (GROMYKO, Signature(signature))))
    must_be_kept_out(pyongyang, forger.packet(signed, documents=[enclosure(signed)]))
    assert pyongyang.facts(RestorationLearned) == []


def test_another_stations_signature_is_none(network: Network) -> None:
    forger, pyongyang = Forger(), network[PYONGYANG]
    item = restoration(forger)
    other = sealer_of(PEKING).sign_as_station(NAMESPACE[Kind.RESTORATION], item.payload)
    forged = replace(item, signatures=((MOSCOW, Signature(other)),))
    must_be_kept_out(pyongyang, forger.packet(forged, documents=[enclosure(forged)]))


def test_numbers_are_told_to_nobody_who_was_not_restored(network: Network) -> None:
    forger, pyongyang = Forger(), network[PYONGYANG]
    asked = forger.service(
        ServiceCode.LAST_NUMBERS_ASKED, numbers=LastNumbers(restoration=Digest(bytes(32)))
    )
    took = offered(pyongyang, forger.packet(asked, documents=[enclosure(asked)]))
    assert EnvelopeSealed not in took.kinds
    empty = forger.service(ServiceCode.LAST_NUMBERS_ASKED)
    must_be_kept_out(pyongyang, forger.packet(empty, documents=[enclosure(empty)]))


def test_numbers_that_were_not_asked_for_show_that_a_copy_was_restored(network: Network) -> None:
    forger, pyongyang = Forger(), network[PYONGYANG]
    told = forger.service(
        ServiceCode.LAST_NUMBERS,
        numbers=LastNumbers(
            restoration=Digest(bytes(32)),
            series=(SeriesNumber(series="outgoing", year=2027, number=9000),),
        ),
    )
    took = offered(pyongyang, forger.packet(told, documents=[enclosure(told)]))
    assert LastNumbersLearned not in took.kinds
    assert pyongyang.alarms() == ["two-at-once"]
    assert pyongyang.take(drafts.send(GROMYKO, office=RAZUVAEV)).value["number"] == 1


def test_one_correspondent_does_not_answer_for_another(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow = network[MOSCOW]
    back_up(moscow, tmp_path / "copy")
    took = restore(moscow, tmp_path / "copy")
    forger = Forger(TOKYO, MOSCOW)
    name = Digest(bytes.fromhex(str(took.value["restoration"])))
    told = forger.service(
        ServiceCode.LAST_NUMBERS, station=PEKING, numbers=LastNumbers(restoration=name)
    )
    assert LastNumbersLearned not in offered(moscow, forger.packet(told), TOKYO).kinds
    assert moscow.facts(RestorationEnded) == []
    del courier


def test_a_telegram_that_was_never_ours_is_not_taken_back(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    """Tokyo gives "back" a telegram that it signed itself in Moscow's name."""
    moscow = network[MOSCOW]
    back_up(moscow, tmp_path / "copy")
    restore(moscow, tmp_path / "copy")
    courier.run()
    forger = Forger(TOKYO, MOSCOW)
    body, registration = Forger(MOSCOW).telegram(number=5)
    signature = forger.sealer.sign_as_station(NAMESPACE[Kind.REGISTRATION], registration.payload)
    forged = replace(registration, signatures=((MOSCOW, Signature(signature)),))
    must_be_kept_out(moscow, forger.packet(body, forged, documents=[enclosure(forged)]), by=TOKYO)
    assert moscow.facts(TelegramTakenBack) == []
    assert moscow.facts(Registered) == []


def test_a_station_that_was_never_restored_takes_nothing_back(network: Network) -> None:
    moscow, forger = network[MOSCOW], Forger(TOKYO, MOSCOW)
    body, registration = Forger(MOSCOW).telegram(number=5)
    must_be_kept_out(
        moscow, forger.packet(body, registration, documents=[enclosure(registration)]), by=TOKYO
    )
    assert moscow.facts(TelegramTakenBack) == []


def test_its_digest_cannot_be_guessed() -> None:
    """Its reference stays visible in the journal: the epoch, which is random, hides the rest."""
    one = digest(RESTORATION.encode(HONEST))
    assert one != digest(RESTORATION.encode(replace(HONEST, epoch=Epoch(b"another!"))))
