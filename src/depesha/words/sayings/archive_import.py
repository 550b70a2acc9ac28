"""What is said of files that are taken into the archive, and of why they are not."""

from collections.abc import Mapping
from typing import Final

SAID: Final[Mapping[str, str]] = {
    # why a document of a file is no record
    "neither a record nor a telegram of a volume": "ни запись, ни телеграмма из тома",
    "it has no head": "у него нет заголовка",
    "longer than {0} bytes": "длиннее {0} байт",
    "longer than {0} letters": "длиннее {0} знаков",
    "more than {0} elements": "элементов больше {0}",
    "more than {0} values and commas in one line": ("значений и запятых в одной строке больше {0}"),
    "not UTF-8 at byte {0}": "не UTF-8 в байте {0}",
    "not JSON at character {0}": "не JSON в знаке {0}",
    "a number or a list in it is beyond reading": "число или перечень в нём за пределами читаемого",
    "{0}: a list is wanted": "{0}: нужен перечень",
    "{0}: fields are wanted": "{0:word}: нужны поля",
    "{0}: it is missing": "{0}: этого поля нет, а оно нужно",
    "{0}: it is one of {1}": "{0}: это одно из {1}",
    "{0}: there is no such field": "{0}: такого поля не бывает",
    "{0}: {1} is wanted": "{0}: нужно другое: {1:word}",
    "the record that is there says something else in {0}": "в имеющейся записи иначе сказано: {0}",
    # why a file is not read
    "make UTF-8 of it first: iconv -f UTF-16 -t UTF-8 FILE": (
        "сначала переведите его в UTF-8: iconv -f UTF-16 -t UTF-8 FILE"
    ),
    "unpack it first: gunzip -k FILE": "сначала распакуйте: gunzip -k FILE",
    "unpack it first: bunzip2 -k FILE": "сначала распакуйте: bunzip2 -k FILE",
    "unpack it first: unxz -k FILE": "сначала распакуйте: unxz -k FILE",
    "unpack it first: unzstd FILE": "сначала распакуйте: unzstd FILE",
    "unpack it first, and import what is in it": "сначала распакуйте и введите то, что внутри",
    "import the text of it, as a page": "введите его текст как страницу",
    "put it beside its record: depesha archive scan RECORD FILE --sheet N": (
        "приложите к записи: depesha archive scan ЗАПИСЬ ФАЙЛ --sheet N"
    ),
    "a shelf is opened by 'depesha archive serve'": "полку открывает 'depesha archive serve'",
    "the file is UTF-16": "файл в UTF-16",
    "the file is {0}": "файл – {0:word}",
    "a tag or comment of more than {0} bytes": "тег или примечание длиннее {0} байт",
    "a volume has no need of one; take it out": "тому оно не нужно; уберите его",
    "as UTF-8 it is read: iconv -t UTF-8": "в UTF-8 он читается: iconv -t UTF-8",
    "elements within {0} others": "элементы вложены глубже {0}",
    "its encoding is not known": "кодировка неизвестна",
    "not XML: {0}, line {1}": "не XML: {0}, строка {1}",
    "the documents before that are whole": "документы до этого места целы",
    "the file has a DTD": "в файле есть определение DTD",
    "whose keys it is made with is not shown": "чьими ключами заверено, не показано",
    "it has no table of a ZIP file at its end": "в конце нет оглавления ZIP",
    "its table has more than {0} bytes": "в оглавлении больше {0} байт",
    "there are more than {0} files": "файлов больше {0}",
    "{0} cannot be read": "{0} не читается",
    "{0} cannot be unpacked": "{0} не распаковывается",
    "{0} is missing": "нет файла {0}",
    "{0} is no plain file": "{0} – не простой файл",
    "{0} is there twice": "{0} встречается дважды",
    "{0} has another size": "у {0} другая длина",
    "ask again later": "повторите позже",
    "make room and ask again; nothing was lost": (
        "освободите место и повторите; ничего не пропало"
    ),
    "the disk does not take what is handed in": "диск не принимает переданное",
    "the disk has no room for what is handed in": "на диске нет места для переданного",
    "piece {0} of what was laid down does not open": (
        "часть {0} отложенного на диск не открывается"
    ),
    "what was sent is no form with files": "присланное – не форма с файлами",
    "a classification is a level of the policy, as a number": (
        "ступень допуска – число, как в политике"
    ),
    "choose a file, or put in the text of a page": "выберите файл или вставьте текст страницы",
    "choose one of those that the form has": "выберите из тех, что есть в форме",
    "the archive shows what was entered": "что внесено, показывает архив",
    "there is no such import here, or no longer": "такого ввода здесь нет или уже нет",
    "there is nothing to take in": "вводить нечего",
    "why they differ is said in at most {0} characters": (
        "чем отличаются, говорят не длиннее {0} знаков"
    ),
    "another import is under way at this station": "на станции уже идёт другой ввод записей",
    "another office waits for its turn to take records in": (
        "очереди на ввод записей ждёт другая должность"
    ),
    "wait some minutes; one goes on at a time": "подождите несколько минут: вводят по очереди",
    "what is sent comes too slowly": "присылаемое приходит слишком медленно",
    "send less at once, or use the command": "отправьте меньше за раз или вводите командой",
    "wait until it has ended; one goes on at a time": (
        "дождитесь, пока он кончится: вводят по очереди"
    ),
    "give the files again: what is there is passed over": (
        "дайте файлы ещё раз: что уже внесено, пропускается"
    ),
    "the import was stopped": "ввод остановлен",
    "the session ended": "сеанс кончился",
    "the station stopped": "станция остановилась",
    "send it again": "отправьте ещё раз",
    "send it in several, or use the command": "отправьте по частям или вводите командой",
    "what was sent ends in the middle": "присланное обрывается на середине",
    "a form has at most {0} files": "в форме не больше {0} файлов",
    "a form has at most {0} fields": "в форме не больше {0} полей",
    "a form has at most {0} bytes in a field": "в поле формы не больше {0} байт",
    "a form has at most {0} bytes in its fields": "в полях формы вместе не больше {0} байт",
    "a form has at most {0} bytes a file": "файл формы не больше {0} байт",
}

AT_THE_DESK: Final[Mapping[str, tuple[str, str]]] = {
    "put it beside its record: depesha archive scan RECORD FILE --sheet N": (
        "put it beside its record, by command",
        "приложите к записи командой",
    ),
    "a shelf is opened by 'depesha archive serve'": (
        "a shelf is for the reading room",
        "полка – для читального зала",
    ),
}
