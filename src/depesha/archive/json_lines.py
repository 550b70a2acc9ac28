"""Records as JSON, one a line: as `archive show --json` gives one, and as a corpus has them.

    {"version": 1, "source": "…", "telegram": {"document_type": "telegram", …}, …}
    {"id": "frus1948v01p1/d109", "vol": "…", "head": "…", "from": ["Caffery"], "text": "…", …}

The first are records of ours: names of fields as in `record`, of codes as `plain` says them. The
second are telegrams as a corpus of printed volumes lists them.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import IO, Any, Final

from depesha.archive.json_weight import MAX_MARKS, has_too_many_values
from depesha.archive.plain_values import built, must_be
from depesha.archive.record import (
    Annotation,
    AnnotationKind,
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
from depesha.archive.tei import Bad
from depesha.archive.tei_head import group_of, kind_of, number_of, time_of_group
from depesha.archive.tei_text import joined, summed
from depesha.errors import Malformed

MAX_LINE_BYTES: Final = 32 * 1024 * 1024
"""A record of 16 MiB, its names of fields and its escapes."""

_BOM: Final = b"\xef\xbb\xbf"


def records_of(opened: IO[bytes], name: str) -> Iterator[Record | Bad]:
    """Yield the record of each line, or why it cannot be read."""
    number = 0
    while line := opened.readline(MAX_LINE_BYTES + 1):
        number += 1
        where = f"{name}, line {number}"
        if len(line) > MAX_LINE_BYTES:
            _pass_over(opened, line)
            yield Bad(source=name, why=f"longer than {MAX_LINE_BYTES} bytes", line=number)
        elif has_too_many_values(line):
            why = f"more than {MAX_MARKS} values and commas in one line"
            yield Bad(source=name, why=why, line=number)
        elif line.strip():
            found = _of_line(line.removeprefix(_BOM) if number == 1 else line, where)
            yield replace(found, source=name, line=number) if isinstance(found, Bad) else found


def _pass_over(opened: IO[bytes], line: bytes) -> None:
    """Read on to the end of a line that is too long, and keep nothing of it."""
    while line and not line.endswith(b"\n"):
        line = opened.readline(MAX_LINE_BYTES)


def _of_line(line: bytes, where: str) -> Record | Bad:
    try:
        said = _values(line)
        if isinstance(said, dict) and "telegram" in said:
            return record_of(said)
        if isinstance(said, dict) and "id" in said:
            return _printed(said)
    except Malformed as error:
        return Bad(source=where, why=error.message)
    return Bad(source=where, why="neither a record nor a telegram of a volume")


def _values(line: bytes) -> object:
    """Return the values of a line of JSON.

    Raises:
        Malformed: it is none.
    """
    try:
        return json.loads(line.rstrip())
    except UnicodeDecodeError as error:
        msg = f"not UTF-8 at byte {error.start + 1}"
    except json.JSONDecodeError as error:
        msg = f"not JSON at character {error.pos + 1}"
    except (ValueError, RecursionError):  # a number of thousands of digits, thousands of brackets
        msg = "a number or a list in it is beyond reading"
    raise Malformed(msg)


def record_of(said: object) -> Record:
    """Return the record that plain values say.

    Raises:
        Malformed: they say none.
    """
    record: Record = built(Record, said)
    return record


# -- telegrams of printed volumes -----------------------------------------------------------------


LISTS: Final = ("from", "to", "signed", "notes", "caveats")
"""Fields of a telegram of a volume that are lists; the others are text, or what stands for it."""


def _printed(said: Mapping[str, Any]) -> Record:
    must_be(str, said.get("text"), "text")
    for name in LISTS:
        must_be(list, said.get(name, []), name)
    title = joined(str(said.get("head", "")))
    summary, source = summed(str(said.get("source", "")))
    segments = _paragraphs(said["text"], {str(one) for one in said.get("signed", ())})
    notes = tuple(
        Annotation(
            segment=max(0, len(segments) - 1),
            start=0,
            end=0,
            kind=AnnotationKind.NOTE,
            body=str(note),
        )
        for note in said.get("notes", ())
    )
    when = str(said.get("date", ""))
    iso = when[: len("1948-03-15T18:00")] if said.get("time") else when[: len("1948-03-15")]
    group = group_of(segments)
    handed_in = Moment(text=group, iso=time_of_group(group, when), is_inferred=True)
    sent = Moment(text=str(said.get("date_text", "")), iso=iso)
    events = ((Happening.FILED, handed_in), (Happening.SENT, sent))
    return Record(
        source=str(said["id"]),
        telegram=Telegram(
            document_type=kind_of(title, str(said.get("source", ""))) or "telegram",
            outgoing_number=number_of(segments, title) or _numbered(str(said.get("number", ""))),
            classification_text=str(said.get("class", "")),
            caveats=tuple(map(str, said.get("caveats", ()))),
            precedence_text=str(said.get("prec", "")),
            parties=_parties(said),
            events=tuple(Event(kind=kind, at=at) for kind, at in events if at.text),
            texts=(
                Text(
                    kind=TextKind.TRANSCRIPTION, language="en", segments=segments, annotations=notes
                ),
            ),
        ),
        publication=Publication(
            title=title,
            citation=source,
            permalink="",
            summary=summary,
            language="English",
        ),
    )


def _paragraphs(text: str, signed: set[str]) -> tuple[Segment, ...]:
    """Return the paragraphs of a text; who signed stands behind it, and is no paragraph."""
    parts = [part for part in text.split("\n\n") if part]
    while len(parts) > 1 and parts[-1] in signed:
        del parts[-1]
    return tuple(Segment(key=f"p{place}", text=part) for place, part in enumerate(parts, 1))


def _numbered(said: str) -> int:
    """Return the number that a field has, behind the name of a service or alone."""
    found = re.search(r"(\d{1,6})(?:/\d+)?$", said)
    return int(found[1]) if found else 0


ROLES: Final = (("from", Party.FROM), ("to", Party.TO), ("signed", Party.SIGNER))


def _parties(said: Mapping[str, Any]) -> tuple[Named, ...]:
    named = [Named(role=role, text=str(text)) for key, role in ROLES for text in said.get(key, ())]
    place = str(said.get("place", ""))
    return (*named, *((Named(role=Party.PLACE, text=place),) if place else ()))
