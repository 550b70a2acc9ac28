"""What is said of drafts: their form, their values, their keeping."""

from collections.abc import Mapping
from typing import Final

SAID: Final[Mapping[str, str]] = {
    # the form
    "line {0}: {1}": "строка {0}: {1:said}",
    "line {0}: not UTF-8": "строка {0}: не UTF-8",
    "line {0}: the control character U+{1}": "строка {0}: управляющий знак U+{1}",
    "unknown word {0}": "неизвестное слово {0}",
    "unknown part {0}": "неизвестная часть {0}",
    "a place without an addressee after it": "место указано, а адресата за ним нет",
    "a value of this draft cannot be written as a form line": (
        "одно из значений проекта нельзя записать строкой бланка"
    ),
    "a draft of {0} bytes where at most {1} are allowed": "проект в {0} байт при наибольшем {1}",
    "there is no text": "нет текста",
    "a form line of {0} characters where at most {1} are allowed": (
        "строка бланка в {0} знаков при наибольшем {1}"
    ),
    "not a form line: it has no ':'": "это не строка бланка: в ней нет двоеточия",
    "more than {0} of {1}": "больше {0} строк {1}",
    "there is no addressee": "нет адресата",
    "{0} telegrams are quoted where at most {1} are possible": (
        "приведено телеграмм: {0}, возможно не больше {1}"
    ),
    "a text of {0} bytes where at most {1} are allowed": "текст в {0} байт при наибольшем {1}",
    "{0} stands twice": "{0:word} стоит дважды",
    "{0} {1} stands twice": "{0:word} {1} стоит дважды",
    "all words are in docs/draft.md; {0}": "все слова перечислены в docs/draft.md; {0:said}",
    "Place (Куда) stands before the To (Кому) that it belongs to": (
        "«Куда» стоит перед «Кому», к которому относится"
    ),
    "values are one line, without blanks around them": (
        "значение занимает одну строку, без пробелов по краям"
    ),
    "values are one line": "значение занимает одну строку",
    "only line ends and tabs may stand in a draft": (
        "из управляющих знаков в проекте возможны только концы строк и табуляция"
    ),
    "an empty line stands between the form lines and the text": (
        "между строками бланка и текстом стоит пустая строка"
    ),
    "add a line such as To: razuvaev@pyongyang": (
        "добавьте строку, например Кому: razuvaev@pyongyang"
    ),
    "refer to the others with 'Refers'": "на остальные сошлитесь строкой «Ссылка»",
    "save the file as UTF-8": "сохраните файл в UTF-8",
    "did you mean {0}?": "может быть, {0}?",
    "a part after ';' begins with one of: {0}": "часть после «;» начинается одним из слов: {0}",
    "there are {0}": "есть {0}",
    "one of: {0}": "одно из: {0}",
    "one of {0}": "одно из {0}",
    # values
    "not a time: {0}": "это не время: {0}",
    "2026-12-01 18:00 (this station's clock), 2026-12-01 18:00Z, or within 3h": (
        "2026-12-01 18:00 (по часам пункта), 2026-12-01 18:00Z или within 3h"
    ),
    "a passing instruction names who and through whom": "в передаче указывают, кому и через кого",
    "not a type of message: {0}": "такого вида телеграмм нет: {0}",
    "say yes or no; the number itself is given when the telegram is registered": (
        "скажите «да» или «нет»; сам номер даётся при регистрации"
    ),
    "a value of {0} characters where at most {1} are allowed": (
        "значение в {0} знаков при наибольшем {1}"
    ),
    "two addressees in one line": "два адресата в одной строке",
    "more than {0} passing instructions for one addressee": (
        "у одного адресата больше {0} указаний «через»"
    ),
    "a mark without a text": "пометка без текста",
    "another recipient without a name": "другой получатель без имени",
    "an attachment without a file": "приложение без файла",
    "not a media type: {0}": "это не тип содержимого: {0}",
    "a copy has a number and a holder": "у экземпляра есть номер и держатель",
    "not a language: {0}": "это не язык: {0}",
    "{0} stands twice for one addressee": "{0} стоит у одного адресата дважды",
    "as in: to Kim Il Sung through Razuvaev; Ким Ир Сену через Разуваева": (
        "например: Ким Ир Сену через Разуваева"
    ),
    "give each addressee a line of its own": "каждому адресату – своя строка",
    "as in: Attach: scans/map.pdf": "например: Приложение: scans/map.pdf",
    "as in: Attach: scans/map.pdf; type=application/pdf": (
        "например: Приложение: scans/map.pdf; type=application/pdf"
    ),
    "as in: 1 т. Сталину; 2 Копия": "например: 1 т. Сталину; 2 Копия",
    "a tag as in ru, en or zh-Hant": "обозначение, например ru, en или zh-Hant",
    "not a station: {0}": "это не пункт: {0}",
    "not an office: {0}": "это не должность: {0}",
    "the name {0} of an attachment {1}": "имя приложения {0} {1:word}",
    "the name {0} of an attachment has more than {1} bytes": (
        "имя приложения {0} длиннее {1} байт"
    ),
    "2 to 32 of a-z, 0-9 and '-', beginning with a letter": (
        "от 2 до 32 знаков a-z, 0-9 и «-», первая – буква"
    ),
    "name@station, as in razuvaev@pyongyang; the name 2 to 32 of a-z, 0-9, '.' and '-'": (
        "имя@пункт, например razuvaev@pyongyang; в имени от 2 до 32 знаков a-z, 0-9, «.» и «-»"
    ),
    "name@station, as in razuvaev@pyongyang, or a collective address, as in allposts": (
        "имя@пункт, например razuvaev@pyongyang, или циркулярный адрес, например allposts"
    ),
    "give it another, as in: Attach: map.pdf; name=map.pdf": "дайте другое, например map.pdf",
    "not a number of a telegram: {0}": "это не номер телеграммы: {0}",
    "not a series: {0}": "это не ряд номеров: {0}",
    "26044, moscow/26044 or moscow/1951/26044": "26044, moscow/26044 или moscow/1951/26044",
    "1 to 31 of a-z, 0-9 and '-', as in special": (
        "от 1 до 31 знака a-z, 0-9 и «-», например special"
    ),
    "not a {0} of policy {1}: {2}": "{0:word} {2} в политике {1} не значится",
    "the {0} is missing": "не указано: {0:word}",
    "not a precedence: {0}": "такой очередности нет: {0}",
    # keeping
    "the draft names {0} attachments, and other files were given with it": (
        "в проекте названо приложений: {0}, а файлы приложены другие"
    ),
    "draft {0} is at version {1}, not at {2}": "у проекта {0} уже редакция {1}, а не {2}",
    "there is no draft {0}": "проекта {0} нет",
    "draft {0} was returned to {1}": "проект {0} возвращён на доработку: {1}",
    "draft {0} was released already": "проект {0} уже подписан к отправке",
    "draft {0} was dropped": "проект {0} снят",
    "draft {0} was released: it is a telegram now, and is not handed out here": (
        "проект {0} подписан: теперь это телеграмма, и здесь она не выдаётся"
    ),
    "the draft has no attachment {0}": "приложения {0} в проекте нет",
    "edit it first": "сначала исправьте его",
    "what was released never changes; write a correction": (
        "подписанное не меняется; составьте исправление"
    ),
    "write another": "составьте другой",
    "seal the file anew": "приложите файл заново",
    "the draft has no classification": "в проекте нет грифа",
    "the time until which it is to be held is past": "срок, до которого её задержать, уже прошёл",
    "it would expire before the time until which it is held": (
        "она утратит силу раньше, чем кончится задержка"
    ),
    "there is no notice {0} at {1}": "извещения {0} в пункте {1} нет",
    "only a telegram can be quoted": "приводить можно только телеграмму",
    "there is no telegram {0} here to quote": "телеграммы {0} здесь нет, привести её нельзя",
    "{0} may not be quoted: {1}": "{0} приводить нельзя: {1}",
    "{0} is too long to be quoted": "{0} слишком длинна, чтобы её приводить",
    "a line such as 'Classification: ...'; {0} has {1}": "укажите гриф; в политике {0}: {1}",
    "take the form line 'Hold until' out, or give a later time": (
        "уберите «Задержать до» или укажите более позднее время"
    ),
    "a span, as in 'Expires: within 3d', counts from that time": (
        "промежуток, например «3 дн.», отсчитывается от этого времени"
    ),
    "refer to the notice instead": "сошлитесь на извещение",
    "refer to it instead": "сошлитесь на неё",
    "refer to what it quotes instead": "сошлитесь на то, что в ней приводится",
    "ask its originator": "запросите отправителя",
    "nobody is left of the collective address": "в циркулярном адресе никого не осталось",
    "{0} addressees where at most {1} are allowed": "адресатов {0} при наибольшем {1}",
    "{0} is no member of {1}": "{0} не входит в {1}",
    "exempt fewer members, or add a line such as To: razuvaev@pyongyang": (
        "исключите меньше членов или добавьте адресата"
    ),
    "send it as two telegrams": "пошлите двумя телеграммами",
    "the telegram has {0} bytes where at most {1} are allowed": (
        "телеграмма в {0} байт при наибольшем {1}"
    ),
    "an addressee is one office or one collective address": (
        "адресат – одна должность или один циркулярный адрес"
    ),
    "this is one line, and it has a line end in it": "здесь одна строка, а в ней есть конец строки",
    "name an office or a collective address": "назовите должность или циркулярный адрес",
    "its precedence has a field of its own": "для очередности есть своё поле",
    "take the line end out": "уберите конец строки",
    "either 'draft' or 'text' is given": "даётся или проект, или текст",
    "a form has at most {0} rows of a kind, and each row has all its parts": (
        "в бланке не больше {0} строк одного рода, и в каждой все её части"
    ),
    # attachments
    "{0} attachments where at most {1} are allowed": "приложений {0} при наибольшем {1}",
    "at most {0} files are attached": "приложить можно не больше {0} файлов",
    "pack some of them into one file": "соберите часть из них в один файл",
    "{0} has more than {1} bytes": "{0} больше {1} байт",
    "field {0} of an attachment must be {1}": "поле {0} приложения должно быть: {1}",
    "an attachment is said as the sealing of its file returned it": (
        "приложение указывают так, как его вернуло запечатывание файла"
    ),
    "no blob of {0} bytes holds {1} bytes": (
        "в запечатанном файле из {0} байт не может быть {1} байт"
    ),
    "with {0}": "с {0}",
    "{0} is the place of an attachment that the draft has, from 1": (
        "{0} – место приложения, которое есть в проекте, начиная с 1"
    ),
    "the sealed file of {0} does not lie at {1}": "запечатанного файла {0} в пункте {1} нет",
    "seal it into this home first, as depesha send does": "сначала приложите его здесь",
    # labels
    "telegrams are quoted inside telegrams more than {0} deep": (
        "телеграммы приведены одна в другой глубже {0}"
    ),
    "what is quoted is {0}, the telegram is labelled lower": (
        "у приводимого гриф {0}, а у телеграммы ниже"
    ),
    "what is quoted is marked {0}, the telegram is not": (
        "приводимое помечено {0}, а телеграмма нет"
    ),
    "the words of {0} were expunged here, and with them the categories of its label": (
        "слова {0} здесь изъяты, и с ними категории её грифа"
    ),
    "write another telegram that refers to it": "составьте другую телеграмму со ссылкой на неё",
    "label it {0} too, or refer to it instead": "дайте ей гриф {0} или только сошлитесь",
    "mark it so too, or refer to it instead": "пометьте её так же или только сошлитесь",
    "its clearance in the key book is lower": "её допуск по книге ключей ниже",
    "the label is of policy {0}, and this station labels by {1}": (
        "гриф по политике {0}, а этот пункт ставит грифы по {1}"
    ),
    "{0} must be there: the draft is another office's": (
        "{0}: подтвердите, что это Вы: проект чужой"
    ),
    "which version was looked at is not said": "не указано, какую редакцию просматривали",
    "load the page of the draft again": "откройте страницу проекта заново",
}

AT_THE_DESK: Final[Mapping[str, tuple[str, str]]] = {
    "all words are in docs/draft.md; {0}": (
        "the words are those of the form's fields; {0}",
        "слова – те же, что в полях бланка; {0:said}",
    ),
    "add a line such as To: razuvaev@pyongyang": (
        "name an office, as in razuvaev@pyongyang, or a collective address",
        "назовите должность, например razuvaev@pyongyang, или циркулярный адрес",
    ),
    "refer to the others with 'Refers'": (
        "refer to the others, and do not quote them",
        "на остальные сошлитесь, не приводя их",
    ),
    "as in: Attach: scans/map.pdf": ("choose a file", "выберите файл"),
    "as in: Attach: scans/map.pdf; type=application/pdf": (
        "as in application/pdf",
        "например application/pdf",
    ),
    "give it another, as in: Attach: map.pdf; name=map.pdf": (
        "give the file another name, as in map.pdf",
        "дайте файлу другое имя, например map.pdf",
    ),
    "a line such as 'Classification: ...'; {0} has {1}": (
        "choose one; {0} has {1}",
        "выберите гриф; в политике {0}: {1}",
    ),
    "take the form line 'Hold until' out, or give a later time": (
        "leave the hold empty, or give a later time",
        "не указывайте задержку или назовите более позднее время",
    ),
    "a span, as in 'Expires: within 3d', counts from that time": (
        "a span, as in 'within 3d', counts from that time",
        "промежуток, например «within 3d», отсчитывается от этого времени",
    ),
    "exempt fewer members, or add a line such as To: razuvaev@pyongyang": (
        "exempt fewer members, or add an addressee",
        "исключите меньше членов или добавьте адресата",
    ),
    '"depesha draft" and "depesha send" seal the files that it names': (
        "attach the files anew",
        "приложите файлы заново",
    ),
    'read it again: "depesha draft show {0}"': (
        "open draft {0} again",
        "откройте проект {0} заново",
    ),
    '"depesha draft list" lists them': ("the trays list them", "они лежат в папках"),
    '"depesha show" shows the telegram, as far as its caveats allow': (
        "it lies among what was sent",
        "она лежит среди отправленных",
    ),
    '"depesha register service" lists the service messages': (
        "the register of service messages lists them",
        "они в журнале служебных сообщений",
    ),
    '"depesha keybook show" lists the members': (
        "what it expands to is shown beside it when it is looked over",
        "его состав показан при просмотре",
    ),
    "seal it into this home first, as depesha send does": (
        "attach the file anew",
        "приложите файл заново",
    ),
    '"attachment_limit_mib" in station.toml says how many': (
        "the station's administrator sets how large an attachment may be",
        "наибольший размер приложений задаёт администратор пункта",
    ),
}
