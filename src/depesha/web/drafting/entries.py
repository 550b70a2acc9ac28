"""What stands in the fields of the form, as texts: nothing of it is judged yet.

A field of the form is named as the field of a draft (`subject`, `caveats`); one that may stand
several times is sent several times. The parts of an addressee have names that begin with `to-`,
each sent once for every addressee, in the same order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from depesha.draft import words
from depesha.errors import Usage
from depesha.telegram import AddresseeKind, Relation
from depesha.web.asking import Form

T = TypeVar("T")

PARTS: Final = (
    "kind",
    "office",
    "precedence",
    "place",
    "person",
    "receipt",
    "execution",
    "passing",
    "collective",
)
"""The parts of an addressee in the form, in the order in which they are sent."""

REFERENCE_PARTS: Final = ("relation", "value")

MAX_ROWS: Final = words.MAX_ADDRESSEES

ROWS_APART: Final = frozenset({"addressees", "references", "text"})
"""Fields of a draft that are more than a list of texts."""

ONE: Final = tuple(
    name for name, known in words.BY_FIELD.items() if known[0].most == 1 and name not in ROWS_APART
)
"""Fields that stand once."""

MANY: Final = tuple(
    name for name, known in words.BY_FIELD.items() if known[0].most > 1 and name not in ROWS_APART
)
"""Fields that may stand several times, each time one line of the file."""

TYPED: Final = frozenset(
    {
        "subject_codes",
        "other_recipients",
        "passing",
        "cover_names",
        "series",
        "marks",
        "copies",
        "message_instructions",
        "handling_instructions",
    }
)
"""Of those, the ones that are typed into one field, each in a line of its own."""

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """All that stands in the form.

    Attributes:
        values: what stands in each field, but for the rows.
        addressees: of each what stands in its parts (`PARTS`).
        references: of each its relation and how it is written.
        text: as it was typed.
    """

    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    addressees: Sequence[Row] = ()
    references: Sequence[Row] = ()
    text: str = ""

    def one(self, name: str) -> str:
        """Return what stands in a field that stands once."""
        return next(iter(self.values.get(name, ())), "")

    def many(self, name: str) -> Sequence[str]:
        """Return what stands in a field that may stand several times."""
        return self.values.get(name, ())

    def typed(self, name: str) -> str:
        """Return the same as one field of several lines shows it."""
        return "\n".join(self.values.get(name, ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A row that a button takes out: by its place among the rows as they were sent, blank ones too.

    Attributes:
        rows: `to`, `ref` or `attachments`.
        place: from 0.
    """

    rows: str
    place: int


def entries_in(form: Form, dropped: Dropped | None = None) -> Entries:
    """Return what a person typed; a row without an office or a number says nothing.

    Args:
        form: as it was sent.
        dropped: the row that goes. It is counted before the blank rows are left out, for they
            stand in the page that its button is in.

    Raises:
        Usage: the parts of a row are not as many as the rows.
    """
    values = {name: [form.text(name)] for name in ONE}
    values |= {name: _listed(form, name) for name in MANY}
    values["attachments"] = _left(values["attachments"], "attachments", dropped)
    addressees = _left(_rows(form, "to", PARTS), "to", dropped)
    references = _left(_rows(form, "ref", REFERENCE_PARTS), "ref", dropped)
    return Entries(
        values={name: said for name, said in values.items() if any(said)},
        addressees=[one for one in addressees if one["office"].strip()],
        references=[one for one in references if one["value"].strip()],
        text=form.text("text"),
    )


def _left(rows: list[T], name: str, dropped: Dropped | None) -> list[T]:
    if dropped is None or dropped.rows != name:
        return rows
    return [one for place, one in enumerate(rows) if place != dropped.place]


def _listed(form: Form, name: str) -> list[str]:
    said = [one.replace("\r\n", "\n") for one in form.texts(name)]
    if name in TYPED:
        said = [line for one in said for line in one.split("\n")]
    return [one for one in said if one.strip()]


def _rows(form: Form, prefix: str, parts: Sequence[str]) -> list[dict[str, str]]:
    columns = {part: form.texts(f"{prefix}-{part}") for part in parts}
    counts = {len(column) for column in columns.values()}
    if len(counts) > 1 or max(counts) > MAX_ROWS:
        msg = f"a form has at most {MAX_ROWS} rows of a kind, and each row has all its parts"
        raise Usage(msg, hint="load the page again")
    return [
        {part: columns[part][place].replace("\r\n", "\n") for part in parts}
        for place in range(max(counts))
    ]


KINDS: Final = {kind.name: kind for kind in AddresseeKind}
RELATIONS: Final = {relation.name: relation for relation in Relation}
