"""Histories of an archive, by lot: what is kept, found, public and destroyed is what was done.

Laws, looked at behind each history, with what the test itself remembers:

1. Every word of what stands is found once by whoever is cleared for it, and by nobody else.
2. What was destroyed, or replaced by another edition, is not found; what was destroyed stands in
   no page of the store, as a decrypted copy shows, where what stands is.
3. Public is what was released and not withdrawn, as it stood at its release.
4. The registers follow from the facts, the index from the registers: both made anew are the same.

Planted bugs, each caught here: an edition that is past and found; words that an `expunge` leaves;
a record that stays in the index when its source is destroyed; a filed telegram that is found twice.
"""

import random
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from depesha.archive.form import decode, encode
from depesha.archive.record import TextKind
from depesha.archive.translating import Wording
from depesha.errors import Bug, Problem
from depesha.office.events import (
    EnterRecords,
    Event,
    ExpungeRecord,
    IndexArchive,
    ReleaseRecord,
    TranslateRecord,
    UnfileTelegram,
    WithdrawRelease,
)
from depesha.store.archive_index import differences
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.face import ask, keep_offices
from tests.network.keys import CLERK, GROMYKO, MOSCOW, PYONGYANG, RAZUVAEV
from tests.network.post import Network, Post
from tests.network.records import find, index, names, record
from tests.playbooks.test_expunging import bytes_of, expunge
from tests.playbooks.test_filing import filing, review

BY: Final[dict[str, Any]] = {
    "decided_by": "the board",
    "authority": "rule 12",
    "decided_on": "2027-01-01",
}
LEVELS: Final = ("UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL", "SECRET")
LOW: Final = 2
"""What the clerk is cleared for."""


@dataclass
class Kept:
    """What the test remembers of one source or telegram.

    `word`: the one that the newest edition has; `also`: that of its translation, which is there
    while it is a record; `public`: those of its release.
    """

    level: int
    word: str
    also: str = ""
    number: int | None = None
    is_filed: bool = False
    is_gone: bool = False
    public: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        return (self.word, self.also) if self.also and self.number is not None else (self.word,)


@dataclass
class History:
    """An archive, and what the test remembers of it."""

    network: Network
    chance: random.Random
    sources: dict[str, Kept] = field(default_factory=dict)
    telegrams: dict[str, Kept] = field(default_factory=dict)
    destroyed: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    count: int = 0

    @property
    def post(self) -> Post:
        return self.network[MOSCOW]

    def order(self, event: Event) -> dict[str, Any] | None:
        """Give an order; return what became of it, None: it was refused."""
        took = self.post.take(event)
        name = type(event).__name__
        assert not isinstance(took.outcome, Bug), self.done
        if isinstance(took.outcome, Problem):
            self.done.append(f"{name} refused: {took.outcome}")
            return None
        self.done.append(name)
        return took.value

    def word(self) -> str:
        """Return a word that was never said."""
        self.count += 1
        letters = "бвгджзклмнпрстфхцчшщ"
        first, second = divmod(self.count, len(letters))
        return f"ы{letters[first]}э{letters[second]}ю{letters[(first + second) % len(letters)]}ъят"

    def any_kept(self) -> Kept | None:
        """Return a source, or a telegram that is filed."""
        kept = [*self.sources.values(), *(one for one in self.telegrams.values() if one.is_filed)]
        return self.chance.choice(kept) if kept else None

    def any_telegram(self) -> tuple[str, Kept] | None:
        return self.chance.choice(list(self.telegrams.items())) if self.telegrams else None


def enter(history: History) -> None:
    source = f"volume/d{history.chance.randrange(3)}"
    level, word = history.chance.choice((0, 2, 3)), history.word()
    made = history.order(
        EnterRecords(
            order_id=drafts.order_id(),
            office=GROMYKO,
            batch="volume",
            records=(encode(record(f"Сказано {word}.", source=source)),),
            classification=level,
            reason="another reading",
        )
    )
    if made is None or not made["entered"]:
        return  # refused, or its words were destroyed: it comes back by no import
    before = history.sources.get(source)
    assert before is None or not before.is_gone
    kept = Kept(level=before.level if before else level, word=word)
    kept.public = before.public if before else ()
    kept.number = number_of(history, source)
    history.sources[source] = kept


def number_of(history: History, source: str) -> int:
    said = ask(history.post, "archive-record", {"record": source, "office": GROMYKO})
    return int(said["record"])


def translate(history: History) -> None:
    kept = history.any_kept()
    if kept is None or kept.number is None:
        return
    word = history.word()
    made = history.order(
        TranslateRecord(
            order_id=drafts.order_id(),
            office=GROMYKO,
            record=kept.number,
            wording=Wording(
                kind=TextKind.TRANSLATION,
                language="uk",
                author="the board",
                date="",
                segments=(f"Мовлено {word}.",),
                text=1 if kept.also else None,
            ),
            reason="read again",
        )
    )
    if made is not None:
        kept.also = word
        kept.number = number_of(history, str(made["source"]))


def release(history: History) -> None:
    kept = history.any_kept()
    if kept is None or kept.number is None:
        return
    order = ReleaseRecord(order_id=drafts.order_id(), office=GROMYKO, record=kept.number, **BY)
    if history.order(order) is not None:
        kept.public = kept.words


def withdraw(history: History) -> None:
    kept = history.any_kept()
    if kept is None or kept.number is None:
        return
    order = WithdrawRelease(
        order_id=drafts.order_id(), office=GROMYKO, record=kept.number, reason="an error", **BY
    )
    if history.order(order) is not None:
        kept.public = ()


def expunge_record(history: History) -> None:
    kept = history.any_kept()
    if kept is None or kept.number is None:
        return
    order = ExpungeRecord(
        order_id=drafts.order_id(), office=GROMYKO, record=kept.number, reason="order 12"
    )
    if history.order(order) is not None:
        destroy(history, kept)


def destroy(history: History, kept: Kept) -> None:
    history.destroyed += kept.words
    kept.is_gone, kept.number, kept.public, kept.also = True, None, (), ""


def send(history: History) -> None:
    level = history.chance.choice((1, 3))
    word = history.word()
    made = history.order(drafts.send(text=f"Сказано {word}.", classification=LEVELS[level]))
    if made is not None:
        history.telegrams[str(made["reference"])] = Kept(level=level, word=word)


def carry_out(history: History) -> None:
    """Let a telegram arrive and be reported on: what is open is neither filed nor expunged."""
    chosen = history.any_telegram()
    if chosen is None:
        return
    courier = Courier(history.network)
    courier.run()
    history.network[PYONGYANG].handle(drafts.report(chosen[0], RAZUVAEV, "Сделано."))
    courier.run()


def file(history: History) -> None:
    chosen = history.any_telegram()
    if chosen is None:
        return
    reference, kept = chosen
    delo = str(history.chance.randrange(9))
    if (made := history.order(filing(reference, is_open_too=True, delo=delo))) is not None:
        kept.is_filed, kept.number = True, int(str(made["record"]))


def unfile(history: History) -> None:
    chosen = history.any_telegram()
    if chosen is None:
        return
    reference, kept = chosen
    order = UnfileTelegram(
        order_id=drafts.order_id(), office=GROMYKO, reference=reference, reason="wrong delo", **BY
    )
    if history.order(order) is not None:
        kept.is_filed, kept.number = False, None


def expunge_telegram(history: History) -> None:
    chosen = history.any_telegram()
    if chosen is None:
        return
    reference, kept = chosen
    if history.order(expunge(GROMYKO, reference)) is not None:
        destroy(history, kept)


def look_again(history: History) -> None:
    kept = history.any_kept()
    if kept is not None and kept.number is not None:
        history.order(review(kept.number))


def index_some(history: History) -> None:
    limit = history.chance.randrange(1, 4)
    history.order(IndexArchive(order_id=drafts.order_id(), limit=limit))


def power_cut(history: History) -> None:
    history.post.power_cut()
    history.done.append("a power cut")


ACTS: Final[tuple[Callable[[History], None], ...]] = (
    *(enter, enter, enter, translate, translate, release, release, withdraw),
    *(send, send, carry_out, file, file, file, unfile, unfile, look_again),
    *(expunge_record, expunge_telegram, expunge_telegram, index_some, index_some, power_cut),
)


def lived(network: Network, seed: int, steps: int) -> History:
    keep_offices(network[MOSCOW])
    chance = random.Random(seed)  # noqa: S311  # a repeatable one
    history = History(network=network, chance=chance)
    for _ in range(steps):
        history.chance.choice(ACTS)(history)
    return history


def what_is_found(post: Post) -> list[list[str]]:
    return [names(find(post, "", office, limit=100)) for office in (GROMYKO, CLERK)]


def public_words(post: Post) -> str:
    """Return all that is public of texts."""
    said: list[str] = []
    after = -1
    while True:
        page = ask(post, "archive-public", {"after": after, "limit": 2})
        for one in page["public"]:
            made = decode(b64decode(one["record"]))
            said += [part.text for text in made.telegram.texts for part in text.segments]
        if page["last"] is None:
            return " ".join(said)
        after = page["last"]


def must_hold(history: History, folder: Path) -> None:
    """Look at all four laws."""
    post = history.post
    told = "\n".join(history.done)
    index(post)
    kept = [*history.sources.values(), *history.telegrams.values()]
    for one in kept:
        for word in () if one.is_gone else one.words:
            assert len(find(post, word)) == 1, (word, told)
            assert len(find(post, word, CLERK)) == (one.level <= LOW), (word, told)
    words_that_stand = {word for one in kept if not one.is_gone for word in one.words}
    public = public_words(post)
    for one in kept:
        for word in one.words:
            assert (word in public) is (word in one.public), (word, told)
    raw = bytes_of(post, folder / "copy").decode("utf-8", "replace")
    assert all(word in raw for word in words_that_stand), "the control"
    for word in history.destroyed:
        assert find(post, word) == [], (word, told)
        assert word not in public, (word, told)
        assert word not in raw, (word, told)
    assert post.stored.rebuild().changed == (), told
    assert differences(post.reader) == [], told
    before = what_is_found(post)
    index(post, anew=True)
    assert what_is_found(post) == before, told


@pytest.mark.parametrize("seed", range(8))
def test_what_is_kept_found_public_and_destroyed_is_what_was_done(
    network: Network, tmp_path: Path, seed: int
) -> None:
    must_hold(lived(network, seed, 60), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 300))
def test_it_is_so_in_long_histories_too(network: Network, tmp_path: Path, seed: int) -> None:
    must_hold(lived(network, seed, 200), tmp_path)
