"""`depesha.Station`: a station as a Python program sees it.

    import depesha

    with depesha.Station("homes/pyongyang") as station:
        for line in station.read("inbox", limit=10):
            print(line["reference"], line["state"])
        station.order("confirm", reference="moscow/26044")

Orders and questions are listed with their fields in `docs/api.md`. It works beside
`depesha serve`, and without it.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from depesha.errors import Refused
from depesha.station.client import Client, Visitor, connect
from depesha.station.home import Home
from depesha.station.plain import Plain


class Station:
    """One station, reached for as long as the `with` block lasts.

    Args:
        home: the station's folder.
        passphrase: asked for the key file's passphrase, where it has no open slot.
    """

    def __init__(
        self, home: str | PathLike[str], *, passphrase: Callable[[], str] | None = None
    ) -> None:
        self._home = Path(home)
        self._passphrase = passphrase
        self._open = ExitStack()
        self._client: Client | None = None

    def __enter__(self) -> Self:
        """Reach the station.

        Raises:
            NotFound: no station lives there.
        """
        self._client = self._open.enter_context(connect(self._home, passphrase=self._passphrase))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave it; a station that this process does not serve goes on."""
        self._client = None
        self._open.close()

    def order(
        self,
        name: str,
        /,
        *,
        order_id: str = "",
        office_passphrase: str | None = None,
        new_office_passphrase: str | None = None,
        **fields: object,
    ) -> dict[str, Any]:
        """Give an order and return its result, once it is durable.

        The passphrases are those of the office that gives it: the one that its key is behind, and
        for `office-handover` and `office-passphrase` the one that it is to be behind.

        With the same `order_id` again, the first result is returned and nothing is done twice.

        Raises:
            Problem: the order is refused, and nothing was changed.
        """
        return self._reached().order(
            name,
            order_id=order_id,
            office_passphrase=office_passphrase,
            new_office_passphrase=new_office_passphrase,
            **fields,
        )

    def read(self, name: str, /, **fields: object) -> Plain:
        """Ask a question of what is committed; the answer is as JSON can say it.

        Raises:
            Problem: it cannot be answered.
        """
        return self._reached().read(name, **fields)

    def watch(self) -> Iterator[None]:
        """Yield at once, and then after every commit (or several), until the station stops.

        What is read after a yield is at least as new as the commit that it tells of.

        Raises:
            Refused: nobody serves the station, so nothing happens there by itself.
        """
        client = self._reached()
        if not isinstance(client, Visitor):
            msg = "nobody serves this station: there is nothing to watch"
            raise Refused(msg, hint='serve it with "depesha serve"')
        with connect(self._home, passphrase=self._passphrase) as other:
            if isinstance(other, Visitor):
                yield from other.changes()

    def attach(
        self, path: str | PathLike[str], *, name: str = "", media_type: str = ""
    ) -> dict[str, Any]:
        """Seal a file into the home, and return what an order names it by (`attachments=[…]`).

        Args:
            path: the file, which is read once.
            name: the name that the addressee sees; else the last part of the path.
            media_type: as in `application/pdf`; else what the name suggests.

        Raises:
            Problem: it cannot be attached; nothing is left behind.
        """
        from depesha.station.attaching import attach  # noqa: PLC0415  # a question needs no cipher

        return attach(Home(self._home), Path(path), name=name, media_type=media_type)

    def save_attachment(
        self, reference: str, number: int, target: str | PathLike[str], **fields: object
    ) -> dict[str, Any]:
        """Open an attachment into a new file, once it is what the telegram says.

        Raises:
            Problem: it is not here yet, a caveat forbids it, or it is something else.
        """
        from depesha.station.attaching import save  # noqa: PLC0415  # likewise

        found = self.read("attachment-key", reference=reference, number=number, **fields)
        return save(Home(self._home), found, Path(target))

    def _reached(self) -> Client:
        if self._client is None:
            msg = "a station is used inside its `with` block"
            raise RuntimeError(msg)
        return self._client
