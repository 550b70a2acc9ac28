"""The signed payloads as people and programs read them: `telegram.json`, `telegram.txt`.

Rule 1: nothing stands in them that is not in a signed payload, the manifest or the key book;
    whoever verifies a bundle makes the same again from those, and compares.
Rule 2: `telegram.txt` follows from `telegram.json`, the policy of the label and the language.
Rule 3: first and last stand that it is an exercise, the label, what cancels it, who is revoked.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Any, Final

from depesha.envelope import Envelope
from depesha.errors import Malformed
from depesha.evidence.remarks import LANGUAGES as _LANGUAGES
from depesha.evidence.remarks import Remarks, label_line, moment, warnings
from depesha.notice import Answer, DeliveryReport, ReportItem, ServiceMessage
from depesha.policy import Policy
from depesha.telegram import Body, MessageType, Quotation, Registration
from depesha.wire import BODY, MAX_BODY_BYTES, REGISTRATION, digest

Told = dict[str, Any]

MAX_JSON_BYTES: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What the signed payloads of a bundle say, decoded."""

    body: Body
    registration: Registration
    reports: tuple[tuple[DeliveryReport, tuple[ReportItem, ...]], ...] = ()
    answers: tuple[Answer, ...] = ()
    services: tuple[ServiceMessage, ...] = ()
    envelopes: tuple[Envelope, ...] = ()

    @property
    def reference(self) -> str:
        """The telegram's name, as in `moscow/1951/26044`."""
        registered = self.registration
        return f"{registered.station}/{registered.year}/{registered.outgoing_number}"


def told(value: object) -> Any:  # noqa: ANN401  # JSON of many shapes
    """Return a value as JSON says it: records as objects, bytes in hex, names of codes."""
    if is_dataclass(value):
        return {one.name: told(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, tuple | list):
        return [told(one) for one in value]
    return value


def telegram_json(papers: Papers, remarks: Remarks) -> Told:
    """Return what `telegram.json` says."""
    body = {
        one.name: told(getattr(papers.body, one.name))
        for one in fields(papers.body)
        if one.name not in {"text", "quotations"}
    }
    registered = papers.registration
    return {
        "reference": papers.reference,
        "uid": registered.uid.hex(),
        "message_type": papers.body.message_type.name,
        **remarks.told(),
        "body": body,
        "text": papers.body.text,
        "quotations": [_quoted(one) for one in papers.body.quotations],
        "registration": told(registered),
        "delivery_reports": [
            {"station": report.station, "at": report.at, "items": told(items)}
            for report, items in papers.reports
        ],
        "answers": told(papers.answers),
        "service_messages": told(papers.services),
        "envelopes": [
            {
                "sender": one.sender,
                "recipient": one.recipient,
                "created_at": one.created_at,
                "addressee_seq": one.addressee_seq,
                "head": told(one.head),
            }
            for one in papers.envelopes
        ],
    }


def _quoted(quotation: Quotation) -> Told:
    """Return a quotation; one that does not read is told by its digest alone."""
    found: Told = {"sha256": digest(quotation.body).hex()}
    try:
        registered = REGISTRATION.decode(quotation.registration)
        body = BODY.decode(quotation.body, max_bytes=MAX_BODY_BYTES)
    except Malformed:
        return found
    name = f"{registered.station}/{registered.year}/{registered.outgoing_number}"
    return {**found, "reference": name, "text": body.text}


def write_json(said: Told) -> bytes:
    """Return the bytes of `telegram.json`."""
    return (json.dumps(said, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def read_json(data: bytes) -> Told:
    """Return what `telegram.json` says, as long as it is in its one spelling.

    Raises:
        Malformed: it is not.
    """
    msg = "telegram.json is not JSON in its one spelling"
    try:
        said = json.loads(data.decode())
        if not isinstance(said, dict) or write_json(said) != data:
            raise Malformed(msg)
    except (ValueError, RecursionError) as error:
        raise Malformed(msg) from error
    return said


def says_no_more(said: object, signed: object) -> bool:
    """Say whether all that `said` holds is in `signed` too: a later version may know more."""
    if isinstance(said, dict):
        return isinstance(signed, dict) and all(
            key in signed and says_no_more(value, signed[key]) for key, value in said.items()
        )
    if isinstance(said, list):
        return (
            isinstance(signed, list)
            and len(said) == len(signed)
            and all(says_no_more(one, other) for one, other in zip(said, signed, strict=True))
        )
    return type(said) is type(signed) and said == signed


# -- as text --------------------------------------------------------------------------------------

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "telegram": ("Telegram", "Телеграмма"),
    "class": ("Label", "Гриф"),
    "from": ("From", "От"),
    "to": ("To", "Кому"),
    "filed": ("Filed", "Получена"),
    "registered": ("Registered", "Зарегистрирована"),
    "released": ("Released by", "Подписано к отправке"),
    "subject": ("Subject", "Тема"),
    "attached": ("Attached", "Приложение"),
    "quoted": ("Quoted", "Цитата"),
    "delivered": ("Delivered at", "Доставлена на"),
    "answered": ("Answered by", "Ответ от"),
    "service": ("Service message of", "Служебное сообщение от"),
    "envelope": ("Sent", "Отправлена"),
    "signatory": ("Signed", "Подпись"),
}
_LOUD: Final[Mapping[str, tuple[str, str]]] = {
    MessageType.EXERCISE.name: ("EXERCISE EXERCISE EXERCISE", "УЧЕНИЕ УЧЕНИЕ УЧЕНИЕ"),
    MessageType.DRILL.name: ("DRILL DRILL DRILL", "ТРЕНИРОВКА ТРЕНИРОВКА ТРЕНИРОВКА"),
    MessageType.TEST.name: ("TEST TEST TEST", "ПРОВЕРКА ПРОВЕРКА ПРОВЕРКА"),
    MessageType.PROJECT.name: ("PROJECT", "ПРОЕКТ"),
}


def loud(message_type: str, language: str) -> str:
    """Return the mark of what is no operation; of an operation, nothing."""
    pair = _LOUD.get(message_type)
    return pair[_LANGUAGES.index(language)] if pair else ""


def telegram_text(said: Told, language: str, policy: Policy | None) -> bytes:
    """Return `telegram.txt`, which follows from what `telegram.json` says.

    Args:
        said: what it says.
        language: of the captions.
        policy: of the bundle, for the words of the label.

    Raises:
        Malformed: a part of it is missing or of another kind.
    """
    try:
        marks = marks_of(said, language, policy)
        lines = list(_lines(said, language, policy))
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError, OSError) as error:
        msg = "telegram.json lacks a part of the telegram"
        raise Malformed(msg) from error
    return "\n".join([*marks, *lines, *reversed(marks), ""]).encode()


def marks_of(said: Told, language: str, policy: Policy | None) -> list[str]:
    """Return what stands first and last: that it is no operation, the label, what is to be known.

    Raises:
        KeyError, TypeError, AttributeError: a part is missing or of another kind.
    """
    mark = loud(said["message_type"], language)
    label = label_line(said["body"]["label"], policy, language)
    return [harmless(one) for one in (mark, label, *warnings(said, language)) if one]


def _lines(said: Told, language: str, policy: Policy | None) -> Iterator[str]:
    def word(key: str) -> str:
        return _WORDS[key][_LANGUAGES.index(language)]

    body, registered = said["body"], said["registration"]
    yield f"{word('telegram')}: {said['reference']}"
    yield f"{word('class')}: {label_line(body['label'], policy, language)}"
    yield f"{word('from')}: {body['form']['originator'] or registered['station']}"
    for one in body["addressees"]:
        place = ", ".join(part for part in (one["place"], one["person"]) if part)
        yield f"{word('to')}: {one['office']} ({one['precedence']}, {one['kind']}) {place}".rstrip()
    yield f"{word('filed')}: {moment(registered['filed_at'])}"
    yield f"{word('registered')}: {moment(registered['registered_at'])}"
    deputies = {one["office"]: one["deputy"] for one in registered.get("deputies", ())}
    for one in registered["releases"]:
        who = acting(one["office"], deputies.get(one["office"]), "", language)
        yield f"{word('released')}: {who}, {moment(one['released_at'])}"
    if body["form"]["subject"]:
        yield f"{word('subject')}: {body['form']['subject']}"
    for number, one in enumerate(body["attachments"], 1):
        name = json.dumps(one["name"], ensure_ascii=False)
        yield f"{word('attached')} {number}: {name}, {one['size_bytes']}, SHA-256 {one['sha256']}"
    yield ""
    yield from _quoted_lines(said["text"])
    if body["form"]["signatory"]:
        yield f"{word('signatory')}: {body['form']['signatory']}"
    yield ""
    for one in said["quotations"]:
        yield f"{word('quoted')}: {one.get('reference', one['sha256'])}"
        yield from _quoted_lines(one.get("text", ""))
    yield from _news(said, word, language)


def acting(office: str, deputy: str | None, in_place_of: str | None, language: str) -> str:
    """Return who acted, as in `dep@county for chief@county`."""
    place = _LANGUAGES.index(language)
    who = f"{deputy} {('for', 'за')[place]} {office}" if deputy else office
    return f"{who} {('in place of', 'вместо')[place]} {in_place_of}" if in_place_of else who


def _news(said: Told, word: Any, language: str) -> Iterator[str]:  # noqa: ANN401  # a caption by its key
    for one in said["envelopes"]:
        way = f"{one['sender']} > {one['recipient']}"
        yield f"{word('envelope')}: {way}, {moment(one['created_at'])}"
    for one in said["delivery_reports"]:
        results = ", ".join(item["result"] for item in one["items"])
        yield f"{word('delivered')} {one['station']}: {moment(one['at'])}, {results}"
    for one in said["answers"]:
        interim = " (interim)" if one["interim"] else ""
        who = acting(one["office"], one.get("deputy"), one.get("in_place_of"), language)
        yield f"{word('answered')} {who}: {moment(one['at'])}, {one['code']}{interim}"
        yield from _quoted_lines(one["text"])
        yield from _quoted_lines(one["amplification"])
    for one in said["service_messages"]:
        yield f"{word('service')} {one['station']}: {moment(one['at'])}, {one['code']}"
        yield from _quoted_lines(one["text"])


def _quoted_lines(text: str) -> Sequence[str]:
    """Return a text line by line behind a mark, so that no line of it passes for one of ours."""
    return [f"| {harmless(line)}".rstrip() for line in text.split("\n")] if text else []


def harmless(line: str) -> str:
    """Return a line with what draws on a terminal shown as its code."""
    return "".join(
        sign if sign.isprintable() or sign == "\t" else repr(sign)[1:-1] for sign in line
    )
