"""Whoever has the store and its key looks for words that were expunged: in no page is one left.

Planted: an index without `secure-delete`, one whose content stays, an `expunge` that forgets the
index, an import that brings the words back. The control comes first: before, they are there.
"""

from base64 import b64encode
from pathlib import Path

import apsw
import pytest

from depesha.archive.form import encode
from depesha.archive.fts import NAME as TOKENIZER
from depesha.archive.fts import tokenizer
from depesha.archive.record import Party
from depesha.archive.tokens import tokens_of
from depesha.errors import Forbidden, NotFound, Refused, Usage
from depesha.names import OfficeId
from depesha.office.events import Done, EnterRecords, Expunge, ExpungeRecord
from depesha.office.facts import RecordEntered, RecordExpunged
from depesha.store import archive_index
from depesha.store.leaves import broken_leaves, entry_at, fact_at
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.face import ask
from tests.network.keys import CLERK, GROMYKO, MOSCOW, PYONGYANG, RAZUVAEV
from tests.network.post import Network, Post
from tests.network.records import enter, find, index, record
from tests.playbooks.test_expunging import bytes_of
from tests.playbooks.test_filing import filing

WORD = "квазиворобьями"
NAME = "Щербинидзева"
TEXT = f"Прилетели с {WORD} к послу тов. {NAME}. " + "Слово и слово. " * 300
WHOLE = {tokens_of(WORD)[0], *(one.lstrip("~=") for one in tokens_of(NAME))}
STEMS = {*WHOLE, *(one[2:] for one in WHOLE)}
"""A page of the index has of a word only what differs from the word before: so the ends too."""


def expunge(number: int, office: str = GROMYKO, reason: str = "order 12") -> ExpungeRecord:
    return ExpungeRecord(
        order_id=drafts.order_id(), office=OfficeId(office), record=number, reason=reason
    )


def found_in(data: bytes) -> set[str]:
    """Return which of the words, stems and keys stand in the bytes: FTS5 has them in UTF-8."""
    return {word for word in {WORD, NAME, *STEMS} if word.encode() in data}


@pytest.fixture
def moscow(network: Network) -> Post:
    return network[MOSCOW]


def test_the_words_of_a_record_are_nowhere_any_more(moscow: Post, tmp_path: Path) -> None:
    (number,) = enter(moscow, record(TEXT, title=NAME), record("Другая.", source="d2"))[:1]
    index(moscow)
    assert find(moscow, "квазиворобьи")
    control = found_in(bytes_of(moscow, tmp_path / "before"))
    assert {WORD, NAME} < control, "the control: the document and the text of the card"
    assert control & STEMS, "the control: the segments of the index"
    took = moscow.take(expunge(number))
    assert took.value == {"record": number, "editions": 1}
    assert took.one(RecordExpunged).source == "volume/d1"
    assert found_in(bytes_of(moscow, tmp_path / "after")) == set()
    assert find(moscow, "квазиворобьи") == []
    assert len(find(moscow, "другая")) == 1
    assert moscow.stored.check() == []
    assert archive_index.differences(moscow.reader) == []
    assert moscow.stored.rebuild().changed == ()
    with pytest.raises(NotFound):
        ask(moscow, "archive-record", {"record": str(number), "office": GROMYKO})


def test_the_names_by_which_it_was_counted_are_nowhere_any_more(
    moscow: Post, tmp_path: Path
) -> None:
    """A name of a facet stands beside the cards, once for all of them."""
    signed = ((Party.FROM, NAME), (Party.TO, "Рощин"))
    (number,) = enter(moscow, record("Слово.", parties=signed))[:1]
    enter(moscow, record("Другое.", source="d2", parties=((Party.FROM, "Рощин"),)))
    index(moscow)
    counted = "SELECT value FROM facet_value WHERE facet = 'u' ORDER BY 1"
    assert moscow.reader.rows(counted) == [("Рощин",), (NAME,)], "the control"
    moscow.take(expunge(number))
    assert moscow.reader.rows(counted) == [("Рощин",)]
    assert found_in(bytes_of(moscow, tmp_path / "after")) == set()
    assert archive_index.differences(moscow.reader) == []


def test_the_control_of_the_control_without_secure_delete_stems_stay(tmp_path: Path) -> None:
    """What FTS5 does by itself: so the setting is what destroys, and the search would see it."""
    left = []
    for secure in (0, 1):
        path = tmp_path / f"{secure}.db"
        connection = apsw.Connection(str(path))
        connection.pragma("secure_delete", 1)
        connection.register_fts5_tokenizer(TOKENIZER, tokenizer)
        connection.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY, said TEXT)")
        connection.execute(
            "CREATE VIRTUAL TABLE word USING fts5 (said, content='kept', content_rowid='id',"
            f" tokenize='{TOKENIZER}')"
        )
        connection.execute("INSERT INTO word (word, rank) VALUES ('secure-delete', ?)", (secure,))
        connection.execute("INSERT INTO kept VALUES (1, ?)", (TEXT,))
        connection.execute("INSERT INTO word (rowid, said) VALUES (1, ?)", (TEXT,))
        for other in range(2, 5):
            said = (other, f"Иное {other}")
            connection.execute("INSERT INTO kept VALUES (?, ?)", said)
            connection.execute("INSERT INTO word (rowid, said) VALUES (?, ?)", said)
        connection.execute("INSERT INTO word (word, rowid, said) VALUES ('delete', 1, ?)", (TEXT,))
        connection.execute("DELETE FROM kept WHERE id = 1")
        connection.close()
        left.append(found_in(path.read_bytes()))
    assert left[0] & STEMS
    assert left[1] == set()


@pytest.mark.parametrize(("station", "office"), [(MOSCOW, GROMYKO), (PYONGYANG, RAZUVAEV)])
def test_the_words_of_a_telegram_leave_the_index_too(
    network: Network, courier: Courier, tmp_path: Path, station: str, office: str
) -> None:
    network[MOSCOW].handle(drafts.send(text=TEXT, Subject=NAME, Receipt="yes"))
    courier.run()
    network[PYONGYANG].handle(drafts.confirm("moscow/1", RAZUVAEV))
    courier.run()
    post = network[MOSCOW if station == MOSCOW else PYONGYANG]
    index(post)
    assert find(post, "квазиворобьи", office)
    assert found_in(bytes_of(post, tmp_path / "before")) & STEMS, "the control"
    order = Expunge(
        order_id=drafts.order_id(), office=OfficeId(office), reference="moscow/1", reason="order 12"
    )
    post.take(order)
    assert found_in(bytes_of(post, tmp_path / "after")) == set()
    assert find(post, "квазиворобьи", office) == []
    assert archive_index.differences(post.reader) == []
    index(post, anew=True)
    assert find(post, "квазиворобьи", office) == []


def test_all_editions_go_and_none_comes_back(moscow: Post, tmp_path: Path) -> None:
    first, later = record(TEXT), record(TEXT + " Ещё.")
    (number,) = enter(moscow, first)
    index(moscow)
    enter(moscow, later, edition=2)
    index(moscow)
    assert moscow.take(expunge(number)).value["editions"] == 2
    assert found_in(bytes_of(moscow, tmp_path / "after")) == set()
    assert isinstance(moscow.take(expunge(number)).problem, Refused)
    payloads = (encode(first), encode(record(TEXT + " И ещё.")))
    assert b64encode(payloads[0])
    order = EnterRecords(
        order_id=drafts.order_id(), office=OfficeId(GROMYKO), batch="again", records=payloads
    )
    outcome = moscow.take(order)
    if isinstance(outcome.outcome, Done):
        assert outcome.value == {"entered": 0, "known": 2, "editions": [0, 0]}
        assert RecordEntered not in outcome.kinds
    else:  # no archivist sits in this network: the rule itself is asked
        assert isinstance(outcome.problem, Forbidden)
    assert moscow.stored.archive.is_expunged("volume/d1")
    assert moscow.stored.archive.unreleased("", "", -1, 9, 10) == []


def test_why_an_edition_differs_is_expunged_with_its_words(moscow: Post, tmp_path: Path) -> None:
    """A reason says what was mended: `not Щербинидзева, as was read`. It lies in the journal."""
    (number,) = enter(moscow, record("Прилетели."))
    enter(moscow, record("Улетели."), edition=2, reason=f"read {WORD}, and not {NAME}")
    enter(moscow, record("Другая.", source="d2"), edition=1, reason="another: kept")
    before = moscow.committed_head()
    size = before.size
    entries = [entry_at(moscow.reader, place) for place in range(size)]
    control = found_in(bytes_of(moscow, tmp_path / "before"))
    assert {WORD, NAME} <= control, "the control: the fact and the line"
    took = moscow.take(expunge(number))
    (place,) = took.one(RecordExpunged).facts
    assert found_in(bytes_of(moscow, tmp_path / "after")) == set()
    fact = fact_at(moscow.reader, place)
    assert isinstance(fact, RecordEntered)
    assert (fact.edition, fact.reason) == (2, "")
    assert [entry_at(moscow.reader, at) for at in range(size)] == entries, "the tree stays"
    assert moscow.reader.rows("SELECT reason FROM edition_reason") == [("another: kept",)]
    assert moscow.stored.check() == []
    assert moscow.stored.rebuild().changed == ()


def test_a_reason_that_nobody_ordered_to_be_destroyed_is_told_by_the_doctor(moscow: Post) -> None:
    enter(moscow, record("Прилетели."))
    (number,) = enter(moscow, record("Улетели."), edition=2, reason="mended")
    moscow.book.begin()
    moscow.book.mark()
    assert moscow.stored.archive.destroy_reasons("volume/d1") == (number,)
    moscow.book.commit()
    assert list(broken_leaves(moscow.reader)) == [number]


def test_a_record_of_a_telegram_that_is_kept_here_goes_with_it_alone(moscow: Post) -> None:
    moscow.handle(drafts.send(text=TEXT))
    number = moscow.take(filing(is_open_too=True)).value["record"]
    assert isinstance(number, int)
    problem = moscow.take(expunge(number)).problem
    assert isinstance(problem, Refused)
    assert "depesha expunge moscow/2027/1" in problem.hint


def test_who_may_expunge_a_record(moscow: Post) -> None:
    (number,) = enter(moscow, record(TEXT))
    assert isinstance(moscow.take(expunge(number, CLERK)).problem, Forbidden)
    assert isinstance(moscow.take(expunge(number + 900)).problem, NotFound)
    assert isinstance(moscow.take(expunge(number, reason=" ")).problem, Usage)
    assert isinstance(moscow.take(expunge(number, reason="r" * 401)).problem, Usage)


def test_a_registrar_who_is_not_cleared_does_not_learn_that_it_is_there(network: Network) -> None:
    peking = network["peking"]  # type: ignore[index]
    (number,) = enter(peking, record(TEXT), classification=3)
    secret = peking.take(expunge(number, "guard@peking")).problem
    none = peking.take(expunge(number + 900, "guard@peking")).problem
    assert secret.message.replace(str(number), "N") == none.message.replace(str(number + 900), "N")
