"""What is said of copies, of sheets of paper, and of what a caveat forbids."""

from collections.abc import Mapping
from typing import Final

SAID: Final[Mapping[str, str]] = {
    "there is no copy {0} of {1}": "экземпляра № {0} у {1} нет",
    "{0}: {1} forbids it: {2}": "{0}: {1} этого не допускает: {2:said}",
    "{0}: {1} forbids {2}": "{0}: {1} не допускает: {2:word}",
    "{0}: {1} forbids it: {2} of {3} copies are made": (
        "{0}: {1} этого не допускает: снято экземпляров {2} из {3}"
    ),
    "no answer to it is printed": "ответы на неё не печатают",
    "that answer was printed": "этот ответ уже напечатан",
    "it may be read on the screen, and nothing else": "её можно только читать с экрана",
    "the copies of a telegram are numbered from 1 on, without gaps": (
        "экземпляры нумеруют подряд, начиная с 1"
    ),
    "the copy would have to be back already": "экземпляр должен был бы уже вернуться",
    "whoever destroys a copy is not the witness of it": (
        "кто уничтожает экземпляр, тот не свидетель"
    ),
    "copy {0} of {1} is destroyed": "экземпляр № {0} {1} уничтожен",
    "copy {0} of {1} is certified already": "экземпляр № {0} {1} уже заверен",
    "{0} does not keep the copies ledger": "{0} не ведёт учёт экземпляров",
    "copy {0} is {1}": "экземпляр № {0}: {1:word}",
    "{0} has {1} copies, and more are not kept account of": (
        "у {0} экземпляров {1}, больше на учёт не берут"
    ),
    "copies are those that the draft lists": "экземпляры – те, что перечислены в проекте",
    "as in: Copies: 1 т. Сталину; 2 Копия": "например: 1 т. Сталину; 2 Копия",
    "name a time that is to come": "назовите будущее время",
    "a registrar does": "его ведёт регистратор",
    "it would have to be {0}": "он должен быть: {0:word}",
    "not a state of a copy: {0}": "у экземпляра нет состояния {0}",
    "at is a time in UTC milliseconds": "время дают в миллисекундах UTC",
    "field {0} has 1 to {1} characters": "в поле {0:word} от 1 до {1} знаков",
    "nothing of the kind is done with a copy": "с экземпляром такого не делают",
    "the ledger lists the copies that there are": "имеющиеся экземпляры – в учёте",
    # printing
    "copy {0} of {1} was printed: a number is on one sheet": (
        "экземпляр № {0} {1} уже напечатан: один номер – один лист"
    ),
    "there is no such answer to {0}": "такого ответа на {0} нет",
    "copy {0} of {1} was not printed yet": "экземпляр № {0} {1} ещё не печатали",
    "{0}: a spoilt sheet is destroyed before a witness": (
        "{0}: испорченный лист уничтожают при свидетеле"
    ),
    "whoever prints a copy is not the witness of it": "кто печатает экземпляр, тот не свидетель",
    "no copy of it is printed": "экземпляров её не печатают",
    "copy {0} of {1} was not printed: its words are not handed out": (
        "экземпляр № {0} {1} не печатали: слова не выдаются"
    ),
    "copy {0} of {1} was printed more than an hour ago: its words are not handed out": (
        "экземпляр № {0} {1} напечатан больше часа назад: слова не выдаются"
    ),
    "the answer was not printed: its words are not handed out": (
        "ответ не печатали: слова не выдаются"
    ),
    "the answer was printed more than an hour ago: its words are not handed out": (
        "ответ напечатан больше часа назад: слова не выдаются"
    ),
    "a sheet's code is shorter": "код на листе короче",
    "give the text that the code holds, and nothing else": ("дайте текст из кода и ничего больше"),
    "it has {0} lines, and at most {1} are set in type at once": (
        "в нём {0} строк, а набирается за раз не больше {1}"
    ),
    "it has {0} bytes, and at most {1} are set in type at once": (
        "в нём {0} байт, а набирается за раз не больше {1}"
    ),
    "the typesetter does not take this sheet": "набор этого листа не получился",
    "print a shorter period": "напечатайте меньший срок",
    "of a register: print a shorter period": "если это журнал, напечатайте меньший срок",
    "that is a mistake of this program": "это ошибка программы",
    "a sheet of version {0} is not known here": "лист версии {0} здесь неизвестен",
    "this is not the text of a sheet's code": "это не текст кода с листа",
    "the code of this sheet is not in its one spelling": "код этого листа записан не так, как надо",
    "the code of this sheet holds no time that a calendar has": (
        "в коде этого листа время, которого нет в календаре"
    ),
    "ask the station that printed it, or take a newer depesha": (
        "спросите пункт, где он напечатан, или возьмите новую версию программы"
    ),
    "give all of what the code holds, in quotes": "дайте весь текст кода",
    "which copy is to be printed is not said": "не сказано, какой экземпляр печатать",
    "choose one of them": "выберите один из них",
    "{0} was printed by {1}: its words are handed out to that office alone": (
        "{0} печатала {1}: текст выдают только ей"
    ),
    'if that sheet never came out, "depesha print --again" says why': (
        'если лист не вышел, напечатайте его ещё раз: "depesha print --again"'
    ),
    "this sheet was handed out already: a printing is one sheet": (
        "этот лист уже выдан: одна печать – один лист"
    ),
    "if it is spoilt or never came out, print it again: say why": (
        "если лист испорчен или не вышел, напечатайте его ещё раз и укажите причину"
    ),
}

AT_THE_DESK: Final[Mapping[str, tuple[str, str]]] = {
    '"depesha copies {0}" lists them': (
        "its ledger of copies lists them",
        "они перечислены в учёте экземпляров",
    ),
    '"depesha copies {0}" shows the ledger': (
        "see its ledger of copies",
        "смотрите учёт экземпляров",
    ),
    "name another person with --witness": ("name another person", "назовите другое лицо"),
    "name him with --witness": ("name the witness", "назовите свидетеля"),
    "if that sheet is spoilt or never came out, say why with --again": (
        "if that sheet is spoilt or never came out, say why",
        "если лист испорчен или не вышел, укажите причину",
    ),
    "print it without --again": (
        "print it as the first time",
        "печатайте как в первый раз",
    ),
    '"depesha show {0}" shows the answers': (
        "the answers stand on its sheet",
        "ответы – на её листе",
    ),
    '"depesha print" writes it down first, and hands them out then': (
        "print it: that is written down first",
        "напечатайте её: это сначала заносится в журнал",
    ),
    "give all of what the code holds, in quotes": (
        "give all of what the code holds",
        "дайте весь текст кода",
    ),
    'if that sheet never came out, "depesha print --again" says why': (
        "if that sheet never came out, print it again and say why",
        "если лист не вышел, напечатайте его ещё раз и укажите причину",
    ),
}
