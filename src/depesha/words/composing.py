"""What a draft is, what it speaks of, and what is said of what a caveat forbids."""

from collections.abc import Mapping
from typing import Final

COMPOSING: Final[Mapping[str, tuple[str, str]]] = {
    # states of a draft
    "draft state draft": ("draft", "проект"),
    "draft state in-review": ("in review", "на визе и подписи"),
    "draft state returned": ("returned", "возвращён на доработку"),
    "draft state dropped": ("dropped", "снят"),
    "draft state registered": ("released", "подписан к отправке"),
    # what a caveat forbids
    "forbids print": ("printing", "печать"),
    "forbids pass": ("passing on", "передачу другим"),
    "forbids quote": ("quoting", "цитирование"),
    "forbids evidence": ("evidence", "выдачу доказательств"),
    "forbids json": ("JSON", "выдачу в JSON"),
    "forbids download": ("saving", "сохранение"),
    "forbids backup": ("backup", "резервную копию"),
    # fields of a sheet
    "sheet originator": ("originator", "отправитель"),
    "sheet comcen": ("communications centre", "отдел"),
    "sheet form_code": ("form", "форма"),
    "sheet document_type": ("document", "вид документа"),
    "sheet message_type": ("type", "вид телеграммы"),
    "sheet message_type_name": ("name of the exercise or project", "название учения или проекта"),
    "sheet classification": ("classification", "гриф"),
    "sheet caveats": ("caveats", "пометки"),
    "sheet captions": ("captions", "категории"),
    "sheet categories": ("categories", "ограничения"),
    "sheet privacy_mark": ("free text of the label", "отметка грифа"),
    "sheet subject": ("subject", "тема"),
    "sheet subject_codes": ("subject codes", "индексы темы"),
    "sheet language": ("language", "язык"),
    "sheet signatory": ("signature under the text", "подпись под текстом"),
    "sheet drafter": ("drafter", "исполнитель"),
    "sheet addressees": ("addressees", "адресаты"),
    "sheet other_recipients": ("by other means", "иные получатели"),
    "sheet references": ("references", "ссылки"),
    "sheet attachments": ("attachments", "приложения"),
    "sheet cover_names": ("cover names", "псевдонимы"),
    "sheet instructions": ("remarks for the reader", "указания"),
    "sheet handling": ("remarks for the operator", "указания оператору"),
    "sheet hold_until": ("hold until", "задержать до"),
    "sheet deliver_by": ("deliver by", "доставить до"),
    "sheet expires_at": ("expires", "действительна до"),
}
