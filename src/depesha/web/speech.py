"""In which language and by which clock a page speaks, for what the faces share."""

from datetime import date, datetime

from starlette.requests import Request

from depesha.export.speech import SaidIn
from depesha.web.asking import house_of
from depesha.web.language import language_of


def speech_of(request: Request) -> SaidIn:
    """Return the speech of the page that is asked for."""
    bearings = house_of(request).bearings
    return SaidIn(language=language_of(request, bearings.language), zone=bearings.zone)


def today_of(request: Request) -> date:
    """Return the day that it is at the station."""
    house = house_of(request)
    return datetime.fromtimestamp(house.now() / 1000, house.bearings.zone).date()
