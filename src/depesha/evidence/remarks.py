"""What a reader must know before he believes the text: its label, what amends it, who is revoked.

    label      classification and caveats in words, by the policy that the label names by digest
    amended    what the journal of whoever made the bundle says of the telegram: CANCELLED by …
    revoked    stations whose signatures are here, and that are in force no more

They stand first and last in `telegram.txt` and in `README.txt`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from depesha.evidence.bundle import Amended
from depesha.policy import Policy, Term

Told = Mapping[str, Any]

LANGUAGES: Final = ("en", "ru")

_AMENDED: Final[Mapping[str, tuple[str, str]]] = {
    "CANCELS": ("CANCELLED by {0}", "АННУЛИРОВАНА: {0}"),
    "SUPERSEDES": ("SUPERSEDED by {0}", "ЗАМЕНЕНА: {0}"),
    "CORRECTS": ("CORRECTED by {0}", "ИСПРАВЛЕНА: {0}"),
    "WITHDRAWN": ("CANCELLED before it was sent by {0}", "АННУЛИРОВАНА до отправки: {0}"),
}
_ANOTHER: Final = ("a telegram that is classified higher", "телеграмма с более высоким грифом")
_JOURNAL: Final = ("(by the journal of {0})", "(по журналу станции {0})")
_REVOKED: Final = (
    "{0} is revoked since {1}: what it signed here is dated before it, by its own clock",
    "{0} отозвана с {1}: подписанное ею здесь датировано раньше, по её часам",
)
_LEVEL: Final = ("level {0} of policy {1}", "степень {0} по правилам {1}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarks:
    """What is said of a telegram beside its own payloads, and by what its label is spelled out.

    Attributes:
        journal: the station whose journal says what amends it.
        amended: what that journal says.
        revoked: stations in force no more, with the moment since when.
        policy: the policy that the label names by its digest; None: it is not in the bundle.
    """

    journal: str
    amended: Sequence[Amended] = ()
    revoked: Sequence[tuple[str, int | None]] = ()
    policy: Policy | None = None

    def told(self) -> dict[str, Any]:
        """Return what `telegram.json` says of it."""
        return {
            "amended": [
                {"relation": one.relation, "by": one.by, "at": one.at, "journal": self.journal}
                for one in self.amended
            ],
            "revoked": [{"station": name, "since": since} for name, since in self.revoked],
        }


def moment(at: int) -> str:
    """Return UTC milliseconds as people read them."""
    whole = datetime.fromtimestamp(at // 1000, UTC)
    return f"{whole:%Y-%m-%d %H:%M:%S} UTC"


def amended_line(one: Told, language: str) -> str:
    """Return what amends a telegram, as in `CANCELLED by moscow/1951/26046 (by the journal …)`."""
    place = LANGUAGES.index(language)
    pair = _AMENDED.get(one["relation"])
    said = pair[place] if pair else f"{one['relation']}: {{0}}"
    journal = _JOURNAL[place].format(one["journal"])
    return f"{said.format(one['by'] or _ANOTHER[place])} {journal}"


def revoked_line(one: Told, language: str) -> str:
    """Return that a station is in force no more, and since when."""
    since = "?" if one["since"] is None else moment(one["since"])
    return _REVOKED[LANGUAGES.index(language)].format(one["station"], since)


def warnings(said: Told, language: str) -> list[str]:
    """Return, of what `telegram.json` says, what amends it and who is revoked; a line each."""
    found = [amended_line(one, language) for one in said.get("amended", ())]
    return found + [revoked_line(one, language) for one in said.get("revoked", ())]


def label_line(label: Told, policy: Policy | None, language: str) -> str:
    """Return classification, captions, caveats and categories in words; unknown codes stand."""
    level, named = label["classification"], label["policy"]
    term = policy.classification(level) if policy else None
    first = term.name(language) if term else _LEVEL[LANGUAGES.index(language)].format(level, named)
    return ". ".join([first, *_marks(label, policy, language)])


def _marks(label: Told, policy: Policy | None, language: str) -> Iterator[str]:
    for name in ("captions", "caveats", "categories"):
        terms: Sequence[Term] = getattr(policy, name) if policy else ()
        words = {one.code: one.name(language) for one in terms}
        for code in label[name]:
            yield words.get(code, code)
