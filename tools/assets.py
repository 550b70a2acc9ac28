"""Put beside the faces what is not committed: htmx, the land of a map, catalogues of words.

    python tools/assets.py PACKAGES DEPESHA

PACKAGES is a folder into which the packages were installed whose hashes `requirements/assets.txt`
vouches for; of each one file is taken. DEPESHA is `src/depesha`: in it `web/static/vendor/` is made
and `locale/*/depesha.mo` in every face that has one. The catalogue of a language is made of all
`.po` files of its face, one for each field of work; a sentence that stands in two of them says the
same in both.
"""

import runpy
import shutil
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

HTMX = "django_htmx/static/django_htmx/htmx-4.min.js"
LAND = "geopandas/datasets/naturalearth_lowres/naturalearth_lowres.shp"
DOMAIN = "depesha"


def take_scripts(packages: Path, vendor: Path) -> None:
    """Copy htmx into `vendor`.

    Raises:
        SystemExit: the package has no such file.
    """
    found = packages / HTMX
    if not found.is_file():
        sys.exit(f"the package has no {HTMX}")
    vendor.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(found, vendor / "htmx.js")


def draw_land(packages: Path, static: Path) -> None:
    """Draw the land of the reading room's map.

    Raises:
        SystemExit: the package has no such file.
    """
    found = packages / LAND
    if not found.is_file():
        sys.exit(f"the package has no {LAND}")
    land = runpy.run_path(str(Path(__file__).with_name("land.py")))
    land["main"](found, static / "land.svg")


def catalogue_of(folder: Path) -> Catalog:
    """Return what all the `.po` files of a language say.

    Raises:
        SystemExit: a sentence says one thing here and another there, or one is doubtful.
    """
    whole = Catalog(locale=folder.name, domain=DOMAIN, fuzzy=False)
    for file in sorted(folder.glob("*.po")):
        with file.open("rb") as opened:
            part = read_po(opened, locale=folder.name, abort_invalid=True)
        for message in part:
            if not message.id:
                continue
            said = whole.get(message.id, message.context)
            if message.fuzzy or (said is not None and said.string != message.string):
                sys.exit(f"{file.name}: said twice and otherwise, or doubtful: {message.id!r}")
            whole[message.id] = message
    return whole


def main(packages: Path, depesha: Path) -> None:
    """Make all."""
    take_scripts(packages, depesha / "web" / "static" / "vendor")
    draw_land(packages, depesha / "reading_room" / "static")
    for folder in sorted(path for path in depesha.glob("*/locale/*") if path.is_dir()):
        with (folder / f"{DOMAIN}.mo").open("wb") as made:
            write_mo(made, catalogue_of(folder))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
