"""What a draft is, what it speaks of, and what is said of what a caveat forbids."""

from collections.abc import Mapping
from typing import Final

COMPOSING: Final[Mapping[str, tuple[str, str]]] = {
    # states of a draft
    "Draft state draft": ("draft", "проект"),
    "Draft state in-review": ("in review", "на визе и подписи"),
    "Draft state returned": ("returned", "возвращён на доработку"),
    "Draft state dropped": ("dropped", "снят"),
    "Draft state registered": ("released", "подписан к отправке"),
    # what a caveat forbids
    "Forbids print": ("printing", "печать"),
    "Forbids pass": ("passing on", "передачу другим"),
    "Forbids quote": ("quoting", "цитирование"),
    "Forbids evidence": ("evidence", "выдачу доказательств"),
    "Forbids json": ("export as data", "вывод в виде данных"),
    "Forbids download": ("saving", "сохранение"),
    "Forbids backup": ("backup", "резервную копию"),
    # fields of a sheet
    "Sheet originator": ("originator", "отправитель"),
    "Sheet comcen": ("communications centre", "отдел"),
    "Sheet form_code": ("form", "форма"),
    "Sheet document_type": ("document", "вид документа"),
    "Sheet message_type": ("type", "вид телеграммы"),
    "Sheet message_type_name": ("name of the exercise or project", "название учения или проекта"),
    "Sheet classification": ("classification", "гриф"),
    "Sheet caveats": ("caveats", "пометки"),
    "Sheet captions": ("captions", "категории"),
    "Sheet categories": ("categories", "ограничения"),
    "Sheet privacy_mark": ("free text of the label", "отметка грифа"),
    "Sheet subject": ("subject", "тема"),
    "Sheet subject_codes": ("subject codes", "индексы темы"),
    "Sheet language": ("language", "язык"),
    "Sheet signatory": ("signature under the text", "подпись под текстом"),
    "Sheet drafter": ("drafter", "исполнитель"),
    "Sheet addressees": ("addressees", "адресаты"),
    "Sheet other_recipients": ("by other means", "иные получатели"),
    "Sheet references": ("references", "ссылки"),
    "Sheet attachments": ("attachments", "приложения"),
    "Sheet quotations": ("quotations", "цитаты"),
    "Sheet series": ("further series", "другие серии номеров"),
    "Sheet marks": ("marks and other numbers", "пометы и другие номера"),
    "Sheet copies": ("copies and their holders", "экземпляры и их получатели"),
    "Sheet cover_names": ("cover names", "псевдонимы"),
    "Sheet instructions": ("remarks for the reader", "указания"),
    "Sheet handling": ("remarks for the operator", "указания оператору"),
    "Sheet hold_until": ("hold until", "задержать до"),
    "Sheet deliver_by": ("deliver by", "доставить до"),
    "Sheet expires_at": ("expires", "действительна до"),
}
