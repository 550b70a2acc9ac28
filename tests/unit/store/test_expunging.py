"""What of a draft that several saw is expunged: every body that was composed, every note."""

from depesha.names import OfficeId
from depesha.office.facts import BodyComposed, Drafted, DraftReviewed, Expunged
from depesha.store.book import StoredBook
from depesha.store.leaves import each_fact
from tests.unit.store.conftest import write
from tests.unit.store.facts_of import NOW, RAZUVAEV, digest_of, registered, uid_of

GROMYKO = OfficeId("gromyko@moscow")


def test_every_composed_body_and_every_note_of_a_review_goes(book: StoredBook) -> None:
    made = registered(5, RAZUVAEV)
    reviewed = DraftReviewed(
        draft=made.draft,
        version=1,
        body_id=digest_of("first"),
        office=GROMYKO,
        signature=bytes(64),
        note="sparrows",
    )
    write(
        book,
        Drafted(draft=made.draft, version=1, office=GROMYKO, text="sparrows"),
        BodyComposed(draft=made.draft, version=1, body_id=digest_of("first"), needed=1),
        reviewed,
        made,
    )
    words = book.journals.words_of(uid_of(5))
    assert words is not None
    assert {digest_of("first"), made.entry.body_id} <= set(words.documents)
    assert len(words.places) >= 3
    book.begin()
    book.mark()
    book.journals.destroy(uid_of(5), words)
    expunged = Expunged(
        uid=uid_of(5), facts=words.places, documents=words.documents, reason="by order"
    )
    book.append(expunged, NOW)
    book.commit()
    left = [fact for _, _, fact in each_fact(book._database) if not isinstance(fact, Expunged)]
    assert "sparrows" not in repr(left)
    rows = book._database.rows("SELECT note FROM endorsement")
    assert rows == [("",)]
    assert book.rebuild().changed == ()
    assert "leaf" not in {finding.code for finding in book.check()}
