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
    "nothing found": ("nothing is found", "ничего не найдено"),
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
