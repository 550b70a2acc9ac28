"""A post is admitted by five words: two real processes, and nothing else between them."""

import json
import subprocess
import sys
from pathlib import Path

from depesha.station import founding
from depesha.station.client import connect
from depesha.station.home import Home
from depesha.station.settings import OfficeWish

PROGRAM = (sys.executable, "-m", "depesha")
SECONDS = 30


def test_a_post_is_enrolled_by_a_code(tmp_path: Path) -> None:
    centre, post = Home(tmp_path / "centre"), Home(tmp_path / "post")
    founding.init(centre, founding.Foundation(station="moscow", centre=True), None)
    founding.init(post, founding.Foundation(station="pyongyang"), None)
    founding.add_office(post, OfficeWish(name="razuvaev", roles=("addressee",), clearance=5), None)
    listening = subprocess.Popen(
        [*PROGRAM, "--home", str(centre.path), "keybook", "enrol", "pyongyang", "--yes", "--json"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert listening.stdout is not None
        opened = json.loads(listening.stdout.readline())
        assert opened["state"] == "open"
        command = [*PROGRAM, "--home", str(post.path), "station", "enrol", opened["address"]]
        four = opened["code"].split()[1:]
        misheard = subprocess.run([*command, *four], capture_output=True, text=True, check=False)
        enrolled = subprocess.run(
            [*command, "--json", "-"],
            input=opened["code"],
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        assert enrolled.returncode == 0, enrolled.stderr
        admitted = json.loads(listening.stdout.readline())
        assert listening.wait(SECONDS) == 0
    finally:
        listening.kill()
        listening.wait()
        if listening.stdout is not None:
            listening.stdout.close()
    assert misheard.returncode == 2, "it is found before anything is sent"
    with connect(centre.path) as station:
        root = station.read("keybook")["root"]
    told = json.loads(enrolled.stdout)
    assert told["root"] == root
    assert admitted["state"] == "admitted"
    with connect(post.path) as station:
        held = station.read("keybook")
    assert held["root"] == root
    assert admitted["words"] == founding.request(post, None)["words"]
