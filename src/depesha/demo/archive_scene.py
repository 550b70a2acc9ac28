"""Many years later: the page of No. 26044 is taken into the archive, released, published.

The page is the one from which the story itself is told; who decides and by what authority is the
demo's own, and says so. The shelf lies beside the three homes: it is public, they are not.
"""

from importlib.resources import files
from typing import Final

from depesha.demo.founding import CENTRE
from depesha.demo.page import FILE
from depesha.demo.scenes import Scene

SHELF: Final = "public.shelf"
DECIDED: Final = (
    *("--by", "the demo's own board"),
    *("--authority", "25 years (the demo's own)"),
    *("--on", "1976-11-21"),
)


def archived(scene: Scene) -> None:
    """Take the page in, find it by another spelling, cite it, make it public."""
    page, run = scene.page, scene.commands.run
    data = files("depesha.demo").joinpath(FILE).read_bytes()
    (scene.commands.folder / FILE).write_bytes(data)
    scene.tell.say(
        "The archive has the telegram as a page with its holdings tells it: both languages, every"
        " mark. It is found by any spelling and cited by the archive that the reader names."
    )
    run(CENTRE, "archive", "import", FILE)
    found = run(CENTRE, "archive", "search", "Razuvayev", "--limit", "3")
    scene.must(page.title[:24] in found.out, "found as Razuvayev, where the sheet has РАЗУВАЕВУ")
    run(CENTRE, "archive", "cite", page.permalink, "--holding", "2", "--style", "gost")
    scene.tell.say("A decision makes it public, and a shelf is made of what is public alone.")
    run(CENTRE, "archive", "release", "--source", page.permalink, *DECIDED)
    said = run(CENTRE, "archive", "publish", SHELF)
    scene.must(" 1" in said.out, "one record is public")
