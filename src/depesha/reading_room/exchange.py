"""A record in the words of others: schema.org as JSON-LD, Dublin Core.

    {"@type": ["Message", "ArchiveComponent"], "name": "Ciphered Telegram No. 26044, …", …}

schema.org says of what is in an archive that it is an ArchiveComponent beside what it is else; its
holding is an ArchiveOrganization, its shelf mark the `itemLocation`. A telegram is a Message: that
alone of all works has a sender and recipients. The place on the form is mentioned: a record does
not say whose place it is, and `contentLocation` is what a work is about.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from depesha.archive.record import Party, Record, TextKind
from depesha.archive.redaction import is_taken_out
from depesha.archive.telling import told_of, unspaced
from depesha.archive.volumes import printed_in
from depesha.reading_room.browsing import Line
from depesha.reading_room.site import Site
from depesha.reading_room.tei_parts import is_body


def permalink(site: Site, line: Line) -> str:
    """Return the address of a record for ever."""
    return site.absolute(f"r/{line['name']}")


def linked(site: Site, line: Line, record: Record) -> dict[str, Any]:
    """Return a record as JSON-LD."""
    telegram, published = record.telegram, record.publication
    printed = printed_in(record.source)
    held = [one for one in record.holdings if not is_taken_out(one.as_cited)]
    said = {
        "@context": "https://schema.org",
        "@type": ["Message", "ArchiveComponent"],
        "@id": permalink(site, line),
        "url": permalink(site, line),
        "name": line["title"],
        "abstract": published.summary if published else "",
        "additionalType": telegram.document_type,
        "identifier": str(telegram.outgoing_number or ""),
        "dateCreated": line["sent"],
        "inLanguage": sorted({one.language for one in telegram.texts}),
        "author": _people(record, Party.FROM, Party.SIGNER),
        "sender": _people(record, Party.FROM),
        "recipient": _people(record, Party.TO),
        "mentions": [
            {"@type": "Place", "name": one.text}
            for one in telegram.parties
            if one.role is Party.PLACE and not is_taken_out(one.text)
        ],
        "holdingArchive": [
            {"@type": "ArchiveOrganization", "name": name}
            for name in dict.fromkeys(one.archive for one in held)
        ],
        "itemLocation": [one.as_cited for one in held],
        "isPartOf": {"@type": "Book", "name": printed.volume} if printed else "",
        "isBasedOn": published.permalink if published else "",
        "version": line["version"],
        "isAccessibleForFree": True,
    }
    return {key: value for key, value in said.items() if value not in ("", [])}


def _people(record: Record, *roles: Party) -> list[dict[str, str]]:
    return [
        {"@type": "Organization" if is_body(one.text) else "Person", "name": unspaced(one.text)}
        for one in record.telegram.parties
        if one.role in roles and not is_taken_out(one.text)
    ]


ELEMENTS: Final[Mapping[Party, str]] = {
    Party.FROM: "creator",
    Party.SIGNER: "creator",
    Party.PLACE: "coverage",
}
"""Which element of Dublin Core a party is."""


def dublin_core(site: Site, line: Line, record: Record) -> Iterator[tuple[str, str]]:
    """Yield the elements of a record in simple Dublin Core, each with its words."""
    telegram, published = record.telegram, record.publication
    told = told_of(record)
    yield "title", line["title"]
    yield from dict.fromkeys(
        (ELEMENTS[one.role], unspaced(one.text))
        for one in telegram.parties
        if one.role in ELEMENTS and not is_taken_out(one.text)
    )
    if published is not None and published.summary:
        yield "description", published.summary
    if told.sent:
        yield "date", told.sent.partition("T")[0]
    yield "type", "Text"
    yield "type", telegram.document_type
    yield "format", "text/html"
    yield "identifier", permalink(site, line)
    for held in record.holdings:
        if not is_taken_out(held.as_cited):
            yield "source", held.as_cited
    printed = printed_in(record.source)
    if printed is not None:
        yield "source", printed.said
    if published is not None and published.permalink:
        yield "relation", published.permalink
    languages = [one.language for one in telegram.texts if one.kind is not TextKind.TRANSLATION]
    for language in dict.fromkeys(languages):
        yield "language", language
