"""Where places lie: a small authority of our own, of public facts, and how it is drawn.

    Москва · Moscow · Moskau           55,75 N 37,62 E

Rule 1: the map has no borders. Telegrams are of years whose borders were others, and a line on a
    map says more than a record does.
Rule 2: a place that is not known here is in the list, and not on the map; a country is drawn at the
    seat of its government.
Rule 3: the projection is plate carrée, as the land of `static/land.svg` has it (`tools/land.py`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import hypot, sqrt
from typing import Any, Final

from depesha.reading_room.roll import place_key
from depesha.reading_room.site import LANGUAGES

WIDTH: Final = 1000
NORTH: Final = 80
SOUTH: Final = -58
HEIGHT: Final = round((NORTH - SOUTH) * WIDTH / 360)

Spelled = tuple[str, str]

KNOWN: Final[Mapping[Spelled, tuple[float, float]]] = {
    ("Accra", "Аккра"): (5.56, -0.20),
    ("Addis Ababa", "Аддис-Абеба"): (9.03, 38.74),
    ("Algiers", "Алжир"): (36.75, 3.06),
    ("Amman", "Амман"): (31.95, 35.93),
    ("Ankara", "Анкара"): (39.93, 32.86),
    ("Asunción", "Асунсьон"): (-25.28, -57.63),
    ("Athens", "Афины"): (37.98, 23.73),
    ("Baghdad", "Багдад"): (33.31, 44.37),
    ("Bangkok", "Бангкок"): (13.75, 100.50),
    ("Beirut", "Бейрут"): (33.89, 35.50),
    ("Belgrade", "Белград"): (44.82, 20.46),
    ("Berlin", "Берлин"): (52.52, 13.40),
    ("Bern", "Берн"): (46.95, 7.45),
    ("Bogotá", "Богота"): (4.71, -74.07),
    ("Bonn", "Бонн"): (50.74, 7.10),
    ("Brasília", "Бразилиа"): (-15.79, -47.88),
    ("Brussels", "Брюссель"): (50.85, 4.35),
    ("Bucharest", "Бухарест"): (44.43, 26.10),
    ("Budapest", "Будапешт"): (47.50, 19.04),
    ("Buenos Aires", "Буэнос-Айрес"): (-34.60, -58.38),
    ("Cairo", "Каир"): (30.04, 31.24),
    ("Calcutta", "Калькутта"): (22.57, 88.36),
    ("Canberra", "Канберра"): (-35.28, 149.13),
    ("Canton", "Кантон"): (23.13, 113.26),
    ("Caracas", "Каракас"): (10.48, -66.90),
    ("Ciudad Trujillo", "Сьюдад-Трухильо"): (18.49, -69.93),
    ("Colombo", "Коломбо"): (6.93, 79.86),
    ("Copenhagen", "Копенгаген"): (55.68, 12.57),
    ("Dakar", "Дакар"): (14.69, -17.45),
    ("Damascus", "Дамаск"): (33.51, 36.29),
    ("Djakarta", "Джакарта"): (-6.21, 106.85),
    ("Dublin", "Дублин"): (53.35, -6.26),
    ("Elisabethville", "Элизабетвиль"): (-11.66, 27.48),
    ("Frankfurt", "Франкфурт"): (50.11, 8.68),
    ("Geneva", "Женева"): (46.20, 6.15),
    ("Guatemala City", "Гватемала"): (14.63, -90.51),
    ("Hanoi", "Ханой"): (21.03, 105.85),
    ("Havana", "Гавана"): (23.11, -82.37),
    ("Helsinki", "Хельсинки"): (60.17, 24.94),
    ("Hong Kong", "Гонконг"): (22.28, 114.16),
    ("Honolulu", "Гонолулу"): (21.31, -157.86),
    ("Islamabad", "Исламабад"): (33.69, 73.05),
    ("Istanbul", "Стамбул"): (41.01, 28.98),
    ("Jerusalem", "Иерусалим"): (31.78, 35.22),
    ("Jidda", "Джидда"): (21.49, 39.19),
    ("Kabul", "Кабул"): (34.53, 69.17),
    ("Kampala", "Кампала"): (0.32, 32.58),
    ("Karachi", "Карачи"): (24.86, 67.01),
    ("Khartoum", "Хартум"): (15.50, 32.56),
    ("Kuala Lumpur", "Куала-Лумпур"): (3.14, 101.69),
    ("Kuwait", "Кувейт"): (29.38, 47.98),
    ("La Paz", "Ла-Пас"): (-16.49, -68.13),
    ("Lagos", "Лагос"): (6.46, 3.39),
    ("Léopoldville", "Леопольдвиль"): (-4.32, 15.31),
    ("Lima", "Лима"): (-12.05, -77.04),
    ("Lisbon", "Лиссабон"): (38.72, -9.14),
    ("London", "Лондон"): (51.51, -0.13),
    ("Luxembourg", "Люксембург"): (49.61, 6.13),
    ("Madrid", "Мадрид"): (40.42, -3.70),
    ("Managua", "Манагуа"): (12.11, -86.24),
    ("Manila", "Манила"): (14.60, 120.98),
    ("Mexico City", "Мехико"): (19.43, -99.13),
    ("Montevideo", "Монтевидео"): (-34.90, -56.16),
    ("Moscow", "Москва"): (55.75, 37.62),
    ("Nairobi", "Найроби"): (-1.29, 36.82),
    ("Nanking", "Нанкин"): (32.06, 118.80),
    ("New Delhi", "Нью-Дели"): (28.61, 77.21),
    ("New York", "Нью-Йорк"): (40.71, -74.01),
    ("Nicosia", "Никосия"): (35.19, 33.38),
    ("Oslo", "Осло"): (59.91, 10.75),
    ("Ottawa", "Оттава"): (45.42, -75.70),
    ("Panama", "Панама"): (8.98, -79.52),
    ("Paris", "Париж"): (48.86, 2.35),
    ("Peking", "Пекин"): (39.90, 116.40),
    ("Phnom Penh", "Пномпень"): (11.56, 104.92),
    ("Port-au-Prince", "Порт-о-Пренс"): (18.54, -72.34),
    ("Prague", "Прага"): (50.08, 14.44),
    ("Pretoria", "Претория"): (-25.75, 28.19),
    ("Pusan", "Пусан"): (35.18, 129.08),
    ("Pyongyang", "Пхеньян"): (39.03, 125.75),
    ("Quito", "Кито"): (-0.18, -78.47),
    ("Rabat", "Рабат"): (34.02, -6.84),
    ("Rangoon", "Рангун"): (16.87, 96.20),
    ("Rio de Janeiro", "Рио-де-Жанейро"): (-22.91, -43.17),
    ("Rome", "Рим"): (41.90, 12.50),
    ("Saigon", "Сайгон"): (10.78, 106.70),
    ("San Francisco", "Сан-Франциско"): (37.77, -122.42),
    ("San José", "Сан-Хосе"): (9.93, -84.08),
    ("San Salvador", "Сан-Сальвадор"): (13.69, -89.22),
    ("Santiago", "Сантьяго"): (-33.45, -70.67),
    ("Santo Domingo", "Санто-Доминго"): (18.49, -69.93),
    ("Seoul", "Сеул"): (37.57, 126.98),
    ("Shanghai", "Шанхай"): (31.23, 121.47),
    ("Singapore", "Сингапур"): (1.35, 103.82),
    ("Sofia", "София"): (42.70, 23.32),
    ("Stockholm", "Стокгольм"): (59.33, 18.07),
    ("Taipei", "Тайбэй"): (25.03, 121.57),
    ("Tehran", "Тегеран"): (35.69, 51.39),
    ("Tel Aviv", "Тель-Авив"): (32.08, 34.78),
    ("The Hague", "Гаага"): (52.08, 4.31),
    ("Tokyo", "Токио"): (35.68, 139.69),
    ("Tripoli", "Триполи"): (32.89, 13.19),
    ("Tunis", "Тунис"): (36.81, 10.18),
    ("Ulan Bator", "Улан-Батор"): (47.92, 106.92),
    ("Vienna", "Вена"): (48.21, 16.37),
    ("Vientiane", "Вьентьян"): (17.98, 102.63),
    ("Warsaw", "Варшава"): (52.23, 21.01),
    ("Washington", "Вашингтон"): (38.90, -77.04),
    ("Wellington", "Веллингтон"): (-41.29, 174.78),
}
"""Cities from which and to which telegrams go: degrees north and east, to a hundredth."""

ALSO: Final[Mapping[str, str]] = {
    "Asuncion": "Asunción",
    "Batavia": "Djakarta",
    "Beijing": "Peking",
    "Habana": "Havana",
    "Jakarta": "Djakarta",
    "Jeddah": "Jidda",
    "Delhi": "New Delhi",
    "Дели": "New Delhi",
    "Leopoldville": "Léopoldville",
    "Kinshasa": "Léopoldville",
    "Bogota": "Bogotá",
    "Brasilia": "Brasília",
    "San Jose": "San José",
    "Guatemala": "Guatemala City",
    "Mexico": "Mexico City",
    "USUN New York": "New York",
    "Teheran": "Tehran",
    "Taipeh": "Taipei",
    "Пейпин": "Peking",
    "Peiping": "Peking",
    "СЕВЕРНАЯ КОРЕЯ": "Pyongyang",
    "North Korea": "Pyongyang",
    "КНДР": "Pyongyang",
    "ЮЖНАЯ КОРЕЯ": "Seoul",
    "КИТАЙ": "Peking",
    "КНР": "Peking",
    "США": "Washington",
    "АНГЛИЯ": "London",
    "ФРАНЦИЯ": "Paris",
    "ЯПОНИЯ": "Tokyo",
    "МОНГОЛИЯ": "Ulan Bator",
}
"""Other names of these; a country's is that of the seat of its government."""

NAMED_APART: Final = 46
"""So far from a spot of more records its name is written beside it."""

MOST_NAMED: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place on the map.

    Attributes:
        text: its name in the language of the page.
        key: of the name that stands in most records there; `keys`: of all.
        count: records.
        x, y: where, of the width and the height of the map.
        radius: its area tells the count.
        is_named: there is room for its name.
    """

    text: str
    key: str
    keys: tuple[str, ...]
    count: int
    x: int
    y: int
    radius: float
    is_named: bool


def spots(names: Iterable[Mapping[str, Any]], language: str) -> list[Spot]:
    """Return the places that are known, those of most records first.

    Args:
        names: places as the shelf has them: key, text, count.
        language: of the page.
    """
    here: dict[Spelled, list[Mapping[str, Any]]] = {}
    for one in names:
        spelled = _known().get(one["key"])
        if spelled is not None:
            here.setdefault(spelled, []).append(one)
    counts = {spelled: sum(one["count"] for one in at) for spelled, at in here.items()}
    most = max(counts.values(), default=1)
    found: list[Spot] = []
    for spelled in sorted(here, key=lambda one: (-counts[one], one)):
        x, y = _point(*KNOWN[spelled])
        at = sorted(here[spelled], key=lambda one: -one["count"])
        named = [one for one in found if one.is_named]
        is_apart = all(hypot(one.x - x, (one.y - y) * 2) > NAMED_APART for one in named)
        found.append(
            Spot(
                text=spelled[LANGUAGES.index(language)],
                key=at[0]["key"],
                keys=tuple(one["key"] for one in at),
                count=counts[spelled],
                x=x,
                y=y,
                radius=round(3 + 11 * sqrt(counts[spelled] / most), 1),
                is_named=is_apart and len(named) < MOST_NAMED,
            )
        )
    return found


def _point(north: float, east: float) -> tuple[int, int]:
    """Return where a place is drawn."""
    return round((east + 180) * WIDTH / 360), round((NORTH - north) * WIDTH / 360)


@cache
def _known() -> Mapping[str, Spelled]:
    """Return what a place goes by on the shelf, in whichever spelling, and which it is."""
    by_english = {spelled[0]: spelled for spelled in KNOWN}
    found = {place_key(text): spelled for spelled in KNOWN for text in spelled}
    return {**found, **{place_key(text): by_english[name] for text, name in ALSO.items()}}
