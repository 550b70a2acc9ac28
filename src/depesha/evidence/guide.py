"""`README.txt`: what a bundle is, and the few stock commands that check it.

The commands stand each on a line of its own behind four blanks; a test runs them as they stand.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from depesha.evidence import bundle
from depesha.evidence.readable import loud

_LANGUAGES: Final = ("en", "ru")

_WHAT: Final = """\
telegram.txt and telegram.json say what is signed; the .cbor files are the signed
bytes. keys.cbor shows whose keys they are, journal.cbor and checkpoint that the
station's journal has the facts. The formats are in docs/spec of Depesha."""

_WHAT_RU: Final = """\
telegram.txt и telegram.json — подписанное в читаемом виде; файлы .cbor —
подписанные байты. keys.cbor показывает, чьи это ключи; journal.cbor и checkpoint —
что события записаны в журнале станции. Форматы описаны в docs/spec программы Depesha."""

_TRUST: Final = """\
These commands trust the keys in allowed_signers. Whose keys they are follows from
the root fingerprint of the network alone. Get it by another way than this, then:"""

_TRUST_RU: Final = """\
Эти команды доверяют ключам из allowed_signers. Чьи это ключи, следует только из
отпечатка корня сети. Получите его другим путём, затем:"""

_WHOLE: Final = """\
That says step by step what holds: who released the telegram and was entitled to,
its number and date, who received it and carried it out, and that the journal has it."""

_WHOLE_RU: Final = """\
Проверка показывает по шагам: кто подписал телеграмму и имел ли право, её номер и
дату, кто её получил и исполнил, и что это записано в журнале."""

_SAID: Final[Mapping[str, tuple[str, str]]] = {
    "title": ("Evidence about telegram {0}", "Доказательство о телеграмме {0}"),
    "made": ("Made by {0} at station {1}.", "Составлено: {0}, станция {1}."),
    "what": (_WHAT, _WHAT_RU),
    "files": ("No file was changed since it was made:", "Файлы не изменены:"),
    "manifest": ("The station signed the list of all files:", "Станция подписала список файлов:"),
    "documents": (
        "Each document, with who signed it (the part behind -I):",
        "Каждый документ и кто его подписал (после -I):",
    ),
    "trust": (_TRUST, _TRUST_RU),
    "whole": (_WHOLE, _WHOLE_RU),
    "left out": ("Left out:", "Не приложено:"),
    "forged": (
        "A bundle that was forged whole, with keys of its own, passes all but the last.",
        "Подделка целиком, со своими ключами, проходит все команды, кроме последней.",
    ),
}


def readme(
    manifest: Mapping[str, object],
    signers: Sequence[tuple[str, str, str, str]],
    left_out: Sequence[str],
    marks: Sequence[str] = (),
) -> bytes:
    """Return `README.txt`.

    Args:
        manifest: `telegram`, `office`, `station`, `message_type`, `language`.
        signers: for each document its file, its signature's file, who signed, in which namespace.
        left_out: what is not in it, a line each.
        marks: what stands first and last in it, as in `telegram.txt`; none: of its type alone.
    """
    language = str(manifest["language"])

    def say(key: str, *values: object) -> str:
        return _SAID[key][_LANGUAGES.index(language)].format(*values)

    marks = list(marks) or [loud(str(manifest["message_type"]), language)]
    station = str(manifest["station"])
    sections = [
        "\n".join(marks),
        say("title", manifest["telegram"]),
        say("made", manifest["office"], station),
        say("what"),
        f"{say('files')}\n\n    sha256sum -c {bundle.SUMS}",
        f"{say('manifest')}\n\n{_command(_manifest_of(station))}",
        "\n".join([say("documents"), "", *map(_command, signers)]),
        f"{say('trust')}\n\n    depesha verify . --root FINGERPRINT",
        say("whole"),
        say("forged"),
        "\n".join([say("left out"), *left_out]) if left_out else "",
        "\n".join(reversed(marks)),
    ]
    return ("\n\n".join(section for section in sections if section) + "\n").encode()


def _manifest_of(station: str) -> tuple[str, str, str, str]:
    signature = bundle.MANIFEST + bundle.SIGNATURE
    return bundle.MANIFEST, signature, station, bundle.MANIFEST_NAMESPACE


def _command(signed: tuple[str, str, str, str]) -> str:
    file, signature, who, namespace = signed
    return (
        f"    ssh-keygen -Y verify -f {bundle.SIGNERS} -I {who} -n {namespace}"
        f" -s {signature} < {file}"
    )
