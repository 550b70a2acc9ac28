"""Period keys by the calendar: made ahead, and destroyed when nothing can be on its way to them.

    |---- key 1, in force ----|---- key 2 ----|---- key 3 ----|---- key 4 ----|
                   now: `periods_ahead` later ones are made and published
                              |-- opens still: the longest transit --| destroyed

Rule 1: a key begins where the one before it ends. Which is in force is the senders' to see; this
    station opens by any key that it has, so a clock that is wrong by hours loses nothing.
Rule 2: the key file is rewritten before anybody is told. A key whose making was not written down is
    met at the next look, and so is one whose destruction was not.
Rule 3: the seeds are gone from the file and, where the disk writes in place, from where it lay; a
    flash disk may keep old blocks (`docs/security.md`).
"""

from collections.abc import Callable
from dataclasses import replace
from threading import Lock
from typing import Final

from depesha.keybook.leaf import OPENS_AFTER_MS
from depesha.keybook.request import MAX_PERIOD_KEYS
from depesha.names import Digest, TimeMs
from depesha.office.events import KeysTurned
from depesha.office.events.keys import LiveKey
from depesha.seal.identity import identity_from_seed
from depesha.seal.keys import KeyContent, PeriodSeed, with_period, without_periods_before
from depesha.seal.slots import rewrite
from depesha.station.home import Home, replace_secret
from depesha.station.requests import request_text
from depesha.station.settings import Settings

DAY_MS: Final = 24 * 3_600_000

BACKDATE_MS: Final = DAY_MS
"""A neighbour's clock may be behind: a key is in force a day before it was made."""

ASK_AGAIN_MS: Final = DAY_MS
"""When the centre is asked again for keys that it did not publish."""


def with_due_periods(
    content: KeyContent, config: Settings, now: int, *, at_once: bool = False
) -> KeyContent:
    """Return the keys with those period keys that are due, and without those that are over.

    `at_once` makes one more, in force from now on: the present one may be in other hands.
    """
    grown = without_periods_before(content, now - OPENS_AFTER_MS)
    length_ms = config.period_days * DAY_MS
    if at_once:
        grown = with_period(grown, valid_from=now, valid_until=now + length_ms)
    if not any(one.valid_from <= now < one.valid_until for one in grown.periods):
        grown = with_period(grown, valid_from=now - BACKDATE_MS, valid_until=now + length_ms)
    while _ahead(grown, now) < config.periods_ahead and len(_live(grown, now)) < MAX_PERIOD_KEYS:
        last = max(one.valid_until for one in grown.periods)
        grown = with_period(grown, valid_from=last, valid_until=last + length_ms)
    return grown


def _ahead(content: KeyContent, now: int) -> int:
    return sum(one.valid_from > now for one in content.periods)


def _live(content: KeyContent, now: int) -> list[PeriodSeed]:
    return [one for one in content.periods if one.valid_until > now]


def next_turn(content: KeyContent, now: int) -> TimeMs:
    """Return when a period key is next to be made or destroyed."""
    begins = [one.valid_from for one in content.periods if one.valid_from > now]
    over = [one.valid_until + OPENS_AFTER_MS + 1 for one in content.periods]
    return TimeMs(min([*begins, *over], default=now))


class KeyKeeper:
    """The key file of a station that is held, opened: whatever rewrites it does so here.

    Args:
        changed: told of the keys after each rewriting, and before the desk is.
    """

    def __init__(
        self,
        home: Home,
        config: Settings,
        master: bytes,
        content: KeyContent,
        changed: Callable[[KeyContent], None],
    ) -> None:
        self._home = home
        self._config = config
        self._master = master
        self._changed = changed
        self.content = content
        self._rewriting = Lock()

    def turn(self, now: TimeMs, *, order_id: str = "", at_once: bool = False) -> KeysTurned:
        """Make and destroy what is due, durably, and return what the desk is to write down.

        Raises:
            Malformed: the key file was changed meanwhile.
            OSError: it cannot be written; nothing was changed.
        """
        with self._rewriting:
            turned = with_due_periods(self.content, self._config, now, at_once=at_once)
            if turned != self.content:
                self._write(turned)
                self._changed(turned)
        return KeysTurned(
            order_id=order_id,
            request=request_text(self._config, published(turned, now), made_at=now),
            live=tuple(_live_key(one) for one in turned.periods),
        )

    def change(self, make: Callable[[KeyContent], KeyContent]) -> KeyContent | None:
        """Rewrite the keys as `make` says; return them, or None where it gave back the same.

        Raises:
            Malformed: the key file was changed meanwhile.
            OSError: it cannot be written; nothing was changed.
        """
        with self._rewriting:
            changed = make(self.content)
            if changed is self.content:
                return None
            self._write(changed)
            return changed

    def _write(self, content: KeyContent) -> None:
        data = self._home.keys.read_bytes()
        replace_secret(self._home.keys, rewrite(data, self._master, content))
        self.content = content


def published(content: KeyContent, now: int) -> KeyContent:
    """Return the keys with those period keys alone that the centre is asked to publish."""
    return replace(content, periods=tuple(_live(content, now)))


def _live_key(period: PeriodSeed) -> LiveKey:
    return LiveKey(
        fingerprint=Digest(identity_from_seed(period.seed).fingerprint),
        valid_from=TimeMs(period.valid_from),
        valid_until=TimeMs(period.valid_until),
    )
