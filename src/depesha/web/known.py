"""By what a browser is known again: that an office signed in from it before.

It is no right to anything. It only says that whoever mistypes here is not to wait for what
strangers tried in vain (`station.attempts`), nor for strangers at all (`station.turns`). The cookie
is a number and a code over it and the office, under a key that lies in the station's home.
"""

import hmac
from hashlib import sha256
from typing import Final

from depesha.names import OfficeId
from depesha.station.tokens import token

NUMBER_BYTES: Final = 16
NUMBER_LETTERS: Final = 2 * NUMBER_BYTES


class Known:
    """Makes and knows such cookies.

    Args:
        key: the station's, for this.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def cookie(self, office: OfficeId) -> str:
        """Return a cookie for a browser from which an office signed in."""
        number = token(NUMBER_BYTES)
        return number + self._code(number, office)

    def name(self, cookie: str, office: str) -> str:
        """Return what names the browser, if the office signed in from it; empty: a stranger's."""
        number, code = cookie[:NUMBER_LETTERS], cookie[NUMBER_LETTERS:]
        made = self._code(number, office)
        return number if hmac.compare_digest(code.encode(), made.encode()) else ""

    def _code(self, number: str, office: str) -> str:
        said = f"{number} {office}".encode(errors="surrogatepass")
        return hmac.new(self._key, said, sha256).hexdigest()
