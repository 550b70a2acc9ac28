"""What the codes of a label and of urgency are called in the language of a telegram."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from depesha.archive.record import Asked
from depesha.policy import Policy, Term
from depesha.telegram import Label, Precedence

ENGLISH: Final = "en"

_ASKED: Final[Mapping[str, Mapping[Asked, str]]] = {
    ENGLISH: {
        Asked.CONFIRM_RECEIPT: "confirm receipt",
        Asked.REPORT_EXECUTION: "report execution",
    },
    "ru": {
        Asked.CONFIRM_RECEIPT: "получение подтвердить",
        Asked.REPORT_EXECUTION: "об исполнении донести",
    },
}
_TELEGRAM: Final[Mapping[str, str]] = {ENGLISH: "Telegram", "ru": "Телеграмма"}
"""What a form is called that does not say it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The words of one policy in one language; a code that has none is its own word."""

    policy: Policy | None
    language: str

    @property
    def telegram(self) -> str:
        """What a telegram is called."""
        return _TELEGRAM.get(self.language, _TELEGRAM[ENGLISH])

    def level(self, level: int) -> str:
        """Return the words of a classification."""
        found = self.policy.classification(level) if self.policy else None
        return found.name(self.language) if found else str(level)

    def urgency(self, precedence: Precedence) -> str:
        """Return the words of a precedence."""
        if self.policy is None:
            return precedence.name
        return self.policy.urgency(precedence).name(self.language)

    def caveats(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Return the words of caveats."""
        return self._named(self.policy.caveats if self.policy else (), codes)

    def captions(self, label: Label) -> tuple[str, ...]:
        """Return what else a label bears: captions, categories, a privacy mark."""
        policy = self.policy
        marked = (label.privacy_mark,) if label.privacy_mark else ()
        return (
            *self._named(policy.captions if policy else (), label.captions),
            *self._named(policy.categories if policy else (), label.categories),
            *marked,
        )

    def asked(self, kind: Asked) -> str:
        """Return what a telegram asks that does not say it in words of its own."""
        return _ASKED.get(self.language, _ASKED[ENGLISH])[kind]

    def _named(self, terms: Sequence[Term], codes: Iterable[str]) -> tuple[str, ...]:
        names = {term.code: term.name(self.language) for term in terms}
        return tuple(names.get(code, code) for code in codes)
