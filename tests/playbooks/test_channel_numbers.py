"""Channel numbers at the desk: written down with custody, alarmed when missing, closed each day."""

import pytest

from depesha.channel import ChannelCount, ChannelHeard, ChannelMark, ChannelSaid
from depesha.names import Epoch, TimeMs
from depesha.office.channels import (
    DAY_MS,
    LINGER_MS,
    MARGIN_MS,
    MARGINS_AT_MOST,
    PATIENCE_MS,
    next_at,
)
from depesha.office.events import Tick
from depesha.office.facts import AlarmCleared, AlarmRaised, ChannelReconciled, NumberSpan
from depesha.office.ports import ChannelState
from depesha.packet import (
    Accept,
    Arrived,
    Blob,
    HopAccepted,
    Offered,
    Packet,
    ReturnArrived,
    Want,
)
from depesha.store.channels import MAX_EPOCHS, StoredChannels, lines_now, lines_of_day, recall
from tests.links.small_station import given_back
from tests.network.keys import MOSCOW, PEKING
from tests.network.post import Network, Post
from tests.playbooks.test_offered_blobs import DATA, blob
from tests.playbooks.test_transit import packet

EPOCH = Epoch(b"peking-1")
NEXT_EPOCH = Epoch(b"peking-2")


def numbered(
    number: int, *, load: Packet | None = None, again: bool = False, epoch: Epoch = EPOCH
) -> Arrived:
    """Return a packet that came from Peking under a number of its channel."""
    mark = ChannelMark(lane=0, epoch=epoch, number=number, again=again)
    return Arrived(packet=load or packet(number), neighbour=PEKING, mark=mark)


def heard(
    last: int | None = None,
    *awaited: tuple[int, int],
    spans: tuple[tuple[int, int], ...] = (),
    went_back: bool = False,
    crowded: bool = False,
) -> ChannelHeard:
    return ChannelHeard(
        neighbour=PEKING,
        lane=0,
        epoch=EPOCH,
        heard=spans,
        last=last,
        awaited=awaited,
        went_back=went_back,
        crowded=crowded,
    )


def state(post: Post, epoch: Epoch = EPOCH) -> ChannelState:
    found = StoredChannels(post.reader).state(PEKING, 0, epoch)
    assert found is not None
    return found


def gaps(post: Post) -> list[tuple[int, int]]:
    return [(gap.first, gap.last) for gap in state(post).gaps]


def closed(post: Post, epoch: Epoch = EPOCH) -> list[tuple[int, int, str]]:
    (line,) = (one for one in lines_now(post.reader, PEKING, 9) if one["epoch"] == epoch.hex())
    return [(gap["first"], gap["last"], gap["how"]) for gap in line["closed"]]


def offered(number: int, *, again: bool = False, load: Blob | None = None) -> Offered:
    """Return a blob that was offered by Peking on its bulk lane under a number."""
    return Offered(blob=load or blob(), neighbour=PEKING, mark=bulk_mark(number, again=again))


def bulk_mark(number: int, *, again: bool = False) -> ChannelMark:
    return ChannelMark(lane=1, epoch=EPOCH, number=number, again=again)


def bulk_letter(number: int) -> Arrived:
    return Arrived(packet=packet(number), neighbour=PEKING, mark=bulk_mark(number))


def bulk_state(post: Post) -> ChannelState:
    found = StoredChannels(post.reader).state(PEKING, 1, EPOCH)
    assert found is not None
    return found


@pytest.fixture
def moscow(network: Network) -> Post:
    return network[MOSCOW]


def test_a_group_writes_down_what_came_once(moscow: Post) -> None:
    outcomes = moscow.handle(*(numbered(n) for n in (1, 2, 3)))
    assert outcomes == (Accept(),) * 3
    found = state(moscow)
    assert (found.last, found.loads, found.accepted, found.again, found.open) == (3, 3, 3, 0, 0)


def test_a_blob_counts_by_its_offer_however_long_its_bytes_take(moscow: Post) -> None:
    assert moscow.handle(offered(1)) == (Want(),)
    moscow.handle(bulk_letter(2))
    found = bulk_state(moscow)
    assert (found.last, found.loads, found.accepted, found.open) == (2, 2, 1, 0)
    moscow.clock.advance(2 * MARGIN_MS[1])
    moscow.tick()
    assert "channel-gap" not in moscow.alarms()
    moscow.blobs.take_in([DATA])
    moscow.handle(Arrived(packet=blob(), neighbour=PEKING, mark=bulk_mark(1)))
    found = bulk_state(moscow)
    assert (found.last, found.loads, found.accepted, found.again) == (2, 2, 2, 0)
    assert "channel-went-back" not in moscow.alarms()


def test_an_offer_that_goes_again_is_a_suspected_duplicate(moscow: Post) -> None:
    moscow.handle(offered(1))
    moscow.handle(offered(1, again=True))
    found = bulk_state(moscow)
    assert (found.last, found.loads, found.again) == (1, 2, 1)
    assert "channel-went-back" not in moscow.alarms()


def test_the_offer_of_a_blob_that_is_known_is_accepted_and_suspected(moscow: Post) -> None:
    moscow.handle(offered(1))
    moscow.blobs.take_in([DATA])
    moscow.handle(Arrived(packet=blob(), neighbour=PEKING, mark=bulk_mark(1)))
    assert moscow.handle(offered(1)) == (Accept(),)
    found = bulk_state(moscow)
    assert (found.loads, found.accepted, found.again) == (2, 2, 1)
    assert "channel-went-back" not in moscow.alarms()


def test_another_offer_under_a_number_that_came_is_told(moscow: Post) -> None:
    moscow.handle(Arrived(packet=packet(5), neighbour=PEKING, mark=bulk_mark(1)))
    assert moscow.handle(offered(1)) == (Want(),)
    assert "channel-went-back" in moscow.alarms()


def test_the_lanes_of_a_line_are_counted_apart(moscow: Post) -> None:
    moscow.handle(numbered(1), bulk_letter(2))
    assert gaps(moscow) == []
    assert [(gap.first, gap.last) for gap in bulk_state(moscow).gaps] == [(1, 1)]
    lanes = {(one["lane"], one["last"]) for one in lines_now(moscow.reader, PEKING, 9)}
    assert lanes == {(0, 1), (1, 2)}


def test_what_is_more_urgent_may_be_committed_first_and_is_no_gap_to_tell_of(moscow: Post) -> None:
    moscow.handle(numbered(3))
    assert gaps(moscow) == [(1, 2)]
    moscow.clock.advance(LINGER_MS - 1)
    moscow.handle(numbered(1), numbered(2))
    assert gaps(moscow) == []
    assert closed(moscow) == []


def test_a_gap_that_closes_is_remembered_with_how(moscow: Post) -> None:
    moscow.handle(numbered(9))
    moscow.clock.advance(LINGER_MS)
    moscow.handle(numbered(2, again=True), numbered(3, again=True))
    moscow.handle(heard(9, (5, 6)))
    assert gaps(moscow) == [(5, 6)]
    assert closed(moscow) == [(2, 3, "came"), (1, 1, "void"), (4, 4, "void"), (7, 8, "void")]
    assert (state(moscow).checked_last, state(moscow).checked_at) == (9, moscow.clock.now)


def test_a_check_beyond_what_came_is_a_gap(moscow: Post) -> None:
    moscow.handle(numbered(1))
    moscow.handle(heard(4, (3, 4)))
    assert (state(moscow).last, gaps(moscow)) == (4, [(3, 4)])


def test_a_gap_that_stands_too_long_is_an_alarm_and_ends_with_the_gap(moscow: Post) -> None:
    moscow.handle(numbered(1), numbered(3))
    due = TimeMs(moscow.clock.now + MARGIN_MS[0])
    assert moscow.desk.next_tick(moscow.clock.now) == due
    moscow.clock.advance(MARGIN_MS[0] - 1)
    assert moscow.tick().facts == ()
    moscow.clock.advance(1)
    raised = moscow.tick().one(AlarmRaised)
    assert (raised.kind, raised.about) == ("channel-gap", "peking:0")
    assert raised.text == "numbers 2 of peking have not come"
    assert moscow.tick().facts == ()
    assert moscow.take(numbered(2, again=True)).one(AlarmCleared).kind == "channel-gap"


def test_a_new_gap_does_not_keep_an_old_alarm_up(moscow: Post) -> None:
    moscow.handle(numbered(1), numbered(3))
    moscow.clock.advance(MARGIN_MS[0])
    moscow.tick()
    moscow.handle(numbered(5))
    assert moscow.take(numbered(2, again=True)).one(AlarmCleared).about == "peking:0"
    moscow.clock.advance(MARGIN_MS[0])
    assert moscow.tick().one(AlarmRaised).text == "numbers 4 of peking have not come"


def test_what_comes_slowly_is_no_alarm_but_not_for_ever(moscow: Post) -> None:
    """A slow line after a cut; and an attack: one of the missing numbers now and then."""
    moscow.handle(numbered(20))
    for number in range(1, MARGINS_AT_MOST + 1):
        moscow.clock.advance(MARGIN_MS[0] - 1)
        assert moscow.tick().facts == ()
        moscow.handle(numbered(number, again=True))
    moscow.clock.advance(MARGINS_AT_MOST)
    assert moscow.tick().one(AlarmRaised).text == "numbers 11–19 of peking have not come"


def test_more_gaps_than_are_kept_are_an_alarm_at_once(moscow: Post) -> None:
    raised = moscow.take(heard(crowded=True)).one(AlarmRaised)
    assert raised.kind == "channel-gap"
    assert "more gaps" in raised.text


def test_numbers_answered_without_the_desk_are_no_gap(moscow: Post) -> None:
    moscow.handle(numbered(1), numbered(4))
    moscow.handle(heard(spans=((2, 3),)))
    assert (gaps(moscow), state(moscow).loads, state(moscow).accepted) == ([], 4, 2)
    moscow.handle(heard(spans=((2, 3),)))
    assert state(moscow).loads == 4, "what was told twice is counted twice"


def test_a_known_packet_under_a_new_number_is_a_suspected_duplicate(moscow: Post) -> None:
    moscow.handle(numbered(1))
    moscow.handle(numbered(2, load=packet(1)), numbered(3))
    found = state(moscow)
    assert (found.loads, found.accepted, found.again) == (3, 3, 1)
    assert moscow.alarms() == []


def test_a_load_that_comes_again_under_its_number_is_one_too(moscow: Post) -> None:
    moscow.handle(numbered(1), numbered(2))
    moscow.handle(numbered(1, again=True), numbered(2))
    assert state(moscow).again == 2
    assert moscow.alarms() == []


def test_another_load_under_a_number_that_came_is_an_alarm_and_is_taken(moscow: Post) -> None:
    """Attack: somebody with the neighbour's keys goes on from an older copy of its disk."""
    moscow.handle(numbered(1), numbered(2))
    took = moscow.take(numbered(2, load=packet(77)))
    assert took.outcome == Accept()
    assert took.one(AlarmRaised).kind == "channel-went-back"


def test_a_load_that_was_put_off_may_come_again_with_its_number(moscow: Post) -> None:
    moscow.handle(numbered(1), heard(spans=((2, 2),)))
    moscow.handle(numbered(2, again=True))
    assert moscow.alarms() == []


def test_a_check_that_goes_back_is_an_alarm(moscow: Post) -> None:
    moscow.handle(numbered(1))
    raised = moscow.take(heard(0, went_back=True)).one(AlarmRaised)
    assert (raised.kind, raised.about) == ("channel-went-back", "peking:0")


def test_a_new_epoch_ends_the_one_before(moscow: Post) -> None:
    moscow.handle(numbered(1), numbered(5))
    moscow.clock.advance(MARGIN_MS[0])
    moscow.tick()
    took = moscow.take(numbered(1, load=packet(2), epoch=NEXT_EPOCH))
    assert took.one(AlarmCleared).kind == "channel-gap"
    assert state(moscow).gaps == ()
    assert closed(moscow) == [(2, 4, "ended")]
    assert state(moscow, NEXT_EPOCH).last == 1


def test_returns_are_numbered_too(moscow: Post) -> None:
    mark = ChannelMark(lane=0, epoch=EPOCH, number=1)
    returned = given_back(1)
    moscow.handle(ReturnArrived(returned=returned, neighbour=PEKING, mark=mark))
    assert (state(moscow).last, state(moscow).accepted) == (1, 0), "a return of nothing is refused"


def test_our_own_numbers_are_written_down_with_the_answer(moscow: Post) -> None:
    count = ChannelCount(lane=0, epoch=EPOCH, last=7, sent=9, accepted=5, again=2, unanswered=2)
    moscow.handle(HopAccepted(neighbour=PEKING, entries=(), count=count))
    (line,) = lines_now(moscow.reader, PEKING, 9)
    assert (line["direction"], line["last"], line["loads"], line["open"]) == ("out", 7, 9, 2)
    later = ChannelCount(lane=0, epoch=EPOCH, last=7, sent=9, accepted=7, again=2)
    moscow.handle(ChannelSaid(neighbour=PEKING, count=later))
    (line,) = lines_now(moscow.reader, PEKING, 9)
    assert (line["accepted"], line["open"], line["again"]) == (7, 0, 2)


def test_our_next_epoch_ends_the_one_before(moscow: Post) -> None:
    before = ChannelCount(lane=0, epoch=EPOCH, last=7, sent=7, accepted=5, unanswered=2)
    moscow.handle(ChannelSaid(neighbour=PEKING, count=before))
    after = ChannelCount(lane=0, epoch=NEXT_EPOCH, last=2, sent=2, unanswered=2)
    moscow.handle(ChannelSaid(neighbour=PEKING, count=after))
    lines = {line["epoch"]: line["open"] for line in lines_now(moscow.reader, PEKING, 9)}
    assert lines == {EPOCH.hex(): 0, NEXT_EPOCH.hex(): 2}


def test_a_line_takes_up_what_was_committed(moscow: Post) -> None:
    assert recall(moscow.reader, PEKING, 0, EPOCH) is None
    moscow.handle(numbered(1), numbered(4))
    account = recall(moscow.reader, PEKING, 0, EPOCH)
    assert account is not None
    assert (account.last, account.spans()) == (4, [(2, 3)])


def test_what_was_committed_is_there_after_a_power_cut(moscow: Post) -> None:
    moscow.handle(numbered(1), numbered(3))
    before = state(moscow)
    moscow.power_cut()
    assert state(moscow) == before


# -- the day --------------------------------------------------------------------------------------


def to_midnight(post: Post) -> int:
    """Advance the clock to the end of the UTC day, and return the day that is over."""
    day = post.clock.now // DAY_MS
    post.clock.advance((day + 1) * DAY_MS - post.clock.now)
    return day


def test_at_the_end_of_the_day_the_numbers_of_both_directions_are_a_fact(moscow: Post) -> None:
    moscow.handle(numbered(1), numbered(2), numbered(5))
    count = ChannelCount(lane=0, epoch=EPOCH, last=7, sent=7, accepted=7)
    moscow.handle(ChannelSaid(neighbour=PEKING, count=count))
    day = moscow.clock.now // DAY_MS
    moscow.clock.advance(MARGIN_MS[0])
    moscow.tick()
    assert next_at(moscow.book.channels, moscow.clock.now) == (day + 1) * DAY_MS
    assert to_midnight(moscow) == day
    fact = moscow.tick().one(ChannelReconciled)
    assert (fact.neighbour, fact.lane, fact.day) == (PEKING, 0, day)
    ours, theirs = fact.channels
    assert (ours.came, ours.last, ours.accepted, ours.open) == (False, 7, 7, 0)
    assert (theirs.came, theirs.last, theirs.open) == (True, 5, 2)
    assert theirs.missing == (NumberSpan(first=3, last=4),)
    assert moscow.tick().facts == (), "a day is closed once"


def test_what_is_missing_is_told_each_day_until_it_is_not(moscow: Post) -> None:
    moscow.handle(numbered(1), numbered(3))
    to_midnight(moscow)
    moscow.tick()
    moscow.handle(numbered(2, again=True))
    day = to_midnight(moscow)
    fact = moscow.tick().one(ChannelReconciled)
    assert (fact.day, fact.channels[0].open, fact.channels[0].missing) == (day, 0, ())
    to_midnight(moscow)
    assert moscow.tick().facts == (), "nothing went over the line that day"


def test_the_day_of_a_station_that_slept_is_closed_when_it_wakes(moscow: Post) -> None:
    day = moscow.clock.now // DAY_MS
    moscow.handle(numbered(1))
    moscow.clock.advance(3 * DAY_MS)
    assert moscow.tick().one(ChannelReconciled).day == day


def test_a_day_waits_for_what_is_under_way_but_not_for_ever(moscow: Post) -> None:
    to_midnight(moscow)
    moscow.clock.advance(-1)
    moscow.handle(numbered(2))
    moscow.clock.advance(1)
    assert moscow.tick().facts == ()
    now = moscow.clock.now
    assert moscow.desk.next_tick(now) == now + 1_000
    moscow.handle(numbered(1))
    assert moscow.tick().one(ChannelReconciled).channels[0].open == 0
    to_midnight(moscow)
    moscow.clock.advance(PATIENCE_MS - 1)
    moscow.handle(numbered(4))
    assert ChannelReconciled not in moscow.tick().kinds
    moscow.clock.advance(1)
    assert moscow.tick().one(ChannelReconciled).channels[0].open == 1


def test_the_register_of_days_is_made_again_from_the_facts(moscow: Post) -> None:
    moscow.handle(numbered(1), numbered(3))
    day = to_midnight(moscow)
    moscow.tick()
    before = lines_of_day(moscow.reader, PEKING, day)
    assert [(one["first"], one["last"], one["missing"]) for one in before] == [
        (1, 3, [{"first": 2, "last": 2}])
    ]
    assert moscow.stored.rebuild().changed == ()
    assert lines_of_day(moscow.reader, PEKING, day) == before
    moscow.handle(numbered(2, again=True), numbered(4))
    to_midnight(moscow)
    moscow.handle(Tick())
    (line,) = lines_of_day(moscow.reader, PEKING, day + 1)
    assert (line["first"], line["last"], line["open"]) == (4, 4, 0)


def test_epochs_without_end_are_forgotten(moscow: Post) -> None:
    """Attack: a neighbour that begins an epoch with each connection."""
    for number in range(300):
        moscow.handle(numbered(1, load=packet(number), epoch=Epoch(number.to_bytes(8, "big"))))
        moscow.clock.advance(1)
    assert len(lines_now(moscow.reader, PEKING, 1000)) <= MAX_EPOCHS + 2
