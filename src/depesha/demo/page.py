"""The page of telegram No. 26044, as `telegram-26044.md` holds it, mark by mark.

The file is the public page of the Wilson Center Digital Archive (document 113632) as text: the
record, the two sheets of the Russian original, the English translation. It is never changed.

Rule 1: letters are taken as they are typed: `"` where the typewriter had no ъ, `Рошину` for Рощину.
Rule 2: two things are put together again: the word that runs over from sheet 1 to sheet 2, and the
    paragraphs of the text.
Rule 3: a page that differs in one block is not the page.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from depesha.errors import Malformed

FILE: Final = "telegram-26044.md"

MAX_PAGE_BYTES: Final = 16 * 1024
"""The page has 5,066 bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What stands on the page.

    Attributes:
        title, citation, permalink, summary, language: the archive's record.
        folio, second_folio: leaf numbers that an archive wrote on the sheets.
        filed, sent: `Получена` and `Отправлена`, with their clocks, as one line each.
        caption: letter-spaced, as typed.
        introduction: the paragraph before the directive.
        directive: what stands between the outer quotation marks.
        told: whom the directive was sent to, as the sheet inflects him.
        author: whose directive it was, inflected too; a cover name.
        passing: to whom it was to be passed and through whom.
        no_communications: who had none with whom, in the sheet's words.
        reason: the paragraph after the directive, whole again.
        confirm, execute: the two demands that end the text.
        empty_slots: places for holders of copies that sheet 1 leaves empty.
        marks: signs of unknown meaning.
        continuation: the number of sheet 2, struck through on it.
        copies: numbered copies and their holders, as typed on sheet 2.
        translation: the archive's English, whole.
    """

    title: str
    citation: str
    permalink: str
    summary: str
    language: str

    folio: int
    originator: str
    comcen: str
    outgoing_number: int
    form_code: str
    filed: str
    sent: str
    classification: str
    caveat: str
    special_number: int
    document_type: str
    place: str
    person: str
    copy_number: int
    precedence: str
    caption: str
    introduction: str
    told: str
    author: str
    directive: str
    passing: str
    no_communications: str
    reason: str
    empty_slots: int
    marks: tuple[str, ...]

    second_folio: int
    continuation: str
    confirm: str
    execute: str
    dated: str
    signatory: str
    typed: str
    certified_by: str
    copies: tuple[tuple[int, str], ...]
    archive_mark: str

    translation: str

    @property
    def text(self) -> str:
        """The words of the telegram, one line a paragraph."""
        paragraphs = (
            self.introduction,
            f'"{self.directive}".',
            self.reason,
            self.confirm,
            self.execute,
        )
        return "\n\n".join(paragraphs)

    @property
    def signatory_unspaced(self) -> str:
        """The signatory without the blanks by which the typist set him off."""
        return self.signatory.replace(" ", "")

    @property
    def receipt_words(self) -> str:
        """What is asked after `Получение`."""
        return _after_first_word(self.confirm)

    @property
    def execution_words(self) -> str:
        """What is asked after `Исполнение`."""
        return _after_first_word(self.execute)


def _after_first_word(sentence: str) -> str:
    return sentence.partition(" ")[2].removesuffix(".")


_DATE: Final = r"\d\d\.XI\.51г\."
_CLOCK: Final = r"\d\d час\. \d\d мин\. \d\d\.XI 195 1 г\."

BLOCKS: Final[Sequence[tuple[str, str]]] = (
    # the record
    ("date of the record", r"## \*\*November 21, 1951\*\*"),
    ("title", r"### \*\*(?P<title>Ciphered Telegram No\. 26044, .+)\*\*"),
    ("heading", r"#### \*\*Citation:\*\*"),
    ("citation", r"(?P<citation>.+)\n<(?P<permalink>https://\S+)>"),
    ("heading", r"#### \*\*Summary:\*\*"),
    ("summary", r"(?P<summary>.+)"),
    ("heading", r"#### \*\*Original Language:\*\*"),
    ("language", r"(?P<language>Russian)"),
    ("heading", r"#### \*\*Contents:\*\*"),
    ("contents", r"Original Scan\nTranslation - English"),
    # sheet 1
    ("folio", r"(?P<folio>44)"),
    ("originator", r"(?P<originator>МИД СССР)\n(?P<comcen>Десятый отдел)"),
    ("outgoing number", r"Исход\. № (?P<outgoing_number>26044)"),
    ("form", r"Форма № (?P<form_code>17)"),
    ("clocks", rf"(?P<filed>Получена {_CLOCK})\n(?P<sent>Отправлена {_CLOCK})"),
    ("classification", r"(?P<classification>СОВ\. СЕКРЕТНО)"),
    ("caveat", r"(?P<caveat>Снятие копий воспрещается)"),
    ("special number", r"Спец\. № (?P<special_number>1070)"),
    ("document type", r"### (?P<document_type>Шифрованная телеграмма)"),
    ("addressee", r"Куда (?P<place>[А-Я ]+) Кому (?P<person>[А-Я]+)"),
    ("copy number", r"Экз\. № (?P<copy_number>1)"),
    ("precedence", r"(?P<precedence>ВНЕ ОЧЕРЕДИ)\n(?P<caption>О С О Б А Я)"),
    (
        "introduction",
        (
            r"(?P<introduction>20 ноября (?P<told>\w+) была передана следующая директива"
            r" тов\. (?P<author>\w+):)"
        ),
    ),
    (
        "directive",
        r'"(?P<directive>Раз"ясните .+ а также (?P<passing>[\w ]+ через \w+), .+)"\.',
    ),
    (
        "reason",
        (
            r"(?P<reason_head>Ввиду того, что тов\. "
            r"(?P<no_communications>\w+ связи с Вами не имеет) .+)-"
        ),
    ),
    ("heading of the copies", r"Копии:"),
    (
        "empty places for copies",
        r"- \|[ |]+\|\n\|[-|]+\|(?P<slots>(?:\n\| \d\. Тов\. _+ \| \d\. Тов\. _+ \|)+)",
    ),
    ("marks", r"(?P<mark>4570)\n(?P<second_mark>N 8680 / мм)"),
    # sheet 2
    ("second folio", r"(?P<second_folio>45)"),
    ("outgoing number again", r"26044"),
    ("continuation", r"~~(?P<continuation>-2-)~~"),
    ("copy number again", r"экз № 1"),
    ("end of the reason", r"(?P<reason_tail>\w+ директиву\.)"),
    ("confirm", r"(?P<confirm>Получение подтвердите\.)"),
    ("execute", r"(?P<execute>Исполнение телеграфьте немедленно\.)"),
    ("signatory", rf"(?P<dated>{_DATE}) (?P<signatory>Г Р О М Ы К О)"),
    ("typist", rf"(?P<typed>отп\. 2 экз\. ян\.\n{_DATE})"),
    ("certification", r"верно:"),
    ("who certified", r"\*(?P<certified_by>Иван)\*"),
    ("heading of the copies", r"Копии:"),
    ("copies", r"(?P<copies>- 1\. т\. Сталину\n- 2\. Копия)"),
    ("archive mark", r"\*(?P<archive_mark>арх)\*"),
    ("translation", r"MID USSR"),
)
"""What a block is called, and how it reads; a blank line stands between two blocks.

The translation, which begins in the last of them, goes on to the end of the page.
"""

_COPY: Final = re.compile(r"- (\d)\. (.+)")


def read() -> Page:
    """Return the page that comes with the program.

    Raises:
        Malformed: the file is not the page.
    """
    return parse(files("depesha.demo").joinpath(FILE).read_bytes())


def parse(data: bytes) -> Page:
    """Return the page that `data` is.

    Raises:
        Malformed: it is not the page; the message names the first block that differs.
    """
    blocks = _blocks(data)
    found: dict[str, Any] = {}
    for place, (name, pattern) in enumerate(BLOCKS):
        match = re.fullmatch(pattern, blocks[place]) if place < len(blocks) else None
        if match is None:
            msg = f"not the page of telegram 26044: block {place + 1}, {name}, differs"
            raise Malformed(msg, hint=f"restore {FILE} as it was published")
        found |= match.groupdict()
    return _page(found, translation="\n\n".join(blocks[len(BLOCKS) - 1 :]))


def _blocks(data: bytes) -> list[str]:
    """Return what stands between blank lines, without Markdown's blanks at line ends."""
    if len(data) > MAX_PAGE_BYTES:
        msg = f"not the page of telegram 26044: longer than {MAX_PAGE_BYTES} bytes"
        raise Malformed(msg)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        msg = "not the page of telegram 26044: not UTF-8"
        raise Malformed(msg) from error
    lines = "\n".join(line.rstrip(" ") for line in text.split("\n"))
    return [block for block in re.split(r"\n{2,}", lines.strip("\n")) if block]


def _page(found: dict[str, Any], translation: str) -> Page:
    """Put together what the sheets part, and count what they number."""
    reason = found.pop("reason_head") + found.pop("reason_tail")
    marks = (found.pop("mark"), found.pop("second_mark"))
    slots = found.pop("slots").count("Тов.")
    copies = tuple((int(number), holder) for number, holder in _COPY.findall(found.pop("copies")))
    found["typed"] = found["typed"].replace("\n", " ")
    for name in ("folio", "second_folio", "outgoing_number", "special_number", "copy_number"):
        found[name] = int(found[name])
    return Page(
        reason=reason,
        marks=marks,
        empty_slots=slots,
        copies=copies,
        translation=translation,
        **found,
    )
