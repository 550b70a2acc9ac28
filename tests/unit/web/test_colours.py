"""The colours of the desk: every text has its contrast on every ground it stands on (WCAG AA)."""

import re

import pytest

from depesha.web.statics import FOLDER

TOKEN = re.compile(r"--([a-z-]+): (?:light-dark\((#\w+), (#\w+)\)|(#\w{3,6}));")
THEMES = ("light", "dark")

GROUNDS = ("ground", "panel", "sheet", "raised", "hover")
TEXT = [(text, ground) for text in ("ink", "soft", "red") for ground in GROUNDS]
TEXT += [(text, ground) for text in ("amber", "green", "blue") for ground in ("panel", "sheet")]
TEXT += [("ink", f"{one}-wash") for one in ("red", "amber", "green", "blue")]
TEXT += [(one, f"{one}-wash") for one in ("red", "amber", "green", "blue")]
TEXT += [("red-ink", "red-fill"), ("ribbon", "sheet")]
TEXT += [("head-ink", "head"), ("head-soft", "head"), ("head-soft", "head-field")]
EDGES = [("edge", ground) for ground in ("ground", "panel", "sheet")]
EDGES += [("focus", ground) for ground in GROUNDS] + [("head-edge", "head")]


def tokens(theme: str) -> dict[str, str]:
    table = (FOLDER / "frame.css").read_text().partition(":root {")[2].partition("}")[0]
    found = TOKEN.findall(table)
    assert len(found) > 20, "the table of colours is not read any more"
    return {
        name: (both or (light if theme == "light" else dark)) for name, light, dark, both in found
    }


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_reckoning_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_text_is_read_on_every_ground(theme: str) -> None:
    colours = tokens(theme)
    poor = {
        f"{text} on {ground}": round(contrast(colours[text], colours[ground]), 2)
        for text, ground in TEXT
        if contrast(colours[text], colours[ground]) < 4.5
    }
    assert poor == {}


@pytest.mark.parametrize("theme", THEMES)
def test_edges_of_controls_and_the_focus_are_seen(theme: str) -> None:
    colours = tokens(theme)
    poor = {
        f"{edge} on {ground}": round(contrast(colours[edge], colours[ground]), 2)
        for edge, ground in EDGES
        if contrast(colours[edge], colours[ground]) < 3
    }
    assert poor == {}
