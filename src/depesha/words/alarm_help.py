"""What an alarm means and what is to be done about it, by its kind; for whoever is on duty."""

from collections.abc import Mapping
from typing import Final

_ON_WAY: Final = (
    "See in the queue why it waits and by which way it goes; the line may need a person.",
    "Посмотрите в очереди, чего она ждёт и каким путём пойдёт; возможно, нужно заняться линией.",
)
_ASK: Final = (
    "A chaser goes by itself. Open the telegram in execution control; ask again, or by telephone.",
    "Напоминание уходит само. Откройте её в контроле исполнения, напомните ещё раз или позвоните.",
)
_OPEN_IT: Final = (
    "Somebody who is cleared must open and confirm it now.",
    "Кто-то, имеющий допуск, должен вскрыть её и подтвердить получение сейчас.",
)
_JOURNAL: Final = (
    (
        "Trust nothing new from that station until it is explained. Call its administrator another "
        "way, compare the heads (journal), and keep the evidence."
    ),
    (
        "Не верьте ничему новому с этого пункта, пока не выяснится причина. Свяжитесь с его "
        "администратором другим путём, сверьте заголовки журналов и сохраните доказательства."
    ),
)
_KEYS: Final = (
    "The administrator brings the newest key book, or a request to the centre.",
    "Администратор доставляет новейшую книгу ключей или передаёт просьбу центру.",
)
_DISK: Final = (
    "Make room or mend the disk at once: until then nothing is taken in and nothing is numbered.",
    (
        "Немедленно освободите место или исправьте диск: до этого ничего не принимается и не "
        "регистрируется."
    ),
)
_COUNTERFEIT: Final = (
    (
        "Nothing of it was believed. Keep it as it is, and tell the administrator: somebody may be "
        "counterfeiting."
    ),
    "Этому не поверили. Ничего не трогайте и сообщите администратору: возможна подделка.",
)
_NUMBERS: Final = (
    "The missing numbers are asked for by themselves. If they do not come, ask the other station.",
    "Недостающее запрашивается само. Если не придёт, запросите ту станцию.",
)

HELP: Final[Mapping[str, tuple[str, str]]] = {
    "alarm-hook-failed": (
        "The command that should have called somebody did not run. Mend it; until then look here.",
        (
            "Команда, которая должна была вызвать людей, не выполнилась. Исправьте её; пока "
            "следите за этим списком."
        ),
    ),
    "answers-part": _JOURNAL,
    "beyond-cut-line": (
        "Treat these telegrams as not genuine until their originators confirm them by another way.",
        "Считайте эти телеграммы недостоверными, пока отправители не подтвердят их другим путём.",
    ),
    "blob-missing": (
        "The file of an attachment is gone from the disk. Look for it in a backup.",
        "Файл приложения пропал с диска. Поищите его в резервной копии.",
    ),
    "broken-chain": _COUNTERFEIT,
    "cannot-comply": (
        "The addressee refuses with a reason: read it, and decide anew.",
        "Адресат отказывается исполнять и называет причину: прочтите её и примите решение.",
    ),
    "cannot-process": (
        "It arrived, and could not be opened there. Repeat it, and ask there which keys they have.",
        "Она дошла, но там не разобрана. Повторите её и выясните, какие там ключи.",
    ),
    "channel-gap": _NUMBERS,
    "channel-went-back": _JOURNAL,
    "chased": _OPEN_IT,
    "copy-overdue": (
        "Ask its holder for the copy; note its return, its destruction or its place in the file.",
        "Потребуйте экземпляр у держателя; отметьте возврат, уничтожение или подшивку в дело.",
    ),
    "edition-awaited": _KEYS,
    "edition-waits": (
        "The holders of the root keys sign the edition that waits.",
        "Держатели корневых ключей подписывают ожидающее издание.",
    ),
    "enrolment-void": (
        "Somebody guessed at the code of a new station. Make another one, and tell it in person.",
        "Кто-то подбирал код нового пункта. Сделайте другой и передайте лично.",
    ),
    "expired": (
        "It did not arrive in time. If it is still needed, send it anew.",
        "Она не дошла в срок. Если ещё нужна, отправьте заново.",
    ),
    "expired-unopened": _OPEN_IT,
    "false-approval": _COUNTERFEIT,
    "false-attachment": _COUNTERFEIT,
    "foreign-amendment": _COUNTERFEIT,
    "gap": _NUMBERS,
    "handling-exceeded": _ON_WAY,
    "held-up": _ON_WAY,
    "interim-overdue": _ASK,
    "journal-forked": _JOURNAL,
    "journal-rolled-back": _JOURNAL,
    "journal-unproved": _JOURNAL,
    "key-book-behind": _KEYS,
    "key-book-forked": _JOURNAL,
    "key-book-rolled-back": _JOURNAL,
    "key-book-too-large": _KEYS,
    "key-expired": _KEYS,
    "key-request": (
        "At the centre: see what is asked, compare the fingerprint by another way, and decide.",
        "В центре: посмотрите, о чём просят, сверьте отпечаток другим путём и решите.",
    ),
    "keys-unpublished": _KEYS,
    "late": (
        "It came after its time. See whether it still matters.",
        "Она пришла после срока. Решите, имеет ли она ещё значение.",
    ),
    "late-arrival": _ON_WAY,
    "line-down": (
        "Call the neighbour by another way. What is urgent can go through another station.",
        "Свяжитесь с соседом другим путём. Срочное можно послать через другой пункт.",
    ),
    "new-epoch": _JOURNAL,
    "no-communications": (
        "No way or no key is known. See the ways to it; the plan may need a line, or it a key.",
        "Нет пути или ключа. Посмотрите пути туда; возможно, нужна линия в плане или ключ.",
    ),
    "non-delivery": (
        "It was given up. Read why, and send it by another way if it still matters.",
        "От доставки отказались. Посмотрите причину и, если ещё нужно, пошлите другим путём.",
    ),
    "not-opened": _ASK,
    "notice-for-unknown": _COUNTERFEIT,
    "number-doubled": (
        "One number is on two telegrams. Lay both aside, and ask their station which is genuine.",
        "Один номер стоит на двух телеграммах. Отложите обе и запросите, какая подлинная.",
    ),
    "quarantined": (
        "Something came that is no letter for this station. It is kept; nobody need open it.",
        "Пришло то, что не является письмом для этого пункта. Оно сохранено, вскрывать не нужно.",
    ),
    "quotation-unproved": (
        "What it quotes does not prove its number and date. Ask for the quoted telegram itself.",
        "Цитата не подтверждает своих номера и даты. Запросите саму цитируемую телеграмму.",
    ),
    "receipt-due": _ASK,
    "receipt-overdue": _ASK,
    "receipt-returned": _ON_WAY,
    "report-due": _ASK,
    "report-for-unknown": _COUNTERFEIT,
    "report-overdue": _ASK,
    "review-overdue": (
        "An archivist lists what is due, and decides of each record: it stays, or is declassified.",
        "Архивариус смотрит, что подлежит пересмотру, и решает о каждой записи: оставить ли её.",
    ),
    "restoring": (
        "New telegrams wait until all correspondents told the last numbers; see who is silent.",
        (
            "Новые телеграммы ждут, пока корреспонденты не назовут последних номеров; посмотрите, "
            "кто молчит."
        ),
    ),
    "return-refused": _ON_WAY,
    "return-unproved": _COUNTERFEIT,
    "sign-in-failed": (
        "Ask the holder whether it was he. If not, change the passphrase and end the sessions.",
        "Спросите у держателя, он ли это. Если нет, смените пароль и закройте сеансы.",
    ),
    "station-restored": (
        "That station lost what it did after its backup. What it asks for is sent by itself.",
        "Тот пункт потерял сделанное после резервной копии. О чём он просит, посылается само.",
    ),
    "station-revoked": (
        "Send nothing there any more, and believe nothing from there after the hour of the cut.",
        "Больше ничего туда не посылайте и не верьте ничему оттуда после указанного часа.",
    ),
    "store-failed": _DISK,
    "store-full": _DISK,
    "two-at-once": _JOURNAL,
    "unread": _OPEN_IT,
}
"""English and Russian, in this order; a test holds the kinds against those that are raised."""


def alarm_help(kind: str, language: str) -> str:
    """Return what to do about an alarm; of a kind that a newer station raises, nothing."""
    pair = HELP.get(kind)
    return "" if pair is None else pair[language == "ru"]
