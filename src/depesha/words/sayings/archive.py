"""What is said of the archive: its records, their release, their pages."""

from collections.abc import Mapping
from typing import Final

SAID: Final[Mapping[str, str]] = {
    "{0} does not keep the archive": "{0} архива не ведёт",
    "{0} is not cleared for what it would enter": "у {0} нет допуска к тому, что вносится",
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
    "paragraph {0} has no letters {1} to {2}": "в абзаце {0} нет букв с {1} по {2}",
    "letters count from 0 in the text as it is read": (
        "буквы считают с 0, по тексту как он читается"
    ),
    "not a page of an archive: it has no record, or no original below it": (
        "это не архивная страница: нет записи или подлинника под ней"
    ),
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
    "number is a whole number": "номер – целое число",
    "field 'batch' has 1 to {0} characters": "в названии пачки от 1 до {0} знаков",
    "field 'records' is a list of at least one record in base64": (
        "записи – перечень хотя бы из одной, в base64"
    ),
    "field 'records' is a list of records in base64": "записи – перечень, в base64",
    "not a redaction: {0}": "это не изъятие: {0}",
    "as in 3:10-42=3.3(b)(1)/the board, or 3=3.3(b)(1)/the board": (
        "например 3:10-42=3.3(b)(1)/комиссия или 3=3.3(b)(1)/комиссия"
    ),
    "it is filed there already: {0}": "там она уже в деле: {0}",
    "another copy has another number, a move another place": (
        "у другого экземпляра другой номер, при передаче – другое место"
    ),
    "that copy lies in {0}": "этот экземпляр лежит в {0}",
    "say since when it lies here with --since, or which copy it is": (
        "скажите --since, с какого времени он здесь, или какой это экземпляр"
    ),
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
    "as in 1999-05-12, 1999-05 or 1999": "например 1999-05-12, 1999-05 или 1999",
    "there is nothing left to file; its line and proofs stay": (
        "подшивать нечего; строка и доказательства остаются"
    ),
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
    "not a decision: {0}": "это не решение: {0}",
    "keep or declassify": "оставить или рассекретить: keep, declassify",
    "'after' is the 'last' of the answer before": "after – это last прежнего ответа",
    "there is no such record": "такой записи нет",
}

AT_THE_DESK: Final[Mapping[str, tuple[str, str]]] = {
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
