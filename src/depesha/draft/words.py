"""The words of the form, English and Russian, as one table.

Rule 1: every word that may begin a form line is in this file.
Rule 2: words are compared without case, blanks and dashes (`policy.spelled`), and a word stands for
    one field. Several words may stand for the same field (`To`, `Info`, `Except`).
Rule 3: the first spelling of each language is the one that is written.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from depesha.draft import values
from depesha.draft.times import Ask, parse_when, write_when
from depesha.number import series
from depesha.policy import spelled
from depesha.telegram import AddresseeKind, Relation

MAX_LINES: Final = 32
"""How often a line of one field may stand; addressees and references have limits of their own."""

MAX_ADDRESSEES: Final = 500

MAX_ATTACHMENTS: Final = 64


def _same(value: str) -> str:
    return value


def _asked(value: str) -> Ask:
    return Ask(words=values.line(value))


def _words(value: Ask) -> str:
    return value.words


def _any(_value: object) -> bool:
    return True


def _of_kind(kind: AddresseeKind, value: Any) -> bool:  # noqa: ANN401  # a DraftAddressee
    return value.kind is kind


def _of_relation(relation: Relation, value: Any) -> bool:  # noqa: ANN401  # a DraftReference
    return value.relation is relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of the form and what its line means.

    Attributes:
        field: the field of `Draft`, or `PLACE`, which belongs to the addressee after it.
        english, russian: its spellings.
        read: the value of a line as the field holds it.
        write: the reverse.
        most: how often its field may stand; 1 for a field that is not a tuple.
        fits: whether a value of the field is written under this word.
        spreads: a line may hold several values: `read` returns a tuple.
        is_read_only: another word of the same field is the one that is written.
    """

    field: str
    english: tuple[str, ...]
    russian: tuple[str, ...]
    read: Callable[[str], Any] = values.line
    write: Callable[[Any], str] = _same
    most: int = 1
    fits: Callable[[Any], bool] = _any
    spreads: bool = False
    is_read_only: bool = False


PLACE: Final = "place"


def _line(field: str, english: tuple[str, ...], russian: tuple[str, ...]) -> Word:
    return Word(field=field, english=english, russian=russian)


def _lines(field: str, english: tuple[str, ...], russian: tuple[str, ...]) -> Word:
    return Word(field=field, english=english, russian=russian, most=MAX_LINES)


def _code(field: str, english: tuple[str, ...], russian: tuple[str, ...]) -> Word:
    return Word(field=field, english=english, russian=russian, read=values.code)


def _codes(field: str, english: tuple[str, ...], russian: tuple[str, ...]) -> Word:
    return Word(field=field, english=english, russian=russian, read=values.code, most=MAX_LINES)


def _to(kind: AddresseeKind, english: tuple[str, ...], russian: tuple[str, ...]) -> Word:
    return Word(
        field="addressees",
        english=english,
        russian=russian,
        read=partial(values.addressee, kind=kind),
        write=values.write_addressee,
        most=MAX_ADDRESSEES,
        fits=partial(_of_kind, kind),
    )


def _asks(field: str, english: tuple[str, ...], russian: tuple[str, ...]) -> Word:
    return Word(field=field, english=english, russian=russian, read=_asked, write=_words)


def _when(field: str, english: tuple[str, ...], russian: tuple[str, ...]) -> Word:
    return Word(field=field, english=english, russian=russian, read=parse_when, write=write_when)


def _refers(relation: Relation, english: tuple[str, ...], russian: tuple[str, ...]) -> Word:
    return Word(
        field="references",
        english=english,
        russian=russian,
        read=partial(values.reference, relation=relation),
        write=values.write_reference,
        most=MAX_LINES,
        fits=partial(_of_relation, relation),
    )


def _type_name(value: Any) -> str:  # noqa: ANN401  # a MessageType
    return values.TYPES[value][0]


WORDS: Final = (
    _line("originator", ("Originator", "From"), ("Отправитель", "От")),
    _line("comcen", ("Comcen", "Department"), ("Отдел",)),
    _code("form_code", ("Form",), ("Форма",)),
    _line("document_type", ("Document",), ("Документ", "Вид документа")),
    Word(
        field="message_type",
        english=("Type",),
        russian=("Вид",),
        read=values.message_type,
        write=_type_name,
    ),
    _code("message_type_name", ("Type name", "Exercise"), ("Название", "Учение")),
    _line("classification", ("Classification",), ("Гриф", "Гриф секретности")),
    _lines("caveats", ("Caveat",), ("Пометка",)),
    _lines("captions", ("Caption",), ("Категория",)),
    _lines("categories", ("Category",), ("Ограничение",)),
    _line("privacy_mark", ("Privacy mark",), ("Отметка грифа",)),
    _code("precedence", ("Precedence",), ("Очередность",)),
    _line(PLACE, ("Place",), ("Куда",)),
    _to(AddresseeKind.ACTION, ("To",), ("Кому",)),
    _to(AddresseeKind.INFORMATION, ("Info",), ("Копия для сведения", "Для сведения")),
    _to(AddresseeKind.EXEMPTED, ("Except",), ("Кроме",)),
    Word(
        field="other_recipients",
        english=("Other", "Other recipient"),
        russian=("Иной получатель",),
        read=values.other_recipient,
        write=values.write_other_recipient,
        most=MAX_LINES,
    ),
    Word(
        field="passing",
        english=("Pass",),
        russian=("Через", "Передать"),
        read=values.passing,
        write=values.write_passing,
        most=values.MAX_PASSING,
    ),
    _asks("receipt", ("Receipt",), ("Получение",)),
    _asks("execution", ("Execution",), ("Исполнение",)),
    _line("subject", ("Subject",), ("Тема",)),
    _codes("subject_codes", ("Subject code",), ("Индекс", "Индекс темы")),
    _refers(Relation.REFERS, ("Refers",), ("Ссылка",)),
    _refers(Relation.ANSWERS, ("Answers",), ("Отвечает", "На")),
    _refers(Relation.CORRECTS, ("Corrects",), ("Поправка к", "Исправляет")),
    _refers(Relation.CANCELS, ("Cancels",), ("Аннулирует",)),
    _refers(Relation.SUPERSEDES, ("Supersedes",), ("Заменяет",)),
    _refers(Relation.REPEATS, ("Repeats",), ("Повторяет",)),
    _refers(Relation.QUOTES, ("Quotes", "Quote"), ("Цитирует",)),
    _refers(Relation.PASSES, ("Passes",), ("Передаёт",)),
    Word(
        field="attachments",
        english=("Attach", "Attachment"),
        russian=("Приложить", "Приложение"),
        read=values.attachment,
        write=values.write_attachment,
        most=MAX_ATTACHMENTS,
    ),
    _refers(Relation.ROUTE_REASON, ("Reason",), ("Причина",)),
    _line("signatory", ("Signed",), ("Подпись",)),
    Word(
        field="language",
        english=("Language",),
        russian=("Язык",),
        read=values.language,
    ),
    _codes("cover_names", ("Cover name",), ("Псевдоним",)),
    Word(
        field="series",
        english=("Series",),
        russian=("Серия",),
        read=series,
        most=16,
    ),
    Word(
        field="series",
        english=("Special",),
        russian=("Спец.",),
        read=values.special,
        most=16,
        spreads=True,
        is_read_only=True,
    ),
    Word(
        field="marks",
        english=("Mark", "Marks"),
        russian=("Помета", "Пометы"),
        read=values.mark,
        write=values.write_mark,
        most=MAX_LINES,
    ),
    Word(
        field="copies",
        english=("Copies",),
        russian=("Экземпляры", "Копии"),
        read=values.copies,
        write=values.write_copy,
        most=1000,
        spreads=True,
    ),
    _when("hold_until", ("Hold", "Hold until"), ("Задержать до",)),
    _when("deliver_by", ("Deliver by",), ("Доставить до",)),
    _when("expires_at", ("Expires",), ("Действительна до",)),
    _lines("message_instructions", ("Instruction",), ("Указание",)),
    _lines("handling_instructions", ("Handling",), ("Оператору",)),
)

BY_FIELD: Final[Mapping[str, tuple[Word, ...]]] = {
    field: tuple(word for word in WORDS if word.field == field and not word.is_read_only)
    for field in dict.fromkeys(word.field for word in WORDS if word.field != PLACE)
}
"""Field -> the words that write it, in the order of the form."""

BY_WORD: Final[Mapping[str, Word]] = {
    spelled(spelling): word for word in WORDS for spelling in (*word.english, *word.russian)
}

MISTAKES: Final[Mapping[str, str]] = {
    spelled(mistake): cure
    for cure, mistakes in {
        "did you mean 'To'?": ("Address", "Adress", "Addressee", "Recipient"),
        "did you mean 'Кому'?": ("Адрес", "Адресат", "Получатель"),
        "did you mean 'Info'?": ("Cc", "Bcc", "Copy to", "Information"),
        "did you mean 'Копия для сведения'?": ("Копия",),
        "did you mean 'Precedence'?": ("Priority", "Urgency"),
        "did you mean 'Очередность'?": ("Срочность", "Приоритет"),
        "did you mean 'Classification'?": ("Secrecy", "Label", "Security"),
        "did you mean 'Signed'?": ("Signature", "Signatory", "By"),
        "did you mean 'Pass'?": ("Through", "Via"),
        "did you mean 'Deliver by'?": ("Reply by", "Due"),
        "the number is given when the telegram is registered": ("Number", "No", "Исход", "Номер"),
        "the station dates the telegram itself": ("Date", "Time", "Дата", "Filed", "Получена"),
        "the text begins after an empty line": ("Text", "Body", "Текст"),
    }.items()
    for mistake in mistakes
}
"""Words that people write in place of those of the form, and what to say to them."""
