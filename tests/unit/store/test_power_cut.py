"""A writer that is killed at any moment: what it said was committed is there, the rest is not."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from depesha.office.facts import AlarmRaised
from depesha.store.leaves import each_fact, size
from tests.unit.store.conftest import Home

WRITER = """
import sys
from pathlib import Path
from depesha.office.facts import AlarmRaised
from tests.unit.store.conftest import Home
from tests.unit.store.facts_of import NOW, founded

home = Home(Path(sys.argv[1]))
book = home.open()
number = book.committed_head().size
while True:
    book.begin()
    for _ in range(5):
        book.mark()
        book.append(AlarmRaised(kind="n", about=str(number), text="x" * 500), NOW)
        number += 1
    book.commit()
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()
"""

ROOT = Path(__file__).parents[3]


def _write_and_be_killed(folder: Path, after_seconds: float) -> int:
    """Return the number of facts that the writer said were committed before it was killed."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as writer:
        assert writer.stdout
        said = [writer.stdout.readline()]  # it is at work
        time.sleep(after_seconds)
        writer.send_signal(signal.SIGKILL)
        said += writer.stdout.readlines()
    whole = [line for line in said if line.endswith("\n")]
    assert whole, "the writer never committed"
    return int(whole[-1])


@pytest.mark.parametrize("times", [4, pytest.param(25, marks=pytest.mark.slow)])
def test_a_killed_writer_loses_nothing_that_it_had_said(tmp_path: Path, times: int) -> None:
    seed = random.SystemRandom().randrange(2**32)
    chance = random.Random(seed)  # noqa: S311  # moments to die at, told if the test fails
    home = Home(tmp_path)
    for _ in range(times):
        said = _write_and_be_killed(tmp_path, chance.uniform(0.0, 0.15))
        book = home.open()
        found = [fact for _, _, fact in each_fact(book._database)]
        assert len(found) >= said, f"seed {seed}"
        assert len(found) % 5 == 0, f"half a group, seed {seed}"
        abouts = [fact.about for fact in found if isinstance(fact, AlarmRaised)]
        assert abouts == [str(number) for number in range(size(book._database))]
        assert book.check() == [], f"seed {seed}"
        book.close()
