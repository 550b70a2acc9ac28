"""All mail lines of one station."""

from pathlib import Path

from depesha.links.carried import CarriedLines
from depesha.links.exchange import Exchange, Own
from depesha.links.mail.account import MailNeighbour
from depesha.links.mail.incoming import Judges
from depesha.links.mail.line import MailLine, MailPace

MailLines = CarriedLines[MailNeighbour]


def mail_lines(
    exchange: Exchange, judges: Judges, home: Path, *, pace: MailPace | None = None
) -> MailLines:
    """Return lines that keep their files in `home`, in a folder for each."""
    used = pace or MailPace()

    def begin(neighbour: MailNeighbour, own: Own) -> MailLine:
        return MailLine(neighbour, own, exchange, judges, home / neighbour.station, used)

    return CarriedLines(begin)
