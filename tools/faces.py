"""Make the faces that a sheet is set in, out of the files of their makers; not part of any build.

    python tools/faces.py SOURCES TARGET [--web FOLDER]

SOURCES holds `GNUTypewriter.ttf`, `OldStandard-{Regular,Bold,Italic}.ttf`, and the files
`pt-mono-{latin,latin-ext,cyrillic,cyrillic-ext}-400-normal.woff2` and
`golos-text-{latin,latin-ext,cyrillic,cyrillic-ext}-{400,600}-normal.woff2` as their makers give
them out. Wants fontTools (and brotli for --web), which is no dependency of Depesha: run it in an
environment of its own. docs/dependencies.md says where the sources are.

Three things are done to them. The parts of Golos Text are joined. Of Old Standard the letters of
the trade are kept (Latin, Greek, Cyrillic, signs), and its hints, which paper does not need, are
left out. GNU Typewriter lacks `Ё № § « » – —`, and its capital Ы has its bowl filled in, so that it
is read as Н: these are put together out of its own strokes, in their own uneven line. Brackets,
which it draws as `/`, and letters of other languages are lent by PT Mono. Its name is reserved by
its licence: the result is named "Depesha Typewriter".
"""

import argparse
import sys
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from fontTools.merge import Merger  # type: ignore[import-not-found]
from fontTools.misc.transform import Transform  # type: ignore[import-not-found]
from fontTools.pens.recordingPen import (  # type: ignore[import-not-found]
    DecomposingRecordingPen,
)
from fontTools.pens.transformPen import TransformPen  # type: ignore[import-not-found]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-not-found]
from fontTools.subset import Options, Subsetter  # type: ignore[import-not-found]
from fontTools.ttLib import TTFont  # type: ignore[import-not-found]

WIDTH: Final = 620
"""Of every letter, in thousandths of the size: a typewriter has one."""

LENT_WIDTH: Final = 600
"""Of every letter of PT Mono."""

BRACKETS: Final = "()[]{}"
"""On a Russian typewriter `/` stood for them."""

SCRIPTS: Final = ("latin", "latin-ext", "cyrillic", "cyrillic-ext")
FORMAT_OF_16_BITS: Final = 4

LETTERS: Final = (
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x218, 0x21B),
    (0x300, 0x30C),
    (0x370, 0x3FF),
    (0x400, 0x52F),
    (0x2010, 0x2027),
    (0x2030, 0x203A),
    (0x20AC, 0x20AC),
    (0x2116, 0x2116),
    (0x2122, 0x2122),
    (0x2190, 0x2193),
    (0x2212, 0x2212),
)
"""What is kept of a face that has more than any telegram needs."""

WEB: Final = ((0x20, 0x7E), (0xA0, 0xBF), (0x400, 0x45F), (0x2010, 0x2026), (0x2116, 0x2116))
"""What a page needs: the smaller the file, the sooner the sheet stands."""

# letter: of which letters it is put together, each with (wide, high, to the right, up)
COMPOSED: Final[dict[str, tuple[tuple[str, float, float, float, float], ...]]] = {
    "Ы": (
        *(("Ь", 0.7, 1, right, 0) for right in (-20, 8)),
        *(("I", 0.4, 0.97, right, 0) for right in (378, 408)),
    ),
    "Ё": (("Ë", 1, 1, 0, 0),),
    "№": (("N", 0.66, 1, -14, 0), ("o", 0.48, 0.5, 356, 420), ("-", 0.46, 0.5, 362, 180)),
    "§": (("S", 0.72, 0.6, 86, 270), ("S", 0.72, 0.6, 86, -110)),
    "«": (("<", 0.75, 0.5, -40, 90), ("<", 0.75, 0.5, 200, 90)),
    "»": ((">", 0.75, 0.5, -20, 90), (">", 0.75, 0.5, 220, 90)),
    "–": (("-", 1.0, 0.62, 0, 110),),
    "—": (("-", 1.24, 0.62, -74, 110),),
    "−": (("-", 1.0, 0.62, 0, 110),),
    "…": ((".", 0.6, 0.72, -80, 0), (".", 0.6, 0.72, 125, 0), (".", 0.6, 0.72, 330, 0)),
    "·": ((".", 0.7, 0.8, 93, 210),),
    "„": (('"', 1, 1, 0, -440),),
    "°": (("o", 0.56, 0.56, 136, 400),),
    "×": (("x", 0.86, 0.86, 44, 60),),
    "’": ((",", 1, 1, 0, 400),),
    "‘": ((",", 1, 1, 0, 400),),
    "‚": ((",", 1, 1, 0, 0),),
    "І": (("I", 1, 1, 0, 0),),
    "Ї": (("Ï", 1, 1, 0, 0),),
    "і": (("i", 1, 1, 0, 0),),
    "ї": (("ï", 1, 1, 0, 0),),
    "\u00a0": ((" ", 1, 1, 0, 0),),
    "\u2010": (("-", 1, 1, 0, 0),),
    "\u2011": (("-", 1, 1, 0, 0),),
    "\u202f": ((" ", 1, 1, 0, 0),),
}


def composed(font: Any) -> None:  # noqa: ANN401  # fontTools has no types
    """Put the letters that are missing together out of those that are there."""
    letters = dict(font.getBestCmap())
    glyphs = font.getGlyphSet()
    drawn = {}
    for letter, parts in COMPOSED.items():
        pen = TTGlyphPen(None)
        for source, wide, high, right, up in parts:
            outline = DecomposingRecordingPen(glyphs)
            glyphs[letters[ord(source)]].draw(outline)
            outline.replay(TransformPen(pen, Transform(wide, 0, 0, high, right, up)))
        drawn[letter] = pen.glyph()
    order = font.getGlyphOrder()
    for letter, glyph in drawn.items():
        name = f"uni{ord(letter):04X}.made"
        order.append(name)
        font["glyf"][name] = glyph
        font["hmtx"][name] = (WIDTH, getattr(glyph, "xMin", 0))
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[ord(letter)] = name
    font.setGlyphOrder(order)


def lent(font: Any, sources: Path) -> None:  # noqa: ANN401
    """Take from PT Mono what the face has no strokes for, and the brackets that it draws as `/`."""
    order = font.getGlyphOrder()
    has = set(font.getBestCmap()) - set(map(ord, BRACKETS))
    for script in SCRIPTS:
        lender = TTFont(sources / f"pt-mono-{script}-400-normal.woff2")
        glyphs = lender.getGlyphSet()
        for code, name in lender.getBestCmap().items():
            if code in has:
                continue
            outline = DecomposingRecordingPen(glyphs)
            glyphs[name].draw(outline)
            pen = TTGlyphPen(None)
            outline.replay(TransformPen(pen, Transform(1, 0, 0, 1, (WIDTH - LENT_WIDTH) / 2, 0)))
            made = f"uni{code:04X}.lent"
            order.append(made)
            has.add(code)
            font["glyf"][made] = glyph = pen.glyph()
            font["hmtx"][made] = (WIDTH, getattr(glyph, "xMin", 0))
            for table in font["cmap"].tables:
                if table.isUnicode() and (code < 1 << 16 or table.format != FORMAT_OF_16_BITS):
                    table.cmap[code] = made
    font.setGlyphOrder(order)


def renamed(font: Any, family: str) -> None:  # noqa: ANN401
    """Give a face another name, as the licence of a changed one demands."""
    said = {1: family, 2: "Regular", 3: family, 4: family, 6: family.replace(" ", "")}
    names = font["name"]
    kept = [one for one in names.names if one.nameID in (0, 13, 14) and one.platformID == 3]  # noqa: PLR2004  # Windows, Unicode
    names.names = kept
    for number, text in said.items():
        names.setName(text, number, 3, 1, 0x409)


def cut(font: Any, ranges: tuple[tuple[int, int], ...]) -> None:  # noqa: ANN401
    """Keep the letters of some ranges, without hints."""
    options = Options()
    options.hinting = False
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    options.drop_tables += ["FFTM", "PfEd", "DSIG"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[n for first, last in ranges for n in range(first, last + 1)])
    subsetter.subset(font)


def joined(sources: Path, weight: int) -> Any:  # noqa: ANN401
    """Return one face out of the parts that its maker gives out for the web."""
    parts = []
    for script in SCRIPTS:
        font = TTFont(sources / f"golos-text-{script}-{weight}-normal.woff2", recalcTimestamp=False)
        font.flavor = None
        cut(font, ((0, 0xFFFF),))
        part = BytesIO()
        font.save(part)
        part.seek(0)
        parts.append(part)
    return Merger().merge(parts)


FACES: Final = {
    "GNUTypewriter.ttf": "DepeshaTypewriter",
    "OldStandard-Regular.ttf": "OldStandard-Regular",
    "OldStandard-Bold.ttf": "OldStandard-Bold",
    "OldStandard-Italic.ttf": "OldStandard-Italic",
}


def main() -> int:
    """Write each face into its folder."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sources", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--web", type=Path)
    args = parser.parse_args()
    for source, name in FACES.items():
        for folder, ranges, flavour in (
            (args.target, LETTERS, None),
            (args.web, WEB, "woff2"),
        ):
            if folder is None:
                continue
            font = TTFont(args.sources / source, recalcTimestamp=False)
            if name == "DepeshaTypewriter":
                composed(font)
                lent(font, args.sources)
                renamed(font, "Depesha Typewriter")
            cut(font, ranges)
            font.flavor = flavour
            font.save(folder / f"{name}.{flavour or 'ttf'}")
    for weight, style in ((400, "Regular"), (600, "SemiBold")):
        joined(args.sources, weight).save(args.target / f"GolosText-{style}.ttf")
    return 0


if __name__ == "__main__":
    sys.exit(main())
