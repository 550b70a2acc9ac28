"""Captions of the archive."""

from collections.abc import Mapping
from typing import Final

ARCHIVE: Final[Mapping[str, tuple[str, str]]] = {
    "record": ("record", "запись"),
    "sent on": ("sent", "отправлена"),
    "title": ("title", "заглавие"),
    "found": ("found", "найдено"),
    "source": ("source", "источник"),
    "holding": ("holding", "хранится"),
    "importing": ("importing", "ввод записей:"),
    "indexing": ("indexing", "указатель слов"),
    "imported": (
        "{0}: {1} entered, {2} known already, {3} not read",
        "{0}: внесено {1}, было {2}, не прочитано {3}",
    ),
    "released record": (
        "record {0} is public, version {1}",
        "запись {0} открыта, редакция {1}",
    ),
    "withdrew record": (
        "record {0} is public no longer; its address says so (version {1})",
        "запись {0} изъята из открытого доступа; её адрес об этом сообщает (редакция {1})",
    ),
    "looks like kept back": (
        "what is kept back at {0} seems to stand there still: {1}",
        "изъятое ({0}), похоже, ещё стоит здесь: {1}",
    ),
    "edition": ("edition", "издание"),
    "expunged record": (
        "the words of record {0} are destroyed; editions: {1}",
        "слова записи {0} уничтожены; изданий: {1}",
    ),
    "released records": (
        "made public, whole: {0}",
        "открыто записей, целиком: {0}",
    ),
    "releasing": ("releasing", "открытие записей"),
    "publishing": ("taking what is public", "выборка открытых записей"),
    "writing pages": ("writing pages", "запись страниц"),
    "published": ("{1}: {0} records are public", "{1}: открытых записей {0}"),
    "written": ("{1}: {0} files", "{1}: файлов {0}"),
    "reading room at": ("the reading room is open at {0}", "читальный зал открыт: {0}"),
    "not imported": ("{0} is not imported: {1}", "{0} не внесено: {1}"),
    "at line": ("{0}, line {1}", "{0}, строка {1}"),
    "documents": ("documents: {0:,}", "документов: {0:,}"),
    "broke off": (
        "{0}: broken off after {1} documents; given again, the import goes on there",
        "{0}: прервано после {1} документов; повторный ввод продолжит с этого места",
    ),
    "exporting": ("taking records out", "выгрузка записей"),
    "exported": ("{1}: {0} records", "{1}: записей {0}"),
    "withheld records": (
        "{0} records stay here: their caveats forbid copies, and they are not public",
        "оставлено записей: {0}; снятие копий воспрещается, и они не открыты",
    ),
    "nothing found": ("nothing is found", "ничего не найдено"),
    "indexed": ("put into the index: {0}", "внесено в указатель: {0}"),
    "index behind": (
        "the index is still being made: {0} are not in it yet",
        "указатель ещё составляется, не внесено: {0}",
    ),
    "counted": ("counted: {0}", "сосчитано: {0}"),
    "counted newest": (
        "the newest {0} are counted; there are more",
        "сосчитаны последние {0}, найдено больше",
    ),
    "facet": ("by", "по чему"),
    "value": ("value", "значение"),
    "count": ("count", "число"),
    "not understood": (
        "{0} lines of the source were not understood, and are kept",
        "строк источника не понято и сохранено: {0}",
    ),
    "agrees": ("agrees", "сходится"),
    "differs": ("DIFFERS", "РАСХОДИТСЯ"),
    "nothing to compare": ("nothing to compare", "сравнить не с чем"),
    "party HOUSE": ("house", "ведомство"),
    "party UNIT": ("unit", "отдел"),
    "party FROM": ("from", "от кого"),
    "party TO": ("to", "кому"),
    "party PLACE": ("place", "место"),
    "party SIGNER": ("signed", "подпись"),
    "party TYPIST": ("typist", "машинистка"),
    "party CERTIFIER": ("certified by", "верно"),
}
