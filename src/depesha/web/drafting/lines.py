r"""The form written as a file of form lines, and read from one: each function the other's inverse.

    {"subject": ["Карта"], …}, two addressees, "20 ноября …"

    To: razuvaev@pyongyang FLASH; place СЕВЕРНАЯ КОРЕЯ
    Info: roshchin@peking
    Subject: Карта

    20 ноября …

Rule 1: one entry is one line. An entry in which a line ends (by any sign that some reader takes for
    a line end) is refused at its field: so no entry becomes a second line, such as another `To:`.
Rule 2: one part is one part: what would end it is escaped (`draft.parts.join`).
Rule 3: there is always a form line before the text, so no text is read as one.
Rule 4: of every line it is known which field wrote it, so that what the station says of a line is
    shown there.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from depesha import draft as drafts
from depesha.draft import Ask, Draft, DraftAddressee, parts, words
from depesha.draft.values import write_passing
from depesha.errors import Usage
from depesha.telegram import AddresseeKind, Relation
from depesha.web.drafting.entries import KINDS, MANY, ONE, RELATIONS, Entries, Row

LANGUAGE_COLUMN: Final = {"en": "english", "ru": "russian"}
IN_ADDRESSEE: Final = ("place", "person", "receipt", "execution", "collective")
_ENDS_A_LINE: Final = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_LINE: Final = re.compile(r"^line ([0-9]+): ")
OF_TEXT: Final = "text"


class Misplaced(Usage):
    """An entry cannot be a form line; `place` is the field that it stands in."""

    def __init__(self, message: str, *, place: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.place = place


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A file of form lines, and which field wrote each of them.

    Attributes:
        text: the file.
        places: the field of line 1, 2, …: `subject`, `to-3` (the third addressee), `ref-1`.
    """

    text: str
    places: Sequence[str]

    def place_of(self, message: str) -> str:
        """Return the field that a message of the station is about; empty: of none alone."""
        found = _LINE.match(message)
        line = int(found[1]) if found else 0
        if line > len(self.places):
            return OF_TEXT
        if line:
            return self.places[line - 1]
        return OF_TEXT if "text" in message else "to-1" if "addressee" in message else ""


def without_line(message: str) -> str:
    """Return what a message of the station says, without the line that no form shows."""
    return _LINE.sub("", message)


# -- to lines -------------------------------------------------------------------------------------


def lines_of(entries: Entries, language: str = "en") -> Written:
    """Return the file of form lines that the form says, with the words of a language.

    Raises:
        Misplaced: an entry is no single line, or there is none.
    """
    head: list[str] = []
    places: list[str] = []
    for field, known in words.BY_FIELD.items():
        for place, word, value in _said(entries, field, known):
            names: Sequence[str] = getattr(word, LANGUAGE_COLUMN[language])
            if value.strip():
                head.append(f"{names[0]}: {_one_line(value, place)}")
                places.append(place)
    if not head:  # the first lines of the text would be read as form lines
        msg = "there is no addressee"
        raise Misplaced(msg, place="to-1", hint="name an office or a collective address")
    return Written(text="\n".join([*head, "", entries.text, ""]), places=places)


def _said(
    entries: Entries, field: str, known: Sequence[words.Word]
) -> Iterator[tuple[str, words.Word, str]]:
    """Yield what each line of a field says: its place in the form, its word, its value."""
    if field == "addressees":
        for number, row in enumerate(entries.addressees, 1):
            place = f"to-{number}"
            yield place, _word_for(known, AddresseeKind, KINDS.get(row["kind"])), _to(row, place)
    elif field == "references":
        for number, row in enumerate(entries.references, 1):
            place = f"ref-{number}"
            yield place, _word_for(known, Relation, RELATIONS.get(row["relation"])), row["value"]
    else:
        for value in entries.many(field):
            yield field, known[0], value


def _word_for(known: Sequence[words.Word], kinds: type, kind: object) -> words.Word:
    """Return the word under which a line of a kind is written; of no kind, the first."""
    if not isinstance(kind, kinds):
        return known[0]
    return next(word for word in known if word.fits(_Kind(kind)))


@dataclass(frozen=True, slots=True)
class _Kind:
    """What the words of addressees and of references look at."""

    kind: object

    @property
    def relation(self) -> object:
        return self.kind


def _to(row: Row, place: str) -> str:
    """Return what an addressee's line says."""
    office = _one_line(row["office"], place).strip()
    if len(office.split()) > 1 or ";" in office:
        msg = "an addressee is one office or one collective address"
        raise Misplaced(msg, place=place, hint="its precedence has a field of its own")
    pieces = [f"{office} {_one_line(row['precedence'], place).strip()}".rstrip()]
    pieces += [
        f"{name} {_one_line(row[name], place).strip()}"
        for name in IN_ADDRESSEE
        if row[name].strip()
    ]
    passing = [one for one in row["passing"].split("\n") if one.strip()]
    return parts.join([*pieces, *(f"pass {_one_line(one, place).strip()}" for one in passing)])


def _one_line(value: str, place: str) -> str:
    if _ENDS_A_LINE.search(value.strip()):
        msg = "this is one line, and it has a line end in it"
        raise Misplaced(msg, place=place, hint="take the line end out")
    return value.strip()


# -- from lines -----------------------------------------------------------------------------------


def entries_of(text: str) -> Entries:
    """Return what stands in the form where a file says this; it need not be whole yet.

    Raises:
        Usage: it cannot be read: it is shown as form lines only.
    """
    draft = drafts.parse_lines(text.encode())
    values = {name: _written(draft, name) for name in (*ONE, *MANY)}
    return Entries(
        values={name: said for name, said in values.items() if said},
        addressees=[_row(one) for one in draft.addressees],
        references=[
            {"relation": one.relation.name, "value": words.BY_FIELD["references"][0].write(one)}
            for one in draft.references
        ],
        text=draft.text,
    )


_EMPTY: Final = Draft(addressees=(), text="")


def _written(draft: Draft, name: str) -> list[str]:
    value = getattr(draft, name)
    if value == getattr(_EMPTY, name):
        return []
    word = words.BY_FIELD[name][0]
    return [word.write(one) for one in (value if word.most > 1 else (value,))]


def _row(one: DraftAddressee) -> Mapping[str, str]:
    return {
        "kind": one.kind.name,
        "office": one.office,
        "precedence": one.precedence,
        "place": one.place,
        "person": one.person,
        "receipt": _asked(one.receipt),
        "execution": _asked(one.execution),
        "passing": "\n".join(write_passing(each) for each in one.passing),
        "collective": one.collective,
    }


def _asked(one: Ask | None) -> str:
    return "" if one is None else one.words
