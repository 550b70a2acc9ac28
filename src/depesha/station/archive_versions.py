"""What differs between the releases of a record, and why, as the public is told it.

Rule 1: with a release go the reasons of the editions behind the release before it. One of which the
    public reads nothing new goes with none: who proved a record, or wrote a note that asks for a
    clearance, is nobody's business there.
Rule 2: a reason has none of the words that any release of the record keeps back, unless the public
    reads them in the newest one; of a text the whole of what is kept back, and each long word of it
    that the public does not read.
Rule 3: a decision can leave its reasons out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from depesha.archive.errata import changed_fields
from depesha.archive.form import decode
from depesha.archive.places import said_at
from depesha.archive.record import Record
from depesha.archive.redaction import SPANS, Part, Redaction, taken_out
from depesha.archive.releasing import ONE_BY_ONE, public, sweep_of
from depesha.archive.sought import Sought
from depesha.archive.sweeping import words_in
from depesha.errors import Problem
from depesha.names import Digest
from depesha.station.reading import Reader
from depesha.store.archive_releases import Lines, editions_of, releases_of
from depesha.store.papers import document

_INSIDE: Final = frozenset(
    {"record", "edition", "redactions", "rule", "glosses", "without_reasons"}
)
"""What of a release is the station's alone."""

MOST: Final = 255
"""The highest clearance there can be."""

LONG_WORD: Final = 4
"""So many letters has a word of a text that is kept back by itself: shorter ones stand anywhere."""

_WORD: Final = re.compile(r"\w+")


def versions_of(reader: Reader, releases: Lines) -> Lines:
    """Return every release of a source, each with what differs from the one before."""
    made = [_made(reader, one) for one in releases]
    told: Lines = []
    before: _Made | None = None
    clean = _Cleaning.of(made) if len(made) > 1 else None
    for one, here in zip(releases, made, strict=True):
        changed = _changed(before, here) if before else ()
        reasons = _reasons(reader, one, before, here) if before and clean else ()
        shown = {name: value for name, value in one.items() if name not in _INSIDE}
        # a source says of itself where it stands and is in no list of what changed
        shown["changed"] = [name for name in changed if name != "source"]
        shown["reasons"] = [clean.cleaned(each) for each in reasons] if clean else []
        record = here.record
        shown["kept_back"] = bool(codes_of(record, here.redactions) if record else here.redactions)
        told.append(shown)
        if here.public is not None:
            before = here
    return told


def reasons_with(
    reader: Reader, line: Mapping[str, Any], redactions: Sequence[Redaction], glosses: Sequence[str]
) -> list[str]:
    """Return the reasons that would go out if a record were released so."""
    would_be = {
        "record": bytes.fromhex(line["digest"]),
        "edition": line["edition"],
        "redactions": tuple(redactions),
        "rule": ONE_BY_ONE,
        "glosses": tuple(glosses),
        "without_reasons": False,
    }
    releases = [*releases_of(reader.database, line["source"]), would_be]
    reasons: list[str] = versions_of(reader, releases)[-1]["reasons"]
    return reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """A release: the document whole, what of it is kept back, and what the public reads."""

    record: Record | None
    public: Record | None
    edition: int
    redactions: Sequence[Redaction]


def _changed(before: _Made, here: _Made) -> tuple[str, ...]:
    if before.public is None or here.public is None:
        return ()
    return changed_fields(before.public, here.public)


def _made(reader: Reader, release: Mapping[str, Any]) -> _Made:
    record = _record(reader, release["record"])
    return _Made(
        record=record,
        public=_public(record, release, release["redactions"]) if record else None,
        edition=release["edition"] or 0,
        redactions=release["redactions"],
    )


def _public(record: Record, release: Mapping[str, Any], kept: Sequence[Redaction]) -> Record:
    return public(record, kept, rule=release["rule"], glosses=release["glosses"])


def _record(reader: Reader, digest: bytes) -> Record | None:
    item = document(reader.database, Digest(digest))
    return decode(item.payload) if item else None


# -- reasons ---------------------------------------------------------------------------------------


def _reasons(
    reader: Reader, release: Mapping[str, Any], before: _Made, here: _Made
) -> Iterator[str]:
    """Yield why the editions of a release were written, of which the public reads anything new."""
    if release["without_reasons"] or here.record is None:
        return
    lines = editions_of(reader.database, here.record.source, MOST)
    between = [one for one in lines if before.edition < one["edition"] <= here.edition]
    if not any(one["reason"] for one in between):
        return
    digests = {one["edition"]: one["digest"] for one in lines}
    for one in reversed(between):
        if one["reason"] and _is_new(reader, release, digests, one["edition"]):
            yield one["reason"]


def _is_new(
    reader: Reader, release: Mapping[str, Any], digests: Mapping[int, Digest], edition: int
) -> bool:
    """Say whether the public reads anything in an edition that it does not in the one before.

    What is kept back is named by places of the edition that is released; where another has not the
    same places, both count as they are whole.
    """
    named = [digests[one] for one in (edition - 1, edition) if one in digests]
    two = [one for one in (_record(reader, each) for each in named) if one is not None]
    if len(two) < len((edition - 1, edition)):
        return True
    for kept in (release["redactions"], ()):
        try:
            first, second = (_public(one, release, kept) for one in two)
        except Problem:
            continue
        return first != second
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cleaning:
    """What is taken out of reasons, and by which code.

    Attributes:
        sought: the words of places, as they stand there.
        words: the single words of texts.
    """

    sought: tuple[tuple[Sought, str], ...]
    words: Mapping[str, str]

    @staticmethod
    def of(made: Sequence[_Made]) -> "_Cleaning":
        """Return what any of these releases keeps back, and the public does not read in the last.

        What the last keeps back is sought wherever else the public reads it.
        """
        newest = next((one for one in reversed(made) if one.public), None)
        read = "\n".join(words_in(newest.public)) if newest else ""
        sought: dict[Sought, str] = {}
        words: dict[str, str] = {}
        for one in made:
            if one.record is None:
                continue
            for said, kept in sweep_of(one.record, one.redactions).by_letters().sought:
                if one is newest or not said.stand_in(read):
                    sought[said] = kept.code
            words |= dict(_words_kept(one.record, one.redactions))
        for word in map(_plain, _WORD.findall(read)):
            words.pop(word, None)
        return _Cleaning(sought=tuple(sought.items()), words=words)

    def cleaned(self, text: str) -> str:
        """Return a reason without them."""
        for said, code in self.sought:
            text = said.taken_from(text, taken_out(code))
        return _WORD.sub(self._without, text) if self.words else text

    def _without(self, found: re.Match[str]) -> str:
        code = self.words.get(_plain(found[0]))
        return found[0] if code is None else taken_out(code)


def _words_kept(record: Record, redactions: Sequence[Redaction]) -> Iterator[tuple[str, str]]:
    """Yield the long words of texts that are kept back, each with its code."""
    for one in redactions:
        if one.part in SPANS:
            said = (said_at(record, one) or "")[one.start : one.end or None]
            for word in map(_plain, _WORD.findall(said)):
                if len(word) >= LONG_WORD:
                    yield word, one.code


def _plain(word: str) -> str:
    return word.casefold().replace("ё", "е")


# -- what is kept back -----------------------------------------------------------------------------


def codes_of(record: Record, redactions: Sequence[Redaction]) -> list[dict[str, Any]]:
    """Return by which codes and whose authority anything is kept back, and of which parts.

    Nobody outside learns that there is a note which asks for a clearance, or that the words which
    were taken out of a text are a cover name.
    """
    kept_back = [
        replace(one, part=Part.TEXT) if one.part is Part.COVER else one
        for one in redactions
        if not _is_hidden(record, one)
    ]
    found = sorted({(one.code, one.authority) for one in kept_back})
    return [
        {
            "code": code,
            "authority": by,
            "parts": sorted(
                {one.part.name for one in kept_back if (one.code, one.authority) == (code, by)}
            ),
        }
        for code, by in found
    ]


def _is_hidden(record: Record, one: Redaction) -> bool:
    if one.part is not Part.NOTE:
        return False
    return bool(record.telegram.texts[one.of].annotations[one.segment].classification)
