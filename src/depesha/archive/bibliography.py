"""A record for programs that keep bibliographies: CSL-JSON, RIS, BibLaTeX.

None of the three has a place for several holdings: the one that the reader chose stands where an
archive does, the others in the note. Some programs drop the archive on their way to BibLaTeX, so
the formatted citation (`citing`) goes along: as a note, in BibLaTeX, whose styles print notes
beside the title, as an annotation.

    {"id": "…", "type": "personal_communication", "title": "…", "archive": "AVP RF", …}
    TY  - PCOMM
    @letter{…, title = {…}, note = {AVP RF, f. 059a, op. 5a, d. 5, p. 11, ll. 67-68}}
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from depesha.archive.citing import chicago, publisher_of
from depesha.archive.record import Holding, Party, Record
from depesha.archive.redaction import is_taken_out
from depesha.archive.telling import told_of, unspaced
from depesha.archive.volumes import printed_in

_BRACES: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "%": r"\%",
        "&": r"\&",
        "#": r"\#",
        "_": r"\_",
        "$": r"\$",
        "^": r"\^{}",
        "~": r"\~{}",
        "\n": " ",
        "\r": " ",
    }
)
CODES: Final = {"Chinese": "zh", "English": "en", "French": "fr", "German": "de", "Russian": "ru"}
"""Languages as publications name them, and their codes."""

LANGIDS: Final = {"en": "english", "fr": "french", "de": "german", "ru": "russian"}
"""Languages as BibLaTeX hyphenates them."""

_NO_KEY: Final = re.compile(r"[^A-Za-z0-9]+")
_LINE_END: Final = re.compile(r"[\r\n\x00-\x1f]+")


def csl(record: Record, holding: Holding | None, name: str, version: int = 1) -> dict[str, Any]:
    """Return a CSL-JSON item.

    Args:
        record: what is cited, as it is public.
        holding: by which of its holdings; one that is kept back is none.
        name: what the item is called in its list.
        version: which decision made it public; told from the second on.
    """
    published = record.publication
    if holding is not None and is_taken_out(holding.as_cited):
        holding = None
    printed = printed_in(record.source)
    people = {role: _people(record, role) for role in (Party.FROM, Party.SIGNER, Party.TO)}
    item: dict[str, Any] = {
        "id": name,
        "type": "personal_communication",
        "genre": record.telegram.document_type,
        "title": published.title if published else record.telegram.document_type,
        "author": people[Party.FROM] or people[Party.SIGNER],
        "recipient": people[Party.TO],
        "issued": _issued(record),
        "number": str(record.telegram.outgoing_number or ""),
        "language": _language(published.language) if published else "",
        "container-title": printed.volume if printed else "",
        "publisher": publisher_of(record),
        "URL": published.permalink if published else "",
        "archive": holding.archive if holding else "",
        "archive_location": _shelf(holding) if holding else "",
        "abstract": published.summary if published else "",
        "version": str(version) if version > 1 else "",
        "note": _note(record, holding, version),
    }
    return {key: value for key, value in item.items() if value and not _is_kept(value)}


def ris(record: Record, holding: Holding | None, name: str, version: int = 1) -> str:
    """Return a RIS entry, lines ended by CR LF as its readers expect."""
    item = csl(record, holding, name, version)
    lines = [("TY", "PCOMM"), ("ID", name), ("TI", item.get("title", ""))]
    lines += [("AU", one["literal"]) for one in item.get("author", ())]
    lines += [("A2", one["literal"]) for one in item.get("recipient", ())]
    date = [f"{part:02}" for part in item.get("issued", {}).get("date-parts", [[]])[0]]
    lines += [
        ("PY", date[0] if date else ""),
        ("DA", "/".join([*date, ""]) if len(date) == 3 else ""),  # noqa: PLR2004  # y, m, d
        ("M1", item.get("number", "")),
        ("ET", item.get("version", "")),
        ("T2", item.get("container-title", "")),
        ("PB", item.get("publisher", "")),
        ("LA", item.get("language", "")),
        ("AB", item.get("abstract", "")),
        ("AV", ", ".join(filter(None, (item.get("archive"), item.get("archive_location"))))),
        ("UR", item.get("URL", "")),
        ("N1", item.get("note", "")),
    ]
    said = [f"{tag}  - {_LINE_END.sub(' ', value)}" for tag, value in lines if value]
    return "\r\n".join([*said, "ER  - ", ""])


def biblatex(record: Record, holding: Holding | None, name: str, version: int = 1) -> str:
    """Return a BibLaTeX entry; whatever a text holds, it stays within its braces."""
    item = csl(record, holding, name, version)
    date = item.get("issued", {}).get("date-parts", [[]])[0]
    shelf = ", ".join(filter(None, (item.get("archive"), item.get("archive_location"))))
    fields: Mapping[str, str] = {
        "title": item.get("title", ""),
        "author": " and ".join(f"{{{_tex(one['literal'])}}}" for one in item.get("author", ())),
        "howpublished": item.get("genre", ""),
        "number": item.get("number", ""),
        "version": item.get("version", ""),
        "date": "-".join(f"{part:02}" for part in date),
        "booktitle": item.get("container-title", ""),
        "organization": item.get("publisher", ""),
        "library": shelf,
        "url": item.get("URL", ""),
        "langid": LANGIDS.get(item.get("language", ""), ""),
        "note": shelf,
        "annotation": item.get("note", ""),
    }
    key = _NO_KEY.sub("-", name).strip("-") or "telegram"
    body = "".join(_field(name, value) for name, value in fields.items() if value)
    return f"@letter{{{key},\n{body}}}\n"


def _field(name: str, value: str) -> str:
    said = value if name in ("author", "date") else _tex(value)
    return f"  {name} = {{{said}}},\n"


def _tex(text: str) -> str:
    return text.translate(_BRACES)


def _people(record: Record, role: Party) -> list[dict[str, str]]:
    return [
        {"literal": unspaced(one.text)}
        for one in record.telegram.parties
        if one.role is role and not is_taken_out(one.text)
    ]


def _is_kept(value: object) -> bool:
    """Say whether a field is nothing but what stands where one was kept back."""
    return isinstance(value, str) and is_taken_out(value)


def _language(name: str) -> str:
    """Return the code of a language that a publication names; of an unknown one the name."""
    return CODES.get(name, name)


def _issued(record: Record) -> dict[str, Any]:
    day = told_of(record).sent.partition("T")[0]
    return {"date-parts": [[int(part) for part in day.split("-")]]} if day else {}


def _shelf(holding: Holding) -> str:
    """Return a shelf mark without its archive."""
    return holding.as_cited.removeprefix(holding.archive).lstrip(", ")


def _note(record: Record, holding: Holding | None, version: int) -> str:
    others = [
        one.as_cited
        for one in record.holdings
        if one is not holding and not is_taken_out(one.as_cited)
    ]
    said = chicago(record, holding, version)
    return " ".join(_sentences(said, others))


def _sentences(said: str, others: list[str]) -> Iterator[str]:
    if said:
        yield said
    if others:
        yield f"Also: {'; '.join(others)}."
