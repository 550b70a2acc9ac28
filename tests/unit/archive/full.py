"""A record in which every field says something, each a word of its own."""

from collections.abc import Iterator

from depesha.archive.places import Place
from depesha.archive.record import (
    Annotation,
    AnnotationKind,
    Asked,
    Attached,
    Copy,
    Event,
    Happening,
    Holding,
    Mark,
    MarkKind,
    Moment,
    Named,
    Obligation,
    OtherNumber,
    Party,
    Publication,
    Quoted,
    Record,
    Referred,
    Segment,
    Telegram,
    Text,
    TextKind,
    Unparsed,
)
from depesha.archive.redaction import Redaction
from depesha.telegram import Relation

CODE = "3.3(b)(1)"
AUTHORITY = "the board"
LETTERS = "bcdfghjklmnpqrtvwz"
"""No vowels, so no stem is shorter than its word, and no other word is like it."""

NUMBER = 73519264
SPECIAL = 58204617
MADE = 7391
SERIES = 61938472
SIZES = (94837261, 83726195)


def word_of(seed: int) -> str:
    """Return a word that nothing else has."""
    letters = []
    for _ in range(9):
        seed, place = divmod(seed, len(LETTERS))
        letters.append(LETTERS[place])
    return "Q" + "".join(letters)


def words(seed: int) -> Iterator[str]:
    step = 0
    while True:
        yield word_of(seed + step * 7_919_001)
        step += 1


def full(seed: int = 1) -> Record:
    """Return the record."""
    made = words(seed)

    def say(count: int = 1) -> str:
        return " ".join(next(made) for _ in range(count))

    note = Annotation(segment=1, start=0, end=3, kind=AnnotationKind.NOTE, body=say())
    gloss = Annotation(segment=0, start=0, end=3, kind=AnnotationKind.GLOSS, body=say())
    secret = Annotation(
        segment=1, start=0, end=3, kind=AnnotationKind.GLOSS, body=say(), classification=4
    )
    texts = tuple(
        Text(
            kind=kind,
            language=language,
            segments=(
                Segment(key="a", text=say(3), sheet=1),
                Segment(key="b", text=say(3), sheet=2),
                Segment(key="q1.1", text=say(3), sheet=2),
            ),
            annotations=notes,
            repeated=(say(),),
            author=say(),
            date=Moment(text=say(), iso="1999-01-02"),
        )
        for kind, language, notes in (
            (TextKind.TRANSCRIPTION, "ru", ()),
            (TextKind.NORMALISED, "ru", (note,)),
            (TextKind.TRANSLATION, "en", (gloss, secret)),
            (TextKind.SUMMARY, "en", ()),
        )
    )
    return Record(
        source=say(),
        telegram=Telegram(
            document_type=say(),
            form_code=say(),
            outgoing_number=NUMBER,
            special_number=SPECIAL,
            classification_text=say(),
            caveats=(say(), say()),
            precedence_text=say(),
            captions=(say(), say()),
            parties=tuple(Named(role=role, text=say(2), office=say()) for role in Party),
            events=tuple(
                Event(kind=kind, at=Moment(text=say(), iso=f"18{71 + kind}-05-1{kind}T18:35"))
                for kind in Happening
            ),
            obligations=tuple(Obligation(kind=kind, text=say(2)) for kind in Asked),
            copies_made=MADE,
            texts=texts,
            subject=say(3),
            references=tuple(
                Referred(
                    relation=relation,
                    number=f"{say()}/{say()}/{number}",
                    date=Moment(text=say(), iso=f"1851-02-0{relation}"),
                    words=say(2),
                )
                for relation, number in ((Relation.ANSWERS, 40718), (Relation.CORRECTS, 40719))
            ),
            quotations=tuple(
                Quoted(
                    key=f"q{place}",
                    author=say(),
                    number=f"{say()}/{say()}/5081{place}",
                    date=Moment(text=say(), iso=f"1852-03-0{place}"),
                    addressees=(say(), say()),
                )
                for place in (1, 2)
            ),
            attachments=tuple(
                Attached(
                    name=f"{say()}.pdf",
                    media_type=f"{say()}/{say()}",
                    size_bytes=size,
                    sha256=digest,
                )
                for size, digest in zip(SIZES, (f"{seed:064x}", f"{seed + 1:064x}"), strict=True)
            ),
            numbers=(OtherNumber(series=say(), number=SERIES),),
            marks=(say(), say()),
            cover_names=(say(),),
            message_type=say(),
            remarks=(say(2), say(2)),
        ),
        copies=(
            Copy(
                number=1,
                holder_text=say(),
                sheets=2,
                marks=tuple(Mark(sheet=1 + kind % 2, kind=kind, text=say()) for kind in MarkKind),
            ),
            Copy(number=2, holder_text=say()),
        ),
        holdings=tuple(
            Holding(
                as_cited=say(2),
                archive=say(),
                fond=say(),
                opis=say(),
                delo=say(),
                papka=say(),
                first_leaf=leaf,
                last_leaf=leaf + 1,
                since=Moment(text=say(), iso="1960"),
                until=Moment(text=say(), iso="1970"),
            )
            for leaf in (670067, 680068)
        ),
        publication=Publication(
            title=say(3),
            citation=say(3),
            permalink=f"https://archive.example/{say()}",
            summary=say(3),
            language="Russian",
            contents=(say(), say()),
            date=Moment(text=say(), iso="1981-07-09"),
        ),
        unparsed=(Unparsed(line=3, text=say()),),
    )


def keep_back(place: Place, code: str = CODE) -> Redaction:
    """Return the redaction of a place, whole."""
    return Redaction(
        part=place.part,
        of=place.of,
        segment=place.segment,
        start=0,
        end=0,
        code=code,
        authority=AUTHORITY,
    )
