"""What passkeys are asked to sign: made for one purpose, good for a few minutes, and once.

    challenge = number (16) ‖ when it ends (8) ‖ HMAC-SHA256(key, purpose ‖ 0 ‖ both)

The key is this process's own.

Nothing is kept of a challenge that is given out, so nobody fills this memory by asking for them;
only those that were answered rightly are remembered until they end.
"""

import hmac
from collections.abc import Callable
from hashlib import sha256
from typing import Final

from depesha.names import TimeMs
from depesha.station.tokens import token

KEY_BYTES: Final = 32
NUMBER_BYTES: Final = 16
TIME_BYTES: Final = 8
LASTS_MS: Final = 3 * 60_000
"""Long enough to look for the key ring."""


class Challenges:
    """The challenges of a desk.

    Args:
        now: the clock.
    """

    def __init__(self, now: Callable[[], TimeMs]) -> None:
        self._now = now
        self._key = bytes.fromhex(token(KEY_BYTES))
        self._spent: dict[bytes, int] = {}

    def ask(self, purpose: str) -> bytes:
        """Return a new challenge for a purpose."""
        number = bytes.fromhex(token(NUMBER_BYTES))
        said = number + (self._now() + LASTS_MS).to_bytes(TIME_BYTES)
        return said + self._code(purpose, said)

    def stands(self, challenge: bytes, purpose: str) -> bool:
        """Say whether it was made here for that purpose, has not ended, and was not answered."""
        said, code = challenge[: NUMBER_BYTES + TIME_BYTES], challenge[NUMBER_BYTES + TIME_BYTES :]
        if not hmac.compare_digest(code, self._code(purpose, said)):
            return False
        return int.from_bytes(said[NUMBER_BYTES:]) > self._now() and challenge not in self._spent

    def spend(self, challenge: bytes) -> None:
        """Remember that it was answered: it is good for nothing more."""
        now = self._now()
        self._spent = {one: until for one, until in self._spent.items() if until > now}
        self._spent[challenge] = now + LASTS_MS

    def _code(self, purpose: str, said: bytes) -> bytes:
        return hmac.new(self._key, purpose.encode() + b"\0" + said, sha256).digest()
