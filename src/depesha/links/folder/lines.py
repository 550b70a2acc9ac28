"""All folder lines of one station."""

from pathlib import Path

from depesha.links.carried import CarriedLines
from depesha.links.exchange import Exchange, Own
from depesha.links.folder.line import FolderLine, FolderNeighbour, Notary, Pace

FolderLines = CarriedLines[FolderNeighbour]


def folder_lines(
    exchange: Exchange, notary: Notary, home: Path, *, pace: Pace | None = None
) -> FolderLines:
    """Return lines that keep what is to be remembered of packs in `home`, in a folder for each."""
    used = pace or Pace()

    def begin(neighbour: FolderNeighbour, own: Own) -> FolderLine:
        return FolderLine(neighbour, own, exchange, notary, home / neighbour.station, used)

    return CarriedLines(begin)
