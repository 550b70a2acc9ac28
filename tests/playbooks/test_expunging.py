"""Expunging: the words are nowhere any more, the tree and the registers are as they were.

Planted bugs, each caught here: a `destroy` that leaves the document, one that leaves the salt and
content of a fact, a commit that does not empty the log, an `Expunged` that is not recorded.
"""

import shutil
from dataclasses import replace
from pathlib import Path

import apsw
import pytest

from depesha.errors import Forbidden, NotFound, Refused, Usage
from depesha.journal import leaf_hash, verify_path
from depesha.names import OfficeId, StationId, TimeMs, Uid
from depesha.office.desk import Desk
from depesha.office.events import Expunge, ExpungeDue, KeepWatch
from depesha.office.facts import Drafted, Expunged
from depesha.store.expunging import said_of
from depesha.store.leaves import entry_at
from depesha.store.proving import leaf_at, prove_inclusion
from tests.network import drafts, keys
from tests.network.courier import Courier, Fate
from tests.network.files import attach, sending
from tests.network.keys import CLERK, DAY_MS, GROMYKO, MOSCOW, PYONGYANG, RAZUVAEV
from tests.network.post import Network, Post
from tests.playbooks.test_witness import Swallowing

MARKER = "Воробьи-прилетели-1951"
LONG = "\n".join(f"{MARKER} {line}" for line in range(600))
"""Enough for pages of its own."""
DONE = "Исполнено-в-полночь-1951"
SUBJECT = "Заголовок-1951"


def exchanged(network: Network, courier: Courier) -> None:
    """A telegram with a marker goes, is carried out, and everything is settled."""
    network[MOSCOW].handle(
        drafts.send(text=LONG, Subject=SUBJECT, Receipt="yes", Execution="within 3h")
    )
    courier.run()
    network[PYONGYANG].handle(drafts.report("moscow/1", RAZUVAEV, DONE))
    courier.run()


def expunge(office: str, reference: str = "moscow/1", reason: str = "order 12") -> Expunge:
    return Expunge(
        order_id=drafts.order_id(), office=OfficeId(office), reference=reference, reason=reason
    )


def bytes_of(post: Post, to: Path) -> bytes:
    """Return the store in the clear, and all files beside it as they are.

    Taking the cipher off drops free pages: that those are overwritten is shown by
    `test_database.test_what_is_deleted_is_overwritten`.
    """
    to.mkdir()
    for file in post.folder.iterdir():
        if file.is_file():
            shutil.copy(file, to / file.name)
    raw = b"".join(file.read_bytes() for file in sorted(to.iterdir()))
    log = to / "station.db-wal"
    had_log = log.exists() and log.stat().st_size > 0
    connection = apsw.Connection(str(to / "station.db"))
    connection.pragma("cipher", "chacha20")
    connection.pragma("key", f"raw:{keys.content_of(post.station).store_key.hex()}")
    connection.pragma("wal_checkpoint", "TRUNCATE") if had_log else None
    connection.pragma("journal_mode", "delete")
    connection.pragma("rekey", "")
    connection.close()
    clear = (to / "station.db").read_bytes()
    assert clear.startswith(b"SQLite format 3\0"), "the copy is not in the clear"
    return raw + clear


def found_in(data: bytes) -> set[str]:
    return {word for word in (MARKER, DONE, SUBJECT) if word.encode() in data}


def uid_of(post: Post) -> Uid:
    (telegram,) = post.registers.by_number(1, station=MOSCOW)
    return telegram.entry.identity.uid


@pytest.mark.parametrize(("station", "office"), [(MOSCOW, GROMYKO), (PYONGYANG, RAZUVAEV)])
def test_the_words_are_nowhere_any_more(
    network: Network, courier: Courier, tmp_path: Path, station: StationId, office: str
) -> None:
    exchanged(network, courier)
    post = network[station]
    assert found_in(bytes_of(post, tmp_path / "before")) == {MARKER, DONE, SUBJECT}, "the control"
    took = post.take(expunge(office))
    assert took.value["reference"] == f"moscow/{2027}/1"
    assert took.one(Expunged).reason == "order 12"
    assert (post.folder / "station.db-wal").stat().st_size == 0, "the log is empty"
    assert found_in(bytes_of(post, tmp_path / "after")) == set()
    assert post.stored.check() == []


def test_the_tree_and_every_proof_stay(network: Network, courier: Courier) -> None:
    exchanged(network, courier)
    moscow = network[MOSCOW]
    before = moscow.committed_head()
    entries = [entry_at(moscow.reader, place) for place in range(before.size)]
    paths = [prove_inclusion(moscow.reader, place, before.size) for place in range(before.size)]
    places = moscow.take(expunge(GROMYKO)).one(Expunged).facts
    assert len(places) >= 2
    for place in range(before.size):
        assert entry_at(moscow.reader, place) == entries[place]
        leaf = leaf_at(moscow.reader, place)
        assert leaf == leaf_hash(entries[place])
        assert verify_path(leaf, place, before.size, paths[place], before.root)
    salts = moscow.reader.rows("SELECT id FROM fact WHERE length(salt) = 0")
    assert [row[0] for row in salts] == list(places)


def test_the_registers_follow_from_what_is_left(network: Network, courier: Courier) -> None:
    exchanged(network, courier)
    for station, office in ((MOSCOW, GROMYKO), (PYONGYANG, RAZUVAEV)):
        post = network[station]
        duty = post.duty("moscow/1" if station == PYONGYANG else "1")
        post.handle(expunge(office))
        (telegram,) = post.registers.by_number(1, station=MOSCOW)
        assert (telegram.entry.title, telegram.entry.number) == ("", 1)
        again = post.duty("moscow/1" if station == PYONGYANG else "1")
        assert (again.rung, again.times) == (duty.rung, duty.times)
        assert post.stored.rebuild().changed == ()
        said = said_of(post.reader, telegram.entry.identity.uid)
        assert said is not None
        assert said[1:] == (office, "order 12")


def test_all_versions_of_the_draft_lose_their_words(network: Network) -> None:
    moscow = network[MOSCOW]
    number = int(str(moscow.take(drafts.write()).value["draft"]))
    again = replace(drafts.write(number=number), text=drafts.draft(text=MARKER))
    moscow.handle(again)
    (first, second) = moscow.facts(Drafted)
    assert first.text
    assert second.text
    moscow.handle(drafts.release(number))
    settle(network)
    moscow.take(expunge(GROMYKO)).one(Expunged)
    assert [fact.text for fact in moscow.facts(Drafted)] == ["", ""]


def settle(network: Network) -> None:
    courier = Courier(network)
    courier.run()
    network[PYONGYANG].handle(drafts.confirm("moscow/1", RAZUVAEV))
    courier.run()


def test_attachments_and_what_opens_them_are_gone(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.handle(sending(attach(moscow)))
    courier.run()
    pyongyang.examine()
    courier.run()
    pyongyang.handle(drafts.confirm("moscow/1", RAZUVAEV))
    courier.run()
    (state,) = moscow.attachments.of(uid_of(moscow))
    seed = bytes(state.key.seed)
    for post, office in ((moscow, GROMYKO), (pyongyang, RAZUVAEV)):
        assert seed in bytes_of(post, tmp_path / f"{post.station}-before")
        assert post.blobs.size_of(state.key.ciphertext) is not None
        post.take(expunge(office)).one(Expunged)
        assert post.blobs.size_of(state.key.ciphertext) is None
        assert seed not in bytes_of(post, tmp_path / f"{post.station}-after")
        assert post.attachments.of(uid_of(post)) == []
        assert post.stored.rebuild().changed == ()
        assert post.stored.check() == []


def test_why_an_office_could_not_comply_is_gone_too(
    network: Network, courier: Courier, tmp_path: Path
) -> None:
    """The reason stands in the words of an alarm."""
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Execution="within 3h"))
    courier.run()
    network[PYONGYANG].handle(drafts.cannot("moscow/1", RAZUVAEV))
    courier.run()
    assert "нет связи".encode() in bytes_of(moscow, tmp_path / "before")
    moscow.take(expunge(GROMYKO)).one(Expunged)
    assert "нет связи".encode() not in bytes_of(moscow, tmp_path / "after")
    assert moscow.stored.rebuild().changed == ()


def test_what_is_open_or_outstanding_is_not_expunged(network: Network, courier: Courier) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Receipt="yes"))
    assert "still" in moscow.take(expunge(GROMYKO)).problem.message
    courier.run()
    refused = moscow.take(expunge(GROMYKO)).problem
    assert isinstance(refused, Refused)
    assert "razuvaev@pyongyang has still to answer" in refused.message
    courier.weather = Swallowing()
    network[PYONGYANG].handle(drafts.report("moscow/1", RAZUVAEV))
    here = network[PYONGYANG].take(expunge(RAZUVAEV)).problem
    assert "outstanding" in here.message, "the originator has not confirmed the report"
    assert Fate.SWALLOWED is courier.weather.fate(None)


def test_only_a_registrar_expunges_and_says_why(network: Network, courier: Courier) -> None:
    exchanged(network, courier)
    moscow = network[MOSCOW]
    assert isinstance(moscow.take(expunge(CLERK)).problem, Forbidden)
    assert isinstance(moscow.take(expunge(GROMYKO, reason=" ")).problem, Usage)
    assert isinstance(moscow.take(expunge(GROMYKO, "moscow/77")).problem, NotFound)


def test_what_was_expunged_is_neither_expunged_nor_answered_again(
    network: Network, courier: Courier
) -> None:
    exchanged(network, courier)
    for station, office in ((MOSCOW, GROMYKO), (PYONGYANG, RAZUVAEV)):
        network[station].handle(expunge(office))
        assert isinstance(network[station].take(expunge(office)).problem, Refused)
    answered = network[PYONGYANG].take(drafts.report("moscow/1", RAZUVAEV, DONE)).problem
    assert "expunged" in answered.message


def test_a_rule_expunges_what_has_been_kept_long_enough(network: Network, courier: Courier) -> None:
    exchanged(network, courier)
    moscow = network[MOSCOW]
    desk = with_rule(moscow, 30)
    order = ExpungeDue(order_id="due-1", office=GROMYKO)
    (done,) = desk.handle([order], TimeMs(network.clock.now + 29 * DAY_MS)).outcomes
    assert dict(done.value)["references"] == []  # type: ignore[union-attr]
    (done,) = desk.handle([order], TimeMs(network.clock.now + 31 * DAY_MS)).outcomes
    assert dict(done.value)["references"] == ["moscow/2027/1"]  # type: ignore[union-attr]
    assert said_of(moscow.reader, uid_of(moscow)) is not None


@pytest.mark.parametrize("by_itself", [True, False])
def test_it_does_so_by_itself_where_the_policy_says_so(
    network: Network,
    courier: Courier,
    by_itself: bool,  # noqa: FBT001  # by the parametrization
) -> None:
    exchanged(network, courier)
    moscow = network[MOSCOW]
    desk = with_rule(moscow, 30, by_itself=by_itself)
    desk.handle([KeepWatch()], TimeMs(network.clock.now + 31 * DAY_MS))
    assert (said_of(moscow.reader, uid_of(moscow)) is not None) is by_itself


def with_rule(post: Post, days: int, *, by_itself: bool = False) -> Desk:
    """Return a desk under a policy that keeps what was sent for some days."""
    around = post.desk._around
    policy = around.policies["neutral"]
    levels = tuple(replace(one, keep_sent_days=days) for one in policy.classifications)
    ruled = replace(policy, classifications=levels, expunges_by_itself=by_itself)
    return Desk(replace(around, policies={"neutral": ruled}), post.desk.key_book)


def test_a_fact_that_nobody_ordered_expunged_is_found(network: Network, courier: Courier) -> None:
    """Whoever has the store key takes words out of a fact, as an expunging would, in silence."""
    exchanged(network, courier)
    moscow = network[MOSCOW]
    moscow.handle(expunge(GROMYKO))
    content = moscow.reader.rows("SELECT id, content FROM fact WHERE length(salt) = 0")
    other = moscow.stored
    other.begin()
    other._database.write("DELETE FROM fact WHERE kind = 115")
    other.commit()
    assert content
    assert {finding.code for finding in other.check()} == {"leaf", "rolled-back"}
