"""The draft file: form lines in English or Russian words, an empty line, and the text.

    Кому: razuvaev@pyongyang ВНЕ ОЧЕРЕДИ; куда СЕВЕРНАЯ КОРЕЯ; лицо РАЗУВАЕВУ
    Гриф: СОВ. СЕКРЕТНО
    Исполнение: телеграфьте немедленно

    20 ноября Рошину была передана ...

`parse` reads the bytes of a file, `write` makes a file again; a `Draft` holds what it says, still
unresolved. For people the format is described in `docs/draft.md`.
"""

from depesha.draft.content import (
    Draft,
    DraftAddressee,
    DraftAttachment,
    DraftCopy,
    DraftReference,
    attached_name,
)
from depesha.draft.file import (
    MAX_FILE_BYTES,
    MAX_TEXT_BYTES,
    parse,
    parse_lines,
    parse_partial,
    write,
    write_lines,
)
from depesha.draft.times import Ask, When, WhenKind

__all__ = [
    "MAX_FILE_BYTES",
    "MAX_TEXT_BYTES",
    "Ask",
    "Draft",
    "DraftAddressee",
    "DraftAttachment",
    "DraftCopy",
    "DraftReference",
    "When",
    "WhenKind",
    "attached_name",
    "parse",
    "parse_lines",
    "parse_partial",
    "write",
    "write_lines",
]
