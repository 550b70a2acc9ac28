"""What is said of evidence, of the journal and its proofs."""

from collections.abc import Mapping
from typing import Final

SAID: Final[Mapping[str, str]] = {
    "that is not the manifest of this evidence": "это не опись этого доказательства",
    "{0} may not take out evidence": "{0} не вправе брать доказательство",
    "{0} forbids evidence": "{0} не допускает доказательства",
    "{0} allows evidence once, and it was made": (
        "{0} допускает одно доказательство, и оно уже сделано"
    ),
    "{0} made no evidence {1} of {2}": "{0} доказательства {1} по {2} не делал",
    "{0} made no such evidence of {1}": "{0} такого доказательства по {1} не делал",
    "evidence {0} of {1} was signed already": "доказательство {0} по {1} уже подписано",
    "a releaser, an addressee with the authority, a registrar or an archivist may": (
        "это может подписывающий, адресат с правом принимать к исполнению, регистратор, архивариус"
    ),
    "make it again: each is signed once": "сделайте его заново: каждое подписывают один раз",
    "it names another telegram, office or number": (
        "в ней названа другая телеграмма, должность или номер"
    ),
    "what amends the telegram changed meanwhile, or is not told: ask again": (
        "тем временем телеграмму изменили: запросите снова"
    ),
    "field 'recipient' must be the SHA-256 of a key, in hex": (
        "получатель – это SHA-256 ключа, шестнадцатеричными цифрами"
    ),
    "evidence for nobody in particular is not sealed": (
        "доказательство без получателя не запечатывают"
    ),
    "not a recipient that evidence can be sealed for": (
        "для такого получателя доказательство не запечатать"
    ),
    "age1pq1…, as age-keygen -pq of age 1.3 prints it": (
        "age1pq1…, как печатает age-keygen -pq из age 1.3"
    ),
    "this evidence would not verify: {0}": "это доказательство не прошло бы проверки: {0}",
    "this evidence is no longer kept here": "это доказательство здесь больше не хранится",
    "it is kept for ten minutes, for the session that made it": (
        "оно хранится десять минут, для сеанса, где сделано"
    ),
    "the identity of {0} is not in the key book that is held here": (
        "пункта {0} в здешней книге ключей нет"
    ),
    "{0} is no longer in the key book that is held here": "{0} в здешней книге ключей больше нет",
    "{0} is revoked, and the telegram is not dated before that": (
        "{0} исключён из сети, и телеграмма датирована не раньше того"
    ),
    "take in a key book with it, then ask again": (
        "примите книгу ключей, где он есть, и запросите снова"
    ),
    "whoever holds its keys now may have signed it": (
        "её мог подписать тот, в чьих руках ключи теперь"
    ),
    "only its own station could still show its key": "его ключ мог бы показать только его пункт",
    "the signed checkpoint is older than this evidence": (
        "подписанная отметка журнала старше этого доказательства"
    ),
    "the journal has no signed checkpoint yet": "подписанной отметки у журнала ещё нет",
    "ask again": "запросите снова",
    "it is written after each commit: ask again": (
        "она пишется после каждой записи: запросите снова"
    ),
    "serve the station, or give it any order, then ask again": (
        "дайте пункту любое указание и запросите снова"
    ),
    "no checkpoint covers fact {0}": "записи {0} ещё не покрывает ни одна отметка",
    "no lasting checkpoint covers fact {0} yet": (
        "записи {0} ещё не покрывает ни одна постоянная отметка"
    ),
    "which fact is to be proved is not said": "не сказано, какую запись доказать",
    "name a telegram, or a place of the journal": "назовите телеграмму или место в журнале",
    "which telegram is to be proved is not said": "не сказано, какую телеграмму доказать",
    "its number, as in 26044 or moscow/1951/26044": (
        "её номер, например 26044 или moscow/1951/26044"
    ),
    "the telegram has no line in the registers": "строки телеграммы в журналах нет",
    "one is signed at the end of each day, and when the station stops": (
        "её подписывают в конце дня и при остановке пункта"
    ),
    "there is no fact {0} in the journal": "записи {0} в журнале нет",
    "this station signed {0} facts that are not the ones here": (
        "этот пункт подписал {0} записей, и они не те, что здесь"
    ),
    "the proof holds, but it is signed by another key than the one that was named": (
        "доказательство верно, но подписано не названным ключом"
    ),
    "the proof holds, but the key book here has another key of {0}": (
        "доказательство верно, но в здешней книге у {0} другой ключ"
    ),
    "{0} named another journal of {1} facts here: it has two histories": (
        "{0} назвал здесь другой журнал из {1} записей: у него две истории"
    ),
    "it is {0}": "он – {0}",
    "ask the centre which of the two is in force": "спросите центр, какой из двух действует",
    "keep this file: it and the envelope here prove the fork": (
        "сохраните этот файл: он и здешний конверт доказывают раздвоение"
    ),
    "not a proof from a journal, or a damaged one: {0}": (
        "это не доказательство из журнала, или оно повреждено: {0:said}"
    ),
    "a proof has at most {0} bytes": "в доказательстве не больше {0} байт",
    "it is not valid UTF-8": "это не UTF-8",
    "its lines are not those of a tlog-proof": "строки – не те, что у tlog-proof",
    "it is not in its one spelling": "запись не та, какая должна быть",
    "get the file again from who made it": "получите файл заново у того, кто его сделал",
    "the fact is not in the journal of {0} at place {1}": "записи нет в журнале {0} на месте {1}",
}

AT_THE_DESK: Final[Mapping[str, tuple[str, str]]] = {
    '"depesha evidence" makes it': ("make it first", "сначала сделайте его"),
    '"depesha evidence" makes it, and writes it down first': (
        "make it first",
        "сначала сделайте его",
    ),
    '"depesha track" says by whom and when': (
        "its sheet says by whom and when",
        "кем и когда – сказано на её листе",
    ),
    'the next order makes one; see "depesha journal head"': (
        "the next order makes one",
        "она появится при следующем указании",
    ),
    '"depesha journal head" says how many there are': (
        "the journal says how many there are",
        "сколько их – сказано в журнале",
    ),
    "serve the station, or give it any order, then ask again": (
        "ask again after the next order",
        "запросите снова после следующего указания",
    ),
}
