"""Words for the codes that records and checks bear, in both languages."""

import re
from collections.abc import Mapping
from typing import Final

from depesha.reading_room.site import LANGUAGES

CAPTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "en": ("English", "английский"),
    "ru": ("Russian", "русский"),
    "TRANSLATION": ("Translation", "Перевод"),
    "SUMMARY": ("Summary", "Аннотация"),
    "HOUSE": ("House", "Ведомство"),
    "UNIT": ("Unit", "Отдел"),
    "FROM": ("From", "От кого"),
    "TO": ("To", "Кому"),
    "PLACE": ("Place", "Место"),
    "SIGNER": ("Signed by", "Подпись"),
    "TYPIST": ("Typist", "Машинистка"),
    "CERTIFIER": ("Certified by", "Верно"),
    "INFORMATION": ("For information", "Для сведения"),
    "RELEASER": ("Released by", "Разрешил отправку"),
    "DRAFTER": ("Drafted by", "Составил"),
    "FILED": ("Received for dispatch", "Получена для отправки"),
    "SENT": ("Sent", "Отправлена"),
    "SIGNED": ("Signed", "Подписана"),
    "TYPED": ("Typed", "Отпечатана"),
    "CONFIRM_RECEIPT": ("to confirm receipt", "подтвердить получение"),
    "REPORT_EXECUTION": ("to report execution", "доложить исполнение"),
    "NUMBER": ("number", "номер"),
    "HANDWRITTEN": ("handwritten", "от руки"),
    "STRUCK": ("struck out", "зачёркнуто"),
    "FORM_SLOT": ("printed place, empty", "графа бланка, пустая"),
    "REPEATED": ("repeated on the sheet", "повторено на листе"),
    "REFERS": ("refers to", "ссылается на"),
    "REPLIES": ("replies to", "отвечает на"),
    "REPEATS": ("repeats", "повторяет"),
    "CORRECTS": ("corrects", "исправляет"),
    "RELAYS": ("relays", "передаёт"),
    "EXECUTES": ("executes", "исполняет"),
    "ANSWERS": ("answers", "отвечает на"),
    "CANCELS": ("cancels", "аннулирует"),
    "SUPERSEDES": ("supersedes", "заменяет"),
    "QUOTES": ("quotes", "цитирует"),
    "PASSES": ("passes on", "передаёт"),
    "ROUTE_REASON": ("says why it goes this way", "причина пути"),
    "REFERS_BY": ("is referred to by", "на неё ссылается"),
    "REPLIES_BY": ("is answered by", "на неё отвечает"),
    "REPEATS_BY": ("is repeated by", "её повторяет"),
    "CORRECTS_BY": ("is corrected by", "её исправляет"),
    "RELAYS_BY": ("is relayed by", "её передаёт"),
    "EXECUTES_BY": ("is executed by", "её исполняет"),
    "person": ("Person", "Человек"),
    "series": ("Volume or site", "Том или сайт"),
    "house": ("House", "Ведомство"),
    "year": ("Year", "Год"),
    "label": ("Classification at issue", "Гриф при отправке"),
    "precedence": ("Precedence", "Очередность"),
    "language": ("Language", "Язык"),
    "place": ("Place", "Место"),
    "archive": ("Archive", "Архив"),
    "number": ("Number in the title and on the form", "Номер в заглавии и на бланке"),
    "number on sheets": ("Number on the sheets", "Номер на листах"),
    "folios": ("Leaves and sheets", "Листы дела и листы документа"),
    "copies": ("Copies typed and copies listed", "Отпечатано и перечислено экземпляров"),
    "holdings": ("Holdings and copies", "Места хранения и экземпляры"),
    "in the original": ("in the original", "в подлиннике"),
    "in the title": ("in the title", "в заглавии"),
    "in the translation": ("in the translation", "в переводе"),
    "sheets": ("sheets", "листов документа"),
    "leaves by holding": ("leaves by holding", "листов дела по местам хранения"),
    "typed": ("typed", "отпечатано"),
    "listed": ("listed", "перечислено"),
    "cited": ("cited", "указано"),
    "look like one copy": ("look like one copy", "похоже на один экземпляр"),
    "side by side as far as": ("side by side as far as", "рядом стоят первые"),
    "Russian": ("Russian", "русский"),
    "English": ("English", "английский"),
    "segments": ("Paragraphs of both languages", "Абзацы на двух языках"),
}


def caption(code: str, language: str) -> str:
    """Return the words for a code; one that has none stands for itself."""
    said = CAPTIONS.get(code)
    return said[LANGUAGES.index(language)] if said else code


_SHEET: Final = re.compile(r"sheet (\d+)")


def joined_caption(body: str, language: str) -> str:
    """Return what is said of a word that stands on two sheets: an importer says `sheet 2`."""
    found = _SHEET.fullmatch(body)
    if found is None:
        return body
    return f"{('sheet', 'лист')[LANGUAGES.index(language)]} {found[1]}"


# -- parts of a record, as a release names what it keeps back -------------------------------------

PARTS: Final[Mapping[str, tuple[str, str]]] = {
    "TEXT": ("text", "текст"),
    "TRANSLATION": ("translation", "перевод"),
    "PARTY": ("names", "имена"),
    "EVENT": ("times", "время"),
    "MARK": ("marks", "пометы"),
    "TITLE": ("title", "заглавие"),
    "SUMMARY": ("summary", "аннотация"),
    "HOLDING": ("holdings", "место хранения"),
    "CAPTION": ("captions", "особые отметки"),
    "OBLIGATION": ("what is asked", "что требуется"),
    "COPY": ("holders of copies", "держатели экземпляров"),
    "NUMBER": ("number", "номер"),
    "SPECIAL": ("special number", "специальный номер"),
    "LABEL": ("classification", "гриф"),
    "CAVEAT": ("caveats", "ограничения"),
    "PRECEDENCE": ("precedence", "очередность"),
    "FORM": ("form", "форма"),
    "TYPE": ("kind of document", "вид документа"),
    "NOTE": ("notes", "примечания"),
    "CITATION": ("citation", "ссылка"),
    "ADDRESS": ("address", "адрес"),
    "SOURCE": ("source", "источник"),
    "AUTHOR": ("author", "автор"),
    "CONTENTS": ("contents", "состав"),
    "PUBLISHED": ("date of publication", "дата публикации"),
    "MADE": ("copies typed", "отпечатано экземпляров"),
    "SUBJECT": ("subject", "тема"),
    "REFERENCE": ("references", "ссылки на телеграммы"),
    "QUOTATION": ("quotations", "цитаты"),
    "QUOTED": ("who is quoted", "кого цитируют"),
    "ATTACHMENT": ("attachments", "приложения"),
    "SERIES": ("further numbers", "другие номера"),
    "FORMMARK": ("marks of the form", "отметки на бланке"),
    "COVER": ("text", "текст"),
    "MESSAGE": ("type of message", "вид сообщения"),
    "REMARK": ("remarks", "указания"),
}

FIELDS: Final[Mapping[str, str]] = {
    "telegram.parties": "PARTY",
    "telegram.events": "EVENT",
    "telegram.obligations": "OBLIGATION",
    "telegram.captions": "CAPTION",
    "telegram.caveats": "CAVEAT",
    "telegram.outgoing_number": "NUMBER",
    "telegram.special_number": "SPECIAL",
    "telegram.classification_text": "LABEL",
    "telegram.precedence_text": "PRECEDENCE",
    "telegram.form_code": "FORM",
    "telegram.document_type": "TYPE",
    "telegram.texts": "TEXT",
    "telegram.copies_made": "MADE",
    "telegram.subject": "SUBJECT",
    "telegram.references": "REFERENCE",
    "telegram.quotations": "QUOTATION",
    "telegram.attachments": "ATTACHMENT",
    "telegram.numbers": "SERIES",
    "telegram.marks": "FORMMARK",
    "telegram.cover_names": "COVER",
    "telegram.message_type": "MESSAGE",
    "telegram.remarks": "REMARK",
    "copies": "COPY",
    "copies.marks": "MARK",
    "holdings": "HOLDING",
    "publication.title": "TITLE",
    "publication.summary": "SUMMARY",
    "publication.citation": "CITATION",
    "publication.permalink": "ADDRESS",
    "publication.contents": "CONTENTS",
    "publication.date": "PUBLISHED",
}
"""Fields of a record, as a list of what changed names them, by the part that they are of."""


def part_caption(code: str, language: str) -> str:
    """Return the words for a part of a record."""
    said = PARTS.get(code)
    return said[LANGUAGES.index(language)] if said else code


def field_caption(name: str, language: str) -> str:
    """Return the words for a field that changed; of one that has none, those of what it is in."""
    code = FIELDS.get(name) or FIELDS.get(name.partition(".")[0])
    return part_caption(code, language) if code else name
