"""What the value of a form line means, for those that are more than words, and how it is written.

Each pair of functions is the inverse of the other; all raise `Usage` for what they cannot read.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from depesha.draft import parts
from depesha.draft.content import (
    DraftAddressee,
    DraftAttachment,
    DraftCopy,
    DraftReference,
)
from depesha.draft.times import Ask
from depesha.errors import Usage
from depesha.names import OfficeId, collective_id, office_id
from depesha.number import SPECIAL, parse, write
from depesha.policy import spelled
from depesha.telegram import (
    AddresseeKind,
    Mark,
    MessageType,
    OtherRecipient,
    PassingInstruction,
    Relation,
)

MAX_LINE: Final = 400
"""Characters in one value; the body's lines have the same limit."""

MAX_CODE: Final = 40
"""Characters in a short one: a code, a precedence, a cover name."""

MAX_PASSING: Final = 4
"""Passing instructions of a draft, and again of one addressee; a body takes both together."""

MAX_PATH: Final = 4096
"""Characters in the path of an attachment: PATH_MAX of Linux, in bytes."""

_MEDIA_TYPE: Final = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*"
)
_ATTACHMENT_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "media_type": ("type", "тип"),
    "name": ("name", "имя"),
}
_THROUGH_WORDS: Final = ("through", "через", "via")
_THROUGH: Final = re.compile(r"(?:to\s+)?(.+?)\s+(?:through|via|через)\s+(.+)", re.IGNORECASE)
_COPY: Final = re.compile(r"([1-9][0-9]{0,3})\.?\s+(.+)")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,3}")

_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "place": ("place", "куда", "место"),
    "person": ("person", "лицо", "кому"),
    "precedence": ("precedence", "очередность", "категория"),
    "receipt": ("receipt", "получение"),
    "execution": ("execution", "исполнение"),
    "passing": ("pass", "передать"),
    "collective": ("collective", "циркуляр"),
}

TYPES: Final[Mapping[MessageType, tuple[str, ...]]] = {
    MessageType.EXERCISE: ("exercise", "учение", "учебная"),
    MessageType.OPERATION: ("operation", "операция", "боевая"),
    MessageType.PROJECT: ("project", "проект"),
    MessageType.DRILL: ("drill", "тренировка"),
    MessageType.TEST: ("test", "проба", "пробная"),
}


def line(value: str) -> str:
    """Read a value of at most `MAX_LINE` characters."""
    return _upto(MAX_LINE, value)


def code(value: str) -> str:
    """Read a value of at most `MAX_CODE` characters."""
    return _upto(MAX_CODE, value)


def _upto(most: int, value: str) -> str:
    if len(value) > most:
        msg = f"a value of {len(value)} characters where at most {most} are allowed"
        raise Usage(msg)
    return value


def passing(value: str) -> PassingInstruction:
    """Read `Ким Ир Сену через Разуваева`, `to Kim Il Sung through Razuvaev`, or `Ким; через Р.`."""
    pieces = parts.split(value)
    if len(pieces) == 1:
        found = _THROUGH.fullmatch(pieces[0])
        if found:
            return PassingInstruction(to=line(found[1]), through=line(found[2]))
    else:
        names = dict(parts.named(pieces[1:], {"through": _THROUGH_WORDS}))
        if pieces[0] and names.get("through"):
            return PassingInstruction(to=line(pieces[0]), through=line(names["through"]))
    msg = "a passing instruction names who and through whom"
    raise Usage(msg, hint="as in: to Kim Il Sung through Razuvaev; Ким Ир Сену через Разуваева")


def write_passing(value: PassingInstruction) -> str:
    """Write `Ким Ир Сену; through Разуваева`."""
    return parts.join([value.to, f"through {value.through}"])


def addressee(value: str, kind: AddresseeKind) -> DraftAddressee:
    """Read `razuvaev@pyongyang ВНЕ ОЧЕРЕДИ; place СЕВЕРНАЯ КОРЕЯ; person РАЗУВАЕВУ`."""
    first, *others = parts.split(value)
    office, precedence = [*first.split(maxsplit=1), "", ""][:2]
    if "," in office:
        msg = "two addressees in one line"
        raise Usage(msg, hint="give each addressee a line of its own")
    found: dict[str, Any] = {"precedence": code(precedence)} if precedence else {}
    instructions: list[PassingInstruction] = []
    for name, rest in parts.named(others, _PARTS):
        if name == "passing":
            instructions.append(passing(rest))
        elif name in found:
            msg = f"{name!r} stands twice for one addressee"
            raise Usage(msg)
        else:
            found[name] = _PART_READERS.get(name, line)(rest)
    if len(instructions) > MAX_PASSING:
        msg = f"more than {MAX_PASSING} passing instructions for one addressee"
        raise Usage(msg)
    return DraftAddressee(
        office=_addressed(office, kind), kind=kind, passing=tuple(instructions), **found
    )


def _addressed(text: str, kind: AddresseeKind) -> OfficeId:
    """Return the office, or the collective address, which has no `@`; no collective is exempted."""
    if "@" in text or kind is AddresseeKind.EXEMPTED:
        return office_id(text)
    return collective_id(text)


_PART_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "receipt": lambda words: Ask(words=line(words)),
    "execution": lambda words: Ask(words=line(words)),
    "precedence": code,
    "collective": code,
}


def write_addressee(value: DraftAddressee) -> str:
    """Write the parts that are there, in the order of the form."""
    pieces = [f"{value.office} {value.precedence}".rstrip()]
    for name in ("place", "person", "receipt", "execution", "collective"):
        content = getattr(value, name)
        if content:
            pieces.append(f"{name} {content.words if isinstance(content, Ask) else content}")
    pieces += [f"pass {write_passing(instruction)}" for instruction in value.passing]
    return parts.join(pieces)


def reference(value: str, relation: Relation) -> DraftReference:
    """Read `moscow/1951/17` or `notice:9f86d081; words связи не имеет`."""
    first, *others = parts.split(value)
    names = dict(parts.named(others, {"words": ("words", "слова")}))
    return DraftReference(relation=relation, ref=parse(first), words=line(names.get("words", "")))


def write_reference(value: DraftReference) -> str:
    """Write the number or the notice, and the words if there are any."""
    return parts.join([write(value.ref), *([f"words {value.words}"] if value.words else [])])


def mark(value: str) -> Mark:
    """Read `4570` or `2 экз. ян.; kind отп.`."""
    first, *others = parts.split(value)
    names = dict(parts.named(others, {"kind": ("kind", "вид")}))
    if not first:
        msg = "a mark without a text"
        raise Usage(msg)
    return Mark(text=line(first), kind=code(names.get("kind", "")))


def write_mark(value: Mark) -> str:
    """Write the mark as it stands, and its kind if it has one."""
    return parts.join([value.text, *([f"kind {value.kind}"] if value.kind else [])])


def other_recipient(value: str) -> OtherRecipient:
    """Read `Рощин; reason через Десятый отдел`."""
    first, *others = parts.split(value)
    names = dict(parts.named(others, {"reason": ("reason", "причина")}))
    if not first:
        msg = "another recipient without a name"
        raise Usage(msg)
    return OtherRecipient(name=line(first), reason=line(names.get("reason", "")))


def write_other_recipient(value: OtherRecipient) -> str:
    """Write the name, and the reason if there is one."""
    return parts.join([value.name, *([f"reason {value.reason}"] if value.reason else [])])


def attachment(value: str) -> DraftAttachment:
    """Read `scans/map.pdf; type=application/pdf; name=map.pdf`."""
    first, *others = parts.split(value)
    if not first:
        msg = "an attachment without a file"
        raise Usage(msg, hint="as in: Attach: scans/map.pdf")
    names = dict(parts.named([one.replace("=", " ", 1) for one in others], _ATTACHMENT_PARTS))
    media_type = names.get("media_type", "")
    if media_type and not _MEDIA_TYPE.fullmatch(media_type):
        msg = f"not a media type: {media_type[:40]!r}"
        raise Usage(msg, hint="as in: Attach: scans/map.pdf; type=application/pdf")
    return DraftAttachment(
        path=_upto(MAX_PATH, first), media_type=code(media_type), name=line(names.get("name", ""))
    )


def write_attachment(value: DraftAttachment) -> str:
    """Write the path, and the type and the name if they are given."""
    given = {"type": value.media_type, "name": value.name}
    return parts.join([value.path, *(f"{key}={said}" for key, said in given.items() if said)])


def copies(value: str) -> tuple[DraftCopy, ...]:
    """Read `1 т. Сталину; 2 Копия`."""
    return tuple(_copy(piece) for piece in parts.split(value) if piece)


def _copy(piece: str) -> DraftCopy:
    found = _COPY.fullmatch(piece)
    if not found:
        msg = "a copy has a number and a holder"
        raise Usage(msg, hint="as in: 1 т. Сталину; 2 Копия")
    return DraftCopy(number=int(found[1]), holder=line(found[2]))


def write_copy(value: DraftCopy) -> str:
    """Write one copy; each has a line of its own."""
    return parts.join([f"{value.number} {value.holder}"])


def message_type(value: str) -> MessageType:
    """Read `operation`, `учение`, `drill`."""
    wanted = spelled(code(value))
    for kind, words in TYPES.items():
        if wanted in map(spelled, words):
            return kind
    msg = f"not a type of message: {value[:40]!r}"
    raise Usage(msg, hint=f"one of: {', '.join(words[0] for words in TYPES.values())}")


def special(value: str) -> tuple[str, ...]:
    """Read `Special: yes`: a number of the special series as well."""
    said = spelled(code(value))
    if said in ("yes", "да"):
        return (SPECIAL,)
    if said in ("no", "нет"):
        return ()
    msg = "say yes or no; the number itself is given when the telegram is registered"
    raise Usage(msg)


def language(value: str) -> str:
    """Read a BCP 47 tag, as in `ru`."""
    if not _LANGUAGE.fullmatch(value):
        msg = f"not a language: {value[:40]!r}"
        raise Usage(msg, hint="a tag as in ru, en or zh-Hant")
    return value
