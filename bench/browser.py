"""A browser for benchmarks: signs in at a desk, and measures to the last byte."""

import re
import time
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPMessage
from typing import Final
from urllib.parse import urlencode, urljoin, urlsplit

OK, SEE_OTHER = 200, 303
TOKEN: Final = re.compile(r'name="form_token" value="([0-9a-f]+)"')
LINKED: Final = re.compile(r'<(?:link rel="(?:stylesheet|icon)" href|script src)="([^"]+)"')
FACE: Final = re.compile(r"@font-face \{(.*?)\}", re.DOTALL)
LETTERS: Final = re.compile(r'"Golos Text"|"Old Standard TT"; font-weight: 700')
"""The faces of a list and its heading; `tests/browser/test_weight.py` hears what is taken."""

FONT: Final = re.compile(r'url\("([^"]+)"\)')
RANGE: Final = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?")


class Browser:
    """One browser at one desk.

    Args:
        address: the desk's, as the station says it.
    """

    def __init__(self, address: str) -> None:
        self._host = urlsplit(address).netloc
        self._origin = f"http://{self._host}"
        self._line = HTTPConnection("127.0.0.1", urlsplit(address).port or 80, timeout=60)
        self._cookie = ""
        self.form_token = ""

    def sign_in(self, office: str, passphrase: str) -> None:
        """Begin a session."""
        form = {"office": office, "passphrase": passphrase, "onward": "/"}
        status, _, headers = self._ask("POST", "/sign-in", form)
        if status != SEE_OTHER:
            msg = f"the desk let nobody in: {status}"
            raise RuntimeError(msg)
        self._cookie = headers["Set-Cookie"].partition(";")[0]
        self.form_token = TOKEN.findall(self.get("/tray/confirm")[0].decode())[0]

    def get(self, path: str, *, fragment: bool = False) -> tuple[bytes, float]:
        """Return a page, and how many milliseconds it took."""
        begun = time.perf_counter()
        status, body, _ = self._ask("GET", path, fragment=fragment)
        taken = (time.perf_counter() - begun) * 1000
        if status != OK:
            msg = f"{path} answered {status}"
            raise RuntimeError(msg)
        return body, taken

    def order(self, path: str, order_id: str, fields: Mapping[str, str]) -> float:
        """Send a form, take the page that it leads to, and return the time of both."""
        begun = time.perf_counter()
        form = {"form_token": self.form_token, "order_id": order_id, **fields}
        status, body, headers = self._ask("POST", path, form)
        if status != SEE_OTHER:
            msg = f"{path} answered {status}: {body[:2000].decode(errors='replace')}"
            raise RuntimeError(msg)
        self._ask("GET", headers["Location"])
        return (time.perf_counter() - begun) * 1000

    def weigh(self, path: str) -> dict[str, int]:
        """Return the bytes of a page and of all that it loads, as they are transferred.

        Of the fonts those of a list whose letters it shows.
        """
        page, _ = self.get(path)
        weights = {"html": len(page), "css": 0, "js": 0, "fonts": 0, "other": 0}
        shown = {ord(letter) for letter in re.sub(r"<[^>]*>", "", page.decode())}
        for link in LINKED.findall(page.decode()):
            body, kind = self._load(link)
            weights[kind] += len(body)
            if kind == "css":
                weights["fonts"] += self._fonts(link, shown)
        return weights

    def _fonts(self, sheet: str, shown: set[int]) -> int:
        text, _ = self.get(sheet)
        needed = (
            font
            for face in FACE.findall(text.decode())
            if LETTERS.search(face)
            for font in FONT.findall(face)
            if any(
                int(a, 16) <= one <= int(b or a, 16)
                for a, b in RANGE.findall(face)
                for one in shown
            )
        )
        return sum(len(self._load(urljoin(sheet, font))[0]) for font in needed)

    def _load(self, path: str) -> tuple[bytes, str]:
        status, body, headers = self._ask("GET", path, packed=True)
        if status != OK:
            msg = f"{path} answered {status}"
            raise RuntimeError(msg)
        kinds = {"text/css": "css", "text/javascript": "js", "font/woff2": "fonts"}
        return body, kinds.get(headers.get("Content-Type", "").partition(";")[0], "other")

    def _ask(
        self,
        method: str,
        path: str,
        form: Mapping[str, str] | None = None,
        *,
        fragment: bool = False,
        packed: bool = False,
    ) -> tuple[int, bytes, HTTPMessage]:
        headers = {"Host": self._host, "Accept-Language": "ru"}
        if self._cookie:
            headers["Cookie"] = self._cookie
        if fragment:
            headers["HX-Request"] = "true"
        if packed:
            headers["Accept-Encoding"] = "gzip"
        body = None
        if form is not None:
            body = urlencode(form).encode()
            headers |= {
                "Origin": self._origin,
                "Content-Type": "application/x-www-form-urlencoded",
            }
        self._line.request(method, path, body=body, headers=headers)
        answer = self._line.getresponse()
        return answer.status, answer.read(), answer.headers
