"""Records of the archive in a station of a test: entered, indexed, asked for."""

from collections.abc import Sequence
from typing import Any, Final

from depesha.archive.form import encode
from depesha.archive.record import (
    Event,
    Happening,
    Moment,
    Named,
    Party,
    Publication,
    Record,
    Segment,
    Telegram,
    Text,
    TextKind,
)
from depesha.envelope import Item, Kind
from depesha.names import Digest, OfficeId
from depesha.office.events import IndexArchive
from depesha.office.facts import RecordEntered
from depesha.wire import digest
from tests.network import drafts
from tests.network.face import ask, keep_offices
from tests.network.keys import GROMYKO
from tests.network.post import Post

SENT: Final = "1951-11-21T18:35"


def record(
    text: str = "Получение подтвердите.",
    *,
    source: str = "volume/d1",
    sent: str = SENT,
    translation: str = "",
    title: str = "A telegram",
    parties: Sequence[tuple[Party, str]] = (),
    **fields: Any,
) -> Record:
    """Return a record of one paragraph."""
    texts = [Text(kind=TextKind.NORMALISED, language="ru", segments=(_segment(text),))]
    if translation:
        said = (_segment(translation),)
        texts.append(Text(kind=TextKind.TRANSLATION, language="en", segments=said))
    return Record(
        source=source,
        telegram=Telegram(
            document_type="telegram",
            parties=tuple(Named(role=role, text=name) for role, name in parties),
            events=(Event(kind=Happening.SENT, at=Moment(text=sent, iso=sent)),),
            texts=tuple(texts),
            **fields,
        ),
        publication=Publication(
            title=title, citation="", permalink=source, summary="", language="en"
        ),
    )


def _segment(text: str) -> Segment:
    return Segment(key="p1", text=text)


def enter(
    post: Post, *records: Record, classification: int = 0, edition: int = 1, reason: str = ""
) -> list[int]:
    """Write down that records were entered; return their numbers."""
    places: list[int] = []
    post.book.begin()
    post.book.mark()
    for one in records:
        payload = encode(one)
        name = Digest(digest(payload))
        post.book.keep(name, Item(kind=Kind.RECORD, payload=payload, signatures=()))
        places.append(post.committed_head().size + len(places))
        fact = RecordEntered(
            record=name,
            source=one.source,
            edition=edition,
            batch="volume",
            office=OfficeId(GROMYKO),
            classification=classification,
            reason=reason,
        )
        post.book.append(fact, post.clock.now)
    post.book.commit()
    return places


def index(post: Post, **fields: Any) -> int:
    """Put everything into the index; return how many records and telegrams that were."""
    done = 0
    keep_offices(post)
    while True:
        order = IndexArchive(order_id=drafts.order_id(), limit=5, **fields)
        fields.pop("anew", None)
        step = int(str(post.take(order).value["indexed"]))
        done += step
        if not step:
            return done


def find(post: Post, query: str = "", office: str = GROMYKO, **fields: Any) -> list[dict[str, Any]]:
    """Return what an office finds."""
    keep_offices(post)
    found: list[dict[str, Any]] = ask(
        post, "archive-search", {"query": query, "office": office, **fields}
    )["found"]
    return found


def names(lines: Sequence[dict[str, Any]]) -> list[str]:
    """Return of what the lines are: a record's source, a telegram's reference."""
    return [one["source"] if one["record"] is not None else one["telegram"] for one in lines]
