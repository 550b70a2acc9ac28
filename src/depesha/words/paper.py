"""Captions of what is printed: the blank of Form No. 17, a modern form, answers, registers."""

from collections.abc import Mapping
from typing import Final

PAPER: Final[Mapping[str, tuple[str, str]]] = {
    # the blank
    "paper out no": ("Out. No.", "Исход. №"),
    "paper incoming no": ("In. No.", "Вход. №"),
    "paper series no": ("{0} No.", "{0} №"),
    "paper copy no": ("Copy No.", "Экз. №"),
    "paper copy again": ("copy No. {0}", "экз № {0}"),
    "paper copy long": ("COPY No. {0}", "ЭКЗЕМПЛЯР № {0}"),
    "paper hour": ("h", "час."),
    "paper minute": ("min", "мин."),
    "paper year": ("", "г."),
    "paper comrade": ("", "Тов."),
    "paper copies": ("Copies:", "Копии:"),
    "paper information": ("Info", "Для сведения"),
    "paper exempted": ("Except", "Кроме"),
    "paper whom": ("Attn", "Кому"),
    "paper precedence": ("Precedence", "Очередность"),
    "paper caveats": ("Handling", "Пометки"),
    "paper form code": ("Form {0}", "Форма {0}"),
    "paper sheet": ("sheet", "лист"),
    "paper sheet of": ("of", "из"),
    # under the text
    "paper copies made": ("{0} copies {1}", "отп. {0} экз. {1}"),
    "paper certified": ("true copy:", "верно:"),
    # the foot
    "paper issued to": ("copy No. {0}, issued to {1}", "экз. № {0}, выдан: {1}"),
    "paper printed at": ("printed {0} at {1}", "отпечатано {0}, {1}"),
    "paper printed by": ("printed {0} at {1}, {2}", "отпечатано {0}, {1}, {2}"),
    "paper printed again": ("printing No. {0}: {1}", "печать № {0}: {1}"),
    "paper verify": (
        "to check: depesha verify, with the text of the code",
        "проверка: depesha verify и текст знака",
    ),
    "paper digest": ("digest {0}", "отпечаток {0}"),
    # stamps
    "paper by many": ("{0} of {1}: {2}", "{0} из {1}: {2}"),
    # answers
    "paper answer form": ("Answer to a telegram", "Ответ на телеграмму"),
    "paper OPERATOR_ACK": ("Receipt", "Подтверждение получения"),
    "paper WILL_COMPLY": ("Acknowledgement", "Принятие к исполнению"),
    "paper HAVE_COMPLIED": ("Report of execution", "Донесение об исполнении"),
    "paper CANNOT_COMPLY": ("Report of non-compliance", "Донесение о неисполнении"),
    "paper INTERIM": ("Interim report", "Промежуточный доклад"),
    "paper to telegram": ("To telegram", "На телеграмму"),
    "paper of": ("of", "от"),
    "paper from office": ("From", "От кого"),
    "paper given at": ("Given", "Дано"),
    "paper says": ("It says", "Содержание"),
    "paper signature holds": ("SIGNATURE VERIFIED", "ПОДПИСЬ ПРОВЕРЕНА"),
    "paper signature fails": (
        "THE SIGNATURE DOES NOT HOLD: this proves nothing",
        "ПОДПИСЬ НЕВЕРНА: ничего не доказывает",
    ),
    "paper answer printed": (
        "answer {0} to {1}, printed {2} at {3}",
        "ответ {0} на {1}, отпечатано {2}, {3}",
    ),
    # the command line
    "printed into": ("copy {0} of {1} is printed: {2}", "экземпляр {0} {1} отпечатан: {2}"),
    "answer printed into": ("answer {0} to {1} is printed: {2}", "ответ {0} на {1} отпечатан: {2}"),
    # what verify says of a sheet
    "sheet whole": (
        "WHOLE: this station printed that sheet, and its ledger says the same",
        "ПОДЛИННЫЙ: лист отпечатан здесь, и журнал учёта говорит то же",
    ),
    "sheet false": (
        "FALSE: the ledger of this station says otherwise",
        "НЕ ПОДЛИННЫЙ: журнал учёта этого пункта говорит иное",
    ),
    "sheet void": (
        "VOID: this sheet is genuine, and should not be there any more",
        "НЕДЕЙСТВИТЕЛЬНЫЙ: лист подлинный, но его уже не должно быть",
    ),
    "sheet unknown": (
        "NOT KNOWN: what the code says can be checked at {0} alone",
        "НЕИЗВЕСТНО: сказанное в знаке можно проверить только в {0}",
    ),
    "sheet says": (
        "the code says: copy {0} of {1}, printed at {2} {3}, printing {4}",
        "в знаке сказано: экз. {0} {1}, отпечатан в {2} {3}, печать {4}",
    ),
    "sheet of answer": (
        "the code says: answer to {0}, printed at {1} {2}",
        "в знаке сказано: ответ на {0}, отпечатан в {1} {2}",
    ),
    "sheet held by": ("issued to {0}, {1}", "выдан: {0}, {1}"),
    "why registration": (
        "it is of another telegram than the one under that number",
        "под этим номером здесь другая телеграмма",
    ),
    "why no copy": ("there is no such copy", "такого экземпляра нет"),
    "why not printed": ("that printing is not in the journal", "такой печати в журнале нет"),
    "why another time": (
        "it was printed at another time",
        "она отпечатана в другое время",
    ),
    "why seal": (
        "text, holder or whoever printed it are not those of the ledger",
        "текст, держатель или отпечатавший не те, что в журнале",
    ),
    "why destroyed": (
        "the copy was destroyed {0} by act {1}",
        "экземпляр уничтожен {0} по акту {1}",
    ),
    "why printed again": (
        "it was printed again {0}, since this printing was spoilt: {1}",
        "он отпечатан снова {0}: эта печать испорчена ({1})",
    ),
    "why no answer": ("there is no such answer here", "такого ответа здесь нет"),
}
"""In both languages, English first."""
