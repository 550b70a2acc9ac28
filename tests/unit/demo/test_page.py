"""The page of telegram 26044: the same bytes as published, and every mark read as it is typed."""

from pathlib import Path

import pytest

from depesha.demo import page
from depesha.demo.page import BLOCKS, MAX_PAGE_BYTES, Page
from depesha.errors import Malformed

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = ROOT / "src" / "depesha" / "demo" / page.FILE
PUBLISHED = ROOT.parent / "shared" / "seed" / page.FILE

MARKS = {
    "title": "Ciphered Telegram No. 26044, Gromyko to Razuvaev",
    "permalink": "https://wilson-center-digital-archive.dvincitest.com/document/113632",
    "language": "Russian",
    "folio": 44,
    "originator": "МИД СССР",
    "comcen": "Десятый отдел",
    "outgoing_number": 26044,
    "form_code": "17",
    "filed": "Получена 18 час. 35 мин. 21.XI 195 1 г.",
    "sent": "Отправлена 20 час. 50 мин. 21.XI 195 1 г.",
    "classification": "СОВ. СЕКРЕТНО",
    "caveat": "Снятие копий воспрещается",
    "special_number": 1070,
    "document_type": "Шифрованная телеграмма",
    "place": "СЕВЕРНАЯ КОРЕЯ",
    "person": "РАЗУВАЕВУ",
    "copy_number": 1,
    "precedence": "ВНЕ ОЧЕРЕДИ",
    "caption": "О С О Б А Я",
    "introduction": "20 ноября Рошину была передана следующая директива тов. Филиппова:",
    "told": "Рошину",
    "author": "Филиппова",
    "passing": "Ким Ир Сену через Разуваева",
    "no_communications": "Рошин связи с Вами не имеет",
    "empty_slots": 8,
    "marks": ("4570", "N 8680 / мм"),
    "second_folio": 45,
    "continuation": "-2-",
    "confirm": "Получение подтвердите.",
    "execute": "Исполнение телеграфьте немедленно.",
    "receipt_words": "подтвердите",
    "execution_words": "телеграфьте немедленно",
    "dated": "21.XI.51г.",
    "signatory": "Г Р О М Ы К О",
    "signatory_unspaced": "ГРОМЫКО",
    "typed": "отп. 2 экз. ян. 21.XI.51г.",
    "certified_by": "Иван",
    "copies": ((1, "т. Сталину"), (2, "Копия")),
    "archive_mark": "арх",
}


@pytest.fixture(scope="module")
def sheet() -> Page:
    return page.read()


def test_the_page_is_shipped_byte_for_byte() -> None:
    if not PUBLISHED.is_file():
        pytest.skip("the published page lies outside the repository and is not here")
    assert SHIPPED.read_bytes() == PUBLISHED.read_bytes()


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_is_read_as_it_is_typed(mark: str, sheet: Page) -> None:
    assert getattr(sheet, mark) == MARKS[mark]


def test_the_directive_stands_between_the_outer_quotation_marks(sheet: Page) -> None:
    assert sheet.directive.startswith('Раз"ясните Мао Цзе-дуну, а также Ким Ир Сену')
    assert sheet.directive.endswith("серьезные уступки ради достижения мира")
    assert sheet.directive.count('"') == 2  # where the typewriter had no ъ
    assert 'об об"явлении демаркационной линией' in sheet.directive


def test_the_word_that_runs_over_to_sheet_2_is_whole_again(sheet: Page) -> None:
    assert sheet.reason.endswith("непосредственно указанную директиву.")
    assert 'раз"яснения, приведенного' in sheet.reason


def test_the_text_is_the_two_sheets_from_the_directive_to_the_demand(sheet: Page) -> None:
    paragraphs = sheet.text.split("\n\n")
    assert paragraphs[0] == sheet.introduction
    assert paragraphs[1] == f'"{sheet.directive}".'
    assert paragraphs[2:] == [sheet.reason, sheet.confirm, sheet.execute]
    assert "\n" not in "".join(paragraphs)


def test_every_letter_of_the_text_stands_on_the_page(sheet: Page) -> None:
    published = SHIPPED.read_text(encoding="utf-8")
    for paragraph in sheet.text.split("\n\n"):
        if paragraph != sheet.reason:
            assert paragraph in published
    head, tail = sheet.reason.split("указанную")
    assert f"{head}указан-\n" in published
    assert f"\nную{tail}\n" in published


def test_the_citation_names_three_archives(sheet: Page) -> None:
    assert all(archive in sheet.citation for archive in ("APRF", "AVP RF", "RGASPI"))


def test_the_translation_is_kept_whole(sheet: Page) -> None:
    assert sheet.translation.startswith("MID USSR\n\nNo. 26044")
    assert sheet.translation.endswith("Copies: Stalin, Copy")


@pytest.mark.parametrize(
    ("was", "becomes", "block"),
    [
        ("Исход. № 26044", "Исход. № 26045", "outgoing number"),
        ("Спец. № 1070", "Спец. № 1071", "special number"),
        ("Рошину была", "\u202eРошину была", "introduction"),
        ("О С О Б А Я", "ОСОБАЯ", "precedence"),
        ('мира".', "мира.", "directive"),
        ("непосредственно указан-", "непосредственно указан", "reason"),
        ("~~-2-~~\n\n", "", "continuation"),
        ("MID USSR", "", "translation"),
        ("Original Scan", "Original", "contents"),
    ],
)
def test_a_page_that_differs_is_refused_and_the_block_is_named(
    was: str, becomes: str, block: str
) -> None:
    data = SHIPPED.read_text(encoding="utf-8")
    assert was in data
    with pytest.raises(Malformed, match=f"not the page of telegram 26044: .*{block}, differs"):
        page.parse(data.replace(was, becomes).encode())


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xff\xfe", b"x" * (MAX_PAGE_BYTES + 1)])
def test_what_is_no_page_at_all_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed, match="not the page of telegram 26044"):
        page.parse(data)


def test_a_page_that_is_cut_off_anywhere_is_refused() -> None:
    blocks = SHIPPED.read_text(encoding="utf-8").strip("\n").split("\n\n")
    for kept in range(len(BLOCKS)):
        with pytest.raises(Malformed):
            page.parse("\n\n".join(blocks[:kept]).encode())
