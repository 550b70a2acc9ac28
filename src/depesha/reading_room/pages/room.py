"""The room that a page stands in: its shelf, and the site that it is of."""

from dataclasses import dataclass

from depesha.reading_room.browsing import Shelf
from depesha.reading_room.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A shelf that is open, and where its site is."""

    shelf: Shelf
    site: Site
