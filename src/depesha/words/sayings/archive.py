"""What is said of the archive: its records, their release, their pages."""

from collections.abc import Mapping
from typing import Final

SAID: Final[Mapping[str, str]] = {
    "{0} does not keep the archive": "{0} архива не ведёт",
    "{0} is not cleared for what it would enter": "у {0} нет допуска к тому, что вносится",
    "{0} is here for whoever is cleared for {1}": "{0} здесь для тех, у кого допуск {1}",
    "enter it as another source": "внесите как другой источник",
    "an order enters 1 to {0} records": "за раз вносят от 1 до {0} записей",
    "there is no record {0} in the archive": "записи {0} в архиве нет",
    "which records is not said": "не сказано, какие записи",
    "name what they came in, or how their sources begin": (
        "назовите, в чём они поступили или как начинаются их источники"
    ),
    "who decided, by what authority and on which day is not said": (
        "не сказано, кто решил, по какому праву и в какой день"
    ),
    "an archivist does": "его ведёт архивариус",
    "the record has no holding {0}": "места хранения {0} у записи нет",
    "it cites {0}": "их указано {0}",
    "the record has no text": "у записи нет текста",
    "the record has nothing at {0}": "у записи нет места {0}",
    "letters count from 0 in the text as it is read; the others from 1": (
        "буквы считают с 0, по тексту как он читается; остальное с 1"
    ),
    'keep that back too, or look at it and say "--despite-traces"': (
        'изымите и это или просмотрите и скажите "--despite-traces"'
    ),
    'as in "3:10-42=3.3(b)(1)/the board" or "party 2=1.4(a)/the board"': (
        'например "3:10-42=3.3(b)(1)/комиссия" или "party 2=1.4(a)/комиссия"'
    ),
    "field {0} has at most {1} characters": "в поле {0} не больше {1} знаков",
    "the policy has no code {0}": "кода {0} в политике нет",
    "it has {0}": "в ней есть {0}",
    "what is kept back seems to stand there still: {0}": "изъятое, похоже, ещё стоит здесь: {0}",
    "a scan has at most {0} bytes": "в скане не больше {0} байт",
    "make it smaller: grey, 300 dots an inch, as JPEG": (
        "уменьшите его: серый, 300 точек на дюйм, JPEG"
    ),
    "a scan is a PNG or JPEG that says its size": "скан – это PNG или JPEG с размером",
    "sheets are numbered from 1 to {0}": "листы нумеруют с 1 до {0}",
    "there is a cover name that is spelled so": "такой псевдоним уже есть",
    '"depesha archive cover amend" says who may know it': (
        'кому его знать, говорит "depesha archive cover amend"'
    ),
    "the authority of names has that as another form of a name, for everybody": (
        "в списке имён это другая форма чьего-то имени, и её видят все"
    ),
    '"depesha archive name add" states that name without it': (
        'внесите это имя без неё: "depesha archive name add"'
    ),
    "whom it meant is said here": "здесь сказано, кто под ним скрыт",
    '"depesha archive cover withdraw" comes first': (
        'сначала отзовите это: "depesha archive cover withdraw"'
    ),
    "a cover name is no other form of a name: everybody would find by it": (
        "псевдоним – не другая форма имени: по ней искали бы все"
    ),
    '"depesha archive cover identify" says whom it meant, to whom': (
        'кто под ним скрыт и кому это знать, говорит "depesha archive cover identify"'
    ),
    "{0} is still to come": "{0} ещё не наступило",
    "name the day on which it was decided": "назовите день решения",
    "it is declassified, and does not stay what it is not": (
        "гриф снят, и остаться под ним она не может"
    ),
    '"depesha archive release --redact" keeps something of it back': (
        'часть её изымает "depesha archive release --redact"'
    ),
    "a scan is a PNG or JPEG": "скан – это PNG или JPEG",
    "the picture is not whole, or holds something beside it": (
        "изображение неполное, или рядом с ним есть что-то ещё"
    ),
    "the lines of a picture have at most {0} bytes": "в строках изображения не больше {0} байт",
    "save it again from the scanner's program": "сохраните его заново из программы сканера",
    "that scan of sheet {0} is there already": "такой скан листа {0} уже есть",
    "of sheet {0} there is no such scan": "такого скана листа {0} нет",
    '"depesha archive show" lists them': 'их перечисляет "depesha archive show"',
    "the scan of sheet {0} is public": "скан листа {0} открыт",
    '"depesha archive withdraw" comes first, or a release without it': (
        "сначала снимите открытие (depesha archive withdraw) или откройте без него"
    ),
    "a file is put there, or one that is there is taken back": (
        "либо добавляют файл, либо снимают тот, что есть"
    ),
    "{0} exists already, and is no shelf": "{0} уже есть, и это не полка",
    "move it away: a shelf is made there, then put in its place": (
        "перенесите его: полка составляется там, затем ставится на место"
    ),
    "{0} is no copy of a reading room": "{0} – не копия читального зала",
    "name a folder that is empty or not there yet": "назовите пустую папку или такую, которой нет",
    "another reading room is made in {0}": "в {0} сейчас делается другой читальный зал",
    "ask again when it is done": "повторите, когда он будет готов",
    "something was decided about a record while the shelf was made": (
        "пока делалась полка, о записи было принято решение"
    ),
    "publish again: the shelf that was there still stands": (
        "опубликуйте снова: прежняя полка на месте"
    ),
    "the record has no scans": "у записи нет сканов",
    '"depesha archive scan" puts one beside it': 'их добавляет "depesha archive scan"',
    "of sheet {0} there is no scan without what is kept back": (
        "у листа {0} нет скана без того, что изымается"
    ),
    "give one that was made for the public, or release without scans": (
        "добавьте скан, сделанный для открытия, или откройте без сканов"
    ),
    "there is no such scan that is public": "такого открытого скана нет",
    "there is no such scan": "такого скана нет",
    "why it is withdrawn is not said": "не сказано, почему запись изымается",
    "the public is told: say it without what is withdrawn": (
        "это прочтут все: скажите без того, что изымается"
    ),
    "nothing of record {0} is public": "из записи {0} ничего не открыто",
    "not a page of an archive: it has no record, or no text below it": (
        "это не архивная страница: нет записи или текста под ней"
    ),
    "iconv -t UTF-8 makes it so": "её переводит iconv -t UTF-8",
    "record {0} was expunged before": "запись {0} уже уничтожена",
    '"depesha expunge {0} REASON" destroys both': (
        '"depesha expunge {0} ПРИЧИНА" уничтожает то и другое'
    ),
    "{0} may not expunge records": "{0} не вправе уничтожать записи",
    "{0} is a telegram's reference: its record is made by filing it": (
        "{0} – номер телеграммы: запись под ним делает только сдача в архив"
    ),
    'what comes from elsewhere is entered as "{0}{1}"': 'взятое извне вносят как "{0}{1}"',
    "the caveats of record {0} forbid copies, and it is not public": (
        "пометы записи {0} воспрещают снятие копий, и она не открыта"
    ),
    "the caveats of record {0} forbid copies, and it is public in part alone": (
        "пометы записи {0} воспрещают снятие копий, и она открыта лишь частично"
    ),
    "what is public of it is taken from the reading room": (
        "открытую часть берут в читальном зале"
    ),
    "{0} is to go out and to be kept back": "{0} названо и к открытию, и к изъятию",
    "name it for the one or for the other": "назовите его для одного или для другого",
    '"depesha archive release" makes it public': 'её открывает "depesha archive release"',
    "the words of {0} are kept here beside its record": (
        "слова {0} хранятся здесь и помимо записи"
    ),
    "that is for an archivist or a registrar": "это дело архивариуса или регистратора",
    "a page has at most {0} bytes": "на странице не больше {0} байт",
    "the page is not UTF-8": "страница не в UTF-8",
    "the page as text: headings, the original, the translation": (
        "страница текстом: заголовки, подлинник, перевод"
    ),
    "not a day, month or year: {0}": "это не день, месяц или год: {0}",
    "as in 1951-11-21, 1951-11 or 1951": "например 1951-11-21, 1951-11 или 1951",
    "a question to the archive has at most {0} characters": (
        "запрос к архиву – не больше {0} знаков"
    ),
    "{0} is a whole number": "{0} – целое число",
    "there is no {0} to find": "{0} не ищут",
    "what is not to stand there is said, and not what is": (
        "сказано, чего там быть не должно, и не сказано, что должно"
    ),
    "name a word that is to stand there too": "назовите и слово, которое там должно быть",
    "field 'batch' has 1 to {0} characters": "в названии пачки от 1 до {0} знаков",
    "field 'records' is a list of at least one record in base64": (
        "записи – перечень хотя бы из одной, в base64"
    ),
    "field 'records' is a list of records in base64": "записи – перечень, в base64",
    "not a redaction: {0}": "это не изъятие: {0}",
    "not a note: {0}": "это не примечание: {0}",
    'as in "note 3.1": the text, and which of its notes': (
        'например "note 3.1": текст и которое из его примечаний'
    ),
    "{0} says that a cover name stands there, which is never public": (
        "{0} говорит, что там псевдоним; это не открывают никогда"
    ),
    "{0} has more than {1} letters, and does not go out by itself": (
        "в {0} больше {1} знаков, само по себе оно не выходит"
    ),
    "release an edition in which it asks for no clearance": (
        "откройте издание, в котором оно не требует допуска"
    ),
    "{0} says whom a cover name meant, and that is not named": (
        "{0} говорит, кто стоит за псевдонимом, а это не названо"
    ),
    'name the identification as well; "depesha archive cover list" lists them': (
        'назовите и раскрытие; их перечисляет "depesha archive cover list"'
    ),
    "it is filed there already: {0}": "там она уже в деле: {0}",
    "another copy has another number, a move another place": (
        "у другого экземпляра другой номер, при передаче – другое место"
    ),
    "that copy lies in {0}": "этот экземпляр лежит в {0}",
    "say since when it lies here with --since, or which copy it is": (
        "скажите --since, с какого времени он здесь, или какой это экземпляр"
    ),
    "there is nothing found {0} to go on behind": "за {0} продолжать нечего: такого не найдено",
    "ask anew, from the newest on": "спросите заново, с новейших",
    "a record has at most {0} MiB, and this has {1}": "в записи не больше {0} МиБ, а здесь {1}",
    "part it, and take the parts in as records of their own": (
        "разделите её и внесите части отдельными записями"
    ),
    "nothing is merged: look at both, and correct the record by its next edition": (
        "ничего не слито: сверьте обе и исправьте запись её следующей редакцией"
    ),
    "{0} is not filed here": "{0} здесь не в деле",
    "record {0} is public": "запись {0} открыта",
    'withdraw it first: "depesha archive withdraw {0}"': (
        'сначала закройте её: "depesha archive withdraw {0}"'
    ),
    '"depesha archive file" files it': 'подшивает "depesha archive file"',
    "say why it is taken out of the archive": "скажите, почему её изымают из архива",
    "that it was filed stays with its line": "что она была в деле, остаётся при её строке",
    "its filing was taken back: {0}": "сдача в архив отменена: {0}",
    "more than {0} documents are quoted": "приведено больше {0} документов",
    "{0} is still open: {1} has still to answer": "{0} ещё открыта: ждут ответа {1}",
    "close it first, or file it though it is open with --open": (
        "сначала закройте её или подшейте открытой: --open"
    ),
    "an archive has 1 to {0} characters, a part of its shelf mark {1}": (
        "в названии архива от 1 до {0} знаков, в части шифра – до {1}"
    ),
    "a shelf mark names a fond and a delo": "в шифре есть фонд и дело",
    "as in --fond 059а --opis 5а --delo 5": "например --fond 059а --opis 5а --delo 5",
    "there are no leaves {0}-{1}": "листов {0}-{1} нет",
    "as in 67-68, or 67": "например 67-68 или 67",
    "there is nothing left to file; its line and proofs stay": (
        "подшивать нечего; строка и доказательства остаются"
    ),
    "{0} may not have the index made anew": "{0} не вправе составлять указатель заново",
    "an archivist or an administrator may": "это может архивист или администратор",
    "the record of {0} has {1} proofs, and can have no more": (
        "в записи {0} доказательств: {1}, больше не помещается"
    ),
    "a record has at most {0}; nothing was entered": ("в записи не больше {0}; ничего не внесено"),
    "that record of {0} is in the archive already": "эта запись о {0} в архиве уже есть",
    '"depesha archive show" shows it': 'её показывает "depesha archive show"',
    "what is declassified has no category, and no day on which it is looked at again": (
        "у рассекреченного нет ни основания, ни срока пересмотра"
    ),
    "what is still kept back of it is said by a release": (
        "что из него ещё изъято, говорит решение об открытии"
    ),
    "what stays classified is exempt by a category, and is looked at again on a day": (
        "у того, что остаётся секретным, есть основание и срок пересмотра"
    ),
    "as in --category 25X1 --next 2002-11-21": "например --category 25X1 --next 2002-11-21",
    "{0} is not to come": "{0} уже не впереди",
    "name the day on which it is looked at again": "назовите день пересмотра",
    "not leaves: {0}": "это не листы: {0}",
    "not a number of a copy: {0}": "это не номер экземпляра: {0}",
    "as in 2": "например 2",
    "not a decision: {0}": "это не решение: {0}",
    "keep or declassify": "оставить или рассекретить: keep, declassify",
    "'after' is the 'last' of the answer before": "after – это last прежнего ответа",
    "there is no such record": "такой записи нет",
    "there is no such cover name": "такого псевдонима нет",
    "several cover names are spelled so": "так пишутся несколько псевдонимов",
    "name it by its id": "назовите номер",
    "there is no such identification": "такого раскрытия нет",
    "a time begins and ends on a day, in a month or in a year": (
        "срок начинается и кончается днём, месяцем или годом"
    ),
    "a time does not end before it begins": "срок не кончается раньше, чем начался",
    "field 'forms' is a list of 1 to {0} spellings": "написаний – от 1 до {0}",
    "as in Филиппов=ru": "например Филиппов=ru",
    "a spelling of a cover name has a word in it, and may name its language": (
        "в написании псевдонима есть слово, и при нём может стоять язык"
    ),
    "a person has a name with a word in it, and at most {0} other spellings": (
        "у лица есть имя, в нём слово, и не больше {0} других написаний"
    ),
    "field 'names' is a list of 1 to {0} names, each a line of JSON": (
        "имён – от 1 до {0}, каждое строкой JSON"
    ),
    "a classification is a level of the policy, at most {0}": (
        "гриф – это уровень политики, не больше {0}"
    ),
    "a name has at most {0} bytes": "в имени не больше {0} байт",
    "a name is one line of JSON": "имя – одна строка JSON",
    "a name is an object with its known fields alone": "имя – объект с известными полями",
    "they are {0}": "это {0}",
    "a name has a preferred form with a word in it": (
        "у имени есть главное написание, и в нём слово"
    ),
    "field {0} of a name is a line of at most {1} characters": (
        "поле {0} имени – строка, не больше {1} знаков"
    ),
    "field {0} of a name is a list of at most {1}": "поле {0} имени – перечень, не больше {1}",
    "a name is that of a person, a place or an office": ("имя бывает лица, места или должности"),
}

AT_THE_DESK: Final[Mapping[str, tuple[str, str]]] = {
    '"depesha archive scan" puts one beside it': (
        "the archivist puts one beside it",
        "их добавляет архивариус",
    ),
    '"depesha archive file" files it': ("the archivist files it", "её подшивает архивариус"),
    'withdraw it first: "depesha archive withdraw {0}"': (
        "withdraw it first",
        "сначала закройте её",
    ),
    '"depesha archive cover list" lists them': (
        "the list of cover names has them",
        "они в перечне псевдонимов",
    ),
    'keep that back too, or look at it and say "--despite-traces"': (
        "keep that back too, or look at it and say that you did",
        "изымите и это или просмотрите и подтвердите",
    ),
    "say since when it lies here with --since, or which copy it is": (
        "say since when it lies here, or which copy it is",
        "скажите, с какого времени он здесь или какой это экземпляр",
    ),
    "close it first, or file it though it is open with --open": (
        "close it first, or say that it is filed though it is open",
        "сначала закройте её или скажите, что подшиваете открытой",
    ),
    "as in --fond 059а --opis 5а --delo 5": (
        "as in fond 059а, opis 5а, delo 5",
        "например фонд 059а, опись 5а, дело 5",
    ),
    "as in --category 25X1 --next 2002-11-21": (
        "as in 25X1, 2002-11-21",
        "например 25X1, 2002-11-21",
    ),
    '"depesha archive show" shows it': (
        "the archive shows it",
        "её показывает архив",
    ),
    '"depesha archive search" finds them': (
        "the search of the archive finds them",
        "их находит поиск по архиву",
    ),
}
