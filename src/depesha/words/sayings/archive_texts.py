"""What is said of writing on a record, and of making it public at the desk."""

from collections.abc import Mapping
from typing import Final

SAID: Final[Mapping[str, str]] = {
    "a record has at most {0} texts": "у записи не больше {0} текстов",
    "an empty line parts paragraphs, and … alone stands for none": (
        "абзацы разделяет пустая строка, а вместо ненаписанного стоит …"
    ),
    'as in "en", "ru", "zh-Hant"': "например «en», «ru», «zh-Hant»",
    "correct the text as it is read": "исправьте текст, как он читается",
    "go on with that one, or say another author": "продолжите его или назовите другого автора",
    "nothing is changed": "ничего не изменено",
    "nothing is written": "ничего не написано",
    "the original has {0} paragraphs, and this has {1}": "в подлиннике абзацев {0}, а здесь {1}",
    "the record has no such text {0}": "текста {0} у записи нет",
    "there is such a text by that author in that language": (
        "такой текст этого автора на этом языке уже есть"
    ),
    "what was typed stays as it was typed": "отпечатанное остаётся, как отпечатано",
    "name the author: --author WHO": "назовите автора: --author КТО",
    "who wrote it is said in 1 to {0} characters": "автор называется, от 1 до {0} знаков",
    "it is edited at the desk": "его правят на рабочем столе",
    "paragraph {0} has an empty line in it": "в абзаце {0} есть пустая строка",
    "look at the newest, and write on that": "посмотрите новейшую и пишите по ней",
    "record {0} is edition {1}, and there is {2}": "запись {0} – редакция {1}, а есть {2}",
    "say why it is written": "скажите, почему это написано",
    "this very edition was there before": "такая редакция уже была",
    "not a kind of text that is written: {0}": "такого текста не пишут: {0}",
    "record {0} has no such citation": "такой ссылки у записи {0} нет",
    "at most {0} places are kept back by one decision": "одним решением изымают не больше {0} мест",
    "by which code is kept back what stands at {0}": "по какому коду изъято {0}, не сказано",
    "choose a code, or write it behind the place: 3:10-42=CODE": (
        "выберите код или впишите его за местом: 3:10-42=КОД"
    ),
    "record {0} has no text {1} that is written": "у записи {0} нет текста {1}, который пишут",
    "record {0} is no edition of record {1}": "запись {0} не редакция записи {1}",
    "no such text is written: {0}": "такой текст не пишут: {0}",
}

AT_THE_DESK: Final[Mapping[str, tuple[str, str]]] = {
    "name the author: --author WHO": ("name the author", "назовите автора"),
}
