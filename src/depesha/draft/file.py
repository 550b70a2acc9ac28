"""Read and write a draft file: form lines, an empty line, the text.

Rule 1: the text is verbatim. CRLF becomes LF, one line end at the end of the file belongs to the
    file and not to the text, and nothing else changes.
Rule 2: an error names the line and never quotes the text.
Rule 3: whatever `write` returns, `parse` reads as the same draft.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from difflib import get_close_matches
from typing import Any, Final

from depesha.draft.content import Draft, DraftAddressee
from depesha.draft.words import BY_FIELD, BY_WORD, MISTAKES, PLACE, Word
from depesha.errors import Problem, Usage
from depesha.names import OfficeId
from depesha.policy import spelled
from depesha.telegram import AddresseeKind, Relation

MAX_TEXT_BYTES: Final = 256 * 1024
"""The text (FRUS's longest telegram: 60 kB)."""

MAX_FILE_BYTES: Final = MAX_TEXT_BYTES + 256 * 1024
"""The file: 500 addressees with all their parts stay below the second half."""

MAX_FORM_LINE: Final = 64 * 1024
"""Characters in one form line: an addressee with every part at its longest stays below."""

MAX_CARRIED: Final = 8
"""Telegrams that one may carry inside."""

_MAX_WORD: Final = 60
_BOM: Final = b"\xef\xbb\xbf"
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_EMPTY_LINE: Final = "an empty line stands between the form lines and the text"
_CARRIED: Final = frozenset({Relation.QUOTES, Relation.PASSES})
ANYBODY: Final = DraftAddressee(office=OfficeId("anybody@anywhere"))
"""In the place of addressees that are known elsewhere; it goes into no draft."""

_DEFAULTS: Final = {line.name: line.default for line in fields(Draft)}


def parse(data: bytes) -> Draft:
    """Return the draft that a file holds.

    Raises:
        Usage: it is too long, not UTF-8, has a word that is not in the form, a value that cannot
            be read, a line twice, no addressee, or no text.
    """
    draft = _read(*_separate(_decode(data)))
    _complete(draft)
    return draft


def _read(head: list[tuple[int, str]], text: str) -> Draft:
    found: dict[str, Any] = {}
    for number, line in head:
        with _in_line(number):
            _take(line, found)
    if PLACE in found:
        msg = "a place without an addressee after it"
        raise Usage(msg, hint="Place (Куда) stands before the To (Кому) that it belongs to")
    return Draft(text=text, addressees=found.pop("addressees", ()), **found)


def parse_partial(data: bytes) -> Draft:
    """Return the draft that a file holds whose form lines may be left out, all or some.

    A file that begins with an empty line has no form lines; where form lines are missing, somebody
    else knows what they would say.

    Raises:
        Usage: as `parse`, but for the addressee.
    """
    content = _decode(data)
    head, text = ([], _body(content[1:])) if content.startswith("\n") else _separate(content)
    draft = _read(head, text)
    if draft.addressees:
        _complete(draft)
    else:
        _complete(replace(draft, addressees=(ANYBODY,)))
    return draft


def parse_lines(data: bytes) -> Draft:
    """Return what a file says so far: neither an addressee nor a text need be there yet.

    Raises:
        Usage: as `parse`, but for what is missing.
    """
    content = _decode(data)
    if content.startswith("\n") or not content.strip():
        return _read([], _body(content[1:]))
    return _read(*_separate(content if "\n\n" in content else f"{content}\n\n"))


def write(draft: Draft, *, language: str = "en") -> str:
    """Return the file that `parse` reads as `draft`, with the words of `language` (`en`, `ru`).

    Raises:
        Usage: no file says this: a value holds a line end, or is longer than the form allows.
    """
    file = "\n".join([*write_lines(draft, language=language), "", draft.text, ""])
    if not _says(file, draft):
        msg = "a value of this draft cannot be written as a form line"
        raise Usage(msg, hint="values are one line, without blanks around them")
    return file


def write_lines(draft: Draft, *, language: str = "en") -> list[str]:
    """Return the form lines of a draft alone, which may be one that is not whole yet.

    Raises:
        Usage: a value holds a line end.
    """
    lines = [line for field in BY_FIELD for line in _lines(field, draft, language)]
    if any("\n" in line for line in lines):
        msg = "a value of this draft cannot be written as a form line"
        raise Usage(msg, hint="values are one line")
    return lines


# -- reading --------------------------------------------------------------------------------------


def _decode(data: bytes) -> str:
    if len(data) > MAX_FILE_BYTES:
        msg = f"a draft of {len(data)} bytes where at most {MAX_FILE_BYTES} are allowed"
        raise Usage(msg)
    data = data.removeprefix(_BOM).replace(b"\r\n", b"\n")
    try:
        content = str(data, "utf-8")
    except UnicodeDecodeError as error:
        msg = f"line {_line_of(data, error.start)}: not UTF-8"
        raise Usage(msg, hint="save the file as UTF-8") from error
    odd = _UNPRINTABLE.search(content)
    if odd:
        number = content.count("\n", 0, odd.start()) + 1
        msg = f"line {number}: the control character U+{ord(odd[0]):04X}"
        raise Usage(msg, hint="only line ends and tabs may stand in a draft")
    return content


def _line_of(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1


def _separate(content: str) -> tuple[list[tuple[int, str]], str]:
    """Return the form lines with their numbers, and the text."""
    lines = content.split("\n")
    first = next((place for place, line in enumerate(lines) if line.strip()), len(lines))
    end = next((place for place in range(first, len(lines)) if not lines[place].strip()), None)
    if end is None:
        msg = "there is no text"
        raise Usage(msg, hint=_EMPTY_LINE)
    return list(enumerate(lines[first:end], first + 1)), _body("\n".join(lines[end + 1 :]))


def _body(content: str) -> str:
    """Return the text; the last line end belongs to the file."""
    return content.removesuffix("\n")


@contextmanager
def _in_line(number: int) -> Iterator[None]:
    """Say in which line a problem is."""
    try:
        yield
    except Problem as problem:
        msg = f"line {number}: {problem.message}"
        raise Usage(msg, hint=problem.hint) from problem


def _take(line: str, found: dict[str, Any]) -> None:
    """Add what one form line says. A word without a value is an empty place on the form."""
    if len(line) > MAX_FORM_LINE:
        msg = f"a form line of {len(line)} characters where at most {MAX_FORM_LINE} are allowed"
        raise Usage(msg)
    name, colon, value = line.partition(":")
    if not colon:
        msg = "not a form line: it has no ':'"
        raise Usage(msg, hint=_EMPTY_LINE)
    name = name.strip()[:_MAX_WORD]
    word = BY_WORD.get(spelled(name))
    if word is None:
        raise _unknown(name)
    value = value.strip()
    if not value:
        return
    read = word.read(value)
    if word.field == "addressees" and PLACE in found:
        place = found.pop(PLACE)
        read = replace(read, place=read.place or place)
    _put(word, name, read, found)


def _put(word: Word, name: str, read: Any, found: dict[str, Any]) -> None:  # noqa: ANN401  # a field's
    if word.most == 1:
        if word.field in found:
            msg = f"{name!r} stands twice"
            raise Usage(msg)
        found[word.field] = read
        return
    found[word.field] = (*found.get(word.field, ()), *(read if word.spreads else (read,)))
    if len(found[word.field]) > word.most:
        msg = f"more than {word.most} of {name!r}"
        raise Usage(msg)


def _unknown(name: str) -> Usage:
    hint = MISTAKES.get(spelled(name), "")
    close = get_close_matches(spelled(name), BY_WORD, n=1)
    if not hint and close:
        word = BY_WORD[close[0]]
        spellings = (*word.english, *word.russian)
        nearest = next(text for text in spellings if spelled(text) == close[0])
        hint = f"did you mean {nearest!r}?"
    msg = f"unknown word {name[:40]!r}"
    return Usage(msg, hint=hint or f"all words are in docs/draft.md; {_EMPTY_LINE}")


def _complete(draft: Draft) -> None:
    """Refuse a draft without addressee or text, and what stands twice."""
    _once([addressee.office for addressee in draft.addressees], "addressee")
    _once([str(copy.number) for copy in draft.copies], "copy")
    _once(list(draft.series), "series")
    if all(addressee.kind is AddresseeKind.EXEMPTED for addressee in draft.addressees):
        msg = "there is no addressee"
        raise Usage(msg, hint="add a line such as To: razuvaev@pyongyang")
    carried = [one for one in draft.references if one.relation in _CARRIED]
    if len(carried) > MAX_CARRIED:
        msg = f"{len(carried)} telegrams are quoted where at most {MAX_CARRIED} are possible"
        raise Usage(msg, hint="refer to the others with 'Refers'")
    if not draft.text.strip() and not carried:
        msg = "there is no text"
        raise Usage(msg, hint=_EMPTY_LINE)
    size = len(draft.text.encode())
    if size > MAX_TEXT_BYTES:
        msg = f"a text of {size} bytes where at most {MAX_TEXT_BYTES} are allowed"
        raise Usage(msg)


def _once(names: list[str], what: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            msg = f"{what} {name} stands twice"
            raise Usage(msg)
        seen.add(name)


# -- writing --------------------------------------------------------------------------------------


def _lines(field: str, draft: Draft, language: str) -> Iterator[str]:
    value = getattr(draft, field)
    if value == _DEFAULTS[field]:
        return
    words = BY_FIELD[field]
    for item in value if words[0].most > 1 else (value,):
        word = next(word for word in words if word.fits(item))
        name = (word.russian if language == "ru" else word.english)[0]
        yield f"{name}: {word.write(item)}"


def _says(file: str, draft: Draft) -> bool:
    try:
        return parse(file.encode()) == draft
    except (UnicodeEncodeError, Usage):
        return False
