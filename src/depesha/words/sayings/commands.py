"""The cures that name a command, for the command line; the desk says its own in their place."""

from collections.abc import Mapping
from typing import Final

SAID: Final[Mapping[str, str]] = {
    '"depesha draft" and "depesha send" seal the files that it names': (
        'названные в нём файлы запечатывают "depesha draft" и "depesha send"'
    ),
    'read it again: "depesha draft show {0}"': 'прочтите его снова: "depesha draft show {0}"',
    '"depesha draft list" lists them': 'их перечисляет "depesha draft list"',
    '"depesha show" shows the telegram, as far as its caveats allow': (
        'телеграмму, насколько можно, показывает "depesha show"'
    ),
    '"depesha register service" lists the service messages': (
        'служебные сообщения перечисляет "depesha register service"'
    ),
    '"depesha keybook show" lists the members': 'членов перечисляет "depesha keybook show"',
    '"attachment_limit_mib" in station.toml says how many': (
        'сколько можно, сказано в station.toml: "attachment_limit_mib"'
    ),
    'its drafter asks with "depesha draft ask"': 'о визах просит составитель: "depesha draft ask"',
    'it lies before the releaser again after "depesha draft edit"': (
        'после "depesha draft edit" он снова ляжет к подписывающему'
    ),
    'the key book says who is; see "depesha office list"': (
        'заместители названы в книге ключей; см. "depesha office list"'
    ),
    "carry out {0} instead; {1}": "исполняйте {0}; {1:said}",
    'see it with "depesha show {0}"': 'её показывает "depesha show {0}"',
    '"depesha show {0}" shows it': 'её показывает "depesha show {0}"',
    '"depesha cancel {0} REASON", and send another in its place': (
        '"depesha cancel {0} ПРИЧИНА", и пошлите вместо неё другую'
    ),
    '"depesha outbox" lists what was sent': 'отправленное перечисляет "depesha outbox"',
    '"depesha track {0}" lists its addressees': 'адресатов перечисляет "depesha track {0}"',
    'keep it as a draft; each of them gives "depesha release DRAFT"': (
        'сохраните проект; каждая из них даёт "depesha release ПРОЕКТ"'
    ),
    'say it again with --draft; each of them gives "depesha release DRAFT"': (
        'повторите с --draft; каждая из них даёт "depesha release ПРОЕКТ"'
    ),
    "as many cancel it: {0}": "отменяют столько же: {0:said}",
    '"depesha track {0}" says until when': 'до какого срока, говорит "depesha track {0}"',
    "name one of them with --to": "назовите одного из них: --to",
    '"depesha show {0}" says by what; repeat that': (
        'чем – говорит "depesha show {0}"; повторите то'
    ),
    'what was answered is shown by "depesha show"; an answer never changes': (
        'что отвечено, показывает "depesha show"; ответ не меняется'
    ),
    "say what was done, or with --cannot why it cannot be done": (
        "скажите, что сделано, или с --cannot, почему исполнить нельзя"
    ),
    'answer it: "depesha confirm", "depesha comply", "depesha report"': (
        'ответьте на неё: "depesha confirm", "depesha comply", "depesha report"'
    ),
    '"depesha control {0}" shows what is asked, and of whom': (
        'что и с кого спрошено, показывает "depesha control {0}"'
    ),
    'it is sent again by itself; see "depesha track {0}"': (
        'она посылается повторно сама; см. "depesha track {0}"'
    ),
    'no answer can come before its silence ends: "depesha plan show"': (
        'до конца молчания ответа быть не может: "depesha plan show"'
    ),
    '"depesha route {0}" says why': 'почему, говорит "depesha route {0}"',
    '"depesha alarms --all" lists them with their numbers': (
        'их с номерами перечисляет "depesha alarms --all"'
    ),
    '"depesha alarms --all" shows the note': 'запись показывает "depesha alarms --all"',
    'see "depesha track {0}"': 'см. "depesha track {0}"',
    'its addressees answer it; see "depesha track {0}"': (
        'отвечают на неё адресаты; см. "depesha track {0}"'
    ),
    'only its originator may; "depesha answer {0} FILE" answers it': (
        'это может только отправитель; ответить на неё: "depesha answer {0} ФАЙЛ"'
    ),
    '"depesha copies {0}" lists them': 'их перечисляет "depesha copies {0}"',
    '"depesha copies {0}" shows the ledger': 'учёт показывает "depesha copies {0}"',
    "name another person with --witness": "назовите другое лицо: --witness",
    "name him with --witness": "назовите его: --witness",
    "if that sheet is spoilt or never came out, say why with --again": (
        "если лист испорчен или не вышел, укажите причину: --again"
    ),
    "print it without --again": "печатайте без --again",
    '"depesha show {0}" shows the answers': 'ответы показывает "depesha show {0}"',
    '"depesha print" writes it down first, and hands them out then': (
        '"depesha print" сначала заносит это в журнал, потом выдаёт'
    ),
    '"depesha inbox" and "depesha outbox" list what there is': (
        'что есть, перечисляют "depesha inbox" и "depesha outbox"'
    ),
    'a telegram is cancelled: "depesha cancel {0} REASON"': (
        'телеграмму отменяют: "depesha cancel {0} ПРИЧИНА"'
    ),
    '"depesha attachment list REF" lists them': 'их перечисляет "depesha attachment list НОМЕР"',
    '"depesha attachment list REF" shows when it has': (
        'когда придёт, покажет "depesha attachment list НОМЕР"'
    ),
    "its holder gives the passphrase at the prompt or with --office-passphrase-file": (
        "парольную фразу даёт занимающий должность: в ответ на запрос или --office-passphrase-file"
    ),
    "give the passphrase at the prompt or with --passphrase-file": (
        "дайте парольную фразу в ответ на запрос или --passphrase-file"
    ),
    '"depesha office list" lists the offices of this station': (
        'должности этого пункта перечисляет "depesha office list"'
    ),
    'take one in with "depesha keybook import FILE"': 'примите её: "depesha keybook import ФАЙЛ"',
    'make one with "depesha office add"': 'заведите её: "depesha office add"',
    '"depesha keybook show" lists the offices': 'должности перечисляет "depesha keybook show"',
    '"depesha keybook show" lists the stations that are': (
        'пункты перечисляет "depesha keybook show"'
    ),
    'as in: depesha office handover gromyko --to "A. A. Gromyko"': (
        'например: depesha office handover gromyko --to "А. А. Громыко"'
    ),
    "who holds it from now on types his own, or --new-passphrase-file": (
        "новую вводит тот, кто занимает должность отныне, или --new-passphrase-file"
    ),
    'its holder names them: "depesha office deputy {0} --deputy NAME"': (
        'их называет занимающий должность: "depesha office deputy {0} --deputy ИМЯ"'
    ),
    'send it through the centre, or have a way added with "depesha plan transit" ({0})': (
        'пошлите через центр, или пусть центр разрешит транзит: "depesha plan transit" ({0})'
    ),
    'give it a longer term, or have another way planned; "depesha route" tells ({0})': (
        'дайте больший срок, или пусть в план внесут другой путь; см. "depesha route" ({0})'
    ),
    '"depesha link list" lists the lines': 'линии перечисляет "depesha link list"',
    '"depesha restore show" says who has not answered': (
        'кто ещё не ответил, говорит "depesha restore show"'
    ),
    '"depesha restore show" says who has not answered; drafts can be written': (
        'кто ещё не ответил, говорит "depesha restore show"; проекты составлять можно'
    ),
    '"depesha alarms" says what is waited for; see "If it is the centre" in docs/restore.md': (
        'чего ждут, говорит "depesha alarms"; см. docs/restore.md'
    ),
    '"depesha evidence" makes it': 'его делает "depesha evidence"',
    '"depesha evidence" makes it, and writes it down first': (
        'его делает "depesha evidence", сначала записав в журнал'
    ),
    '"depesha track" says by whom and when': 'кем и когда, говорит "depesha track"',
    'the next order makes one; see "depesha journal head"': (
        'она появится при следующем указании; см. "depesha journal head"'
    ),
    '"depesha journal head" says how many there are': 'сколько их, говорит "depesha journal head"',
    '"depesha archive cover list" lists them': 'их перечисляет "depesha archive cover list"',
    '"depesha archive search" finds them': 'их находит "depesha archive search"',
    '"depesha office passkeys" lists them': 'их перечисляет "depesha office passkeys"',
    'run "depesha doctor"': 'запустите "depesha doctor"',
    'run "depesha doctor --rebuild"': 'запустите "depesha doctor --rebuild"',
    'the store is damaged: run "depesha doctor"': (
        'хранилище повреждено: запустите "depesha doctor"'
    ),
    'look at it with "depesha queue" and "depesha doctor"': (
        'посмотрите "depesha queue" и "depesha doctor"'
    ),
    'serve it with "depesha serve"': 'запустите его: "depesha serve"',
}

AT_THE_DESK: Final[Mapping[str, tuple[str, str]]] = {}
