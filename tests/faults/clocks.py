"""A station whose clock can be set while it works: a real process, with its time in a file.

What is set is the time of day, as somebody at the machine, or a time server, sets it. The kernel's
monotonic clock runs on in both cases, and so do the timers that hang on it.
"""

import sys

from tests.stories.posts import Post, draft

PROGRAM = """
import sys
from pathlib import Path
from depesha.station import clock
from depesha.station.home import Home
from depesha.station.serving import serve
dial = Path(sys.argv[1])
serve(Home(Path(sys.argv[3])), None, lambda _: print("serving", flush=True),
      lambda: clock.now() + int(dial.read_text()))
"""


class Dial:
    """The clock of one station, by how much it is off."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._file = post.path.with_name(f"{post.path.name}.clock")
        self._off_ms = 0
        self._looks = 0
        self._turn()

    def start(self) -> Post:
        """Let the station serve by this clock; return without waiting."""
        return self._post.start((sys.executable, "-c", PROGRAM, str(self._file)))

    def set_forward(self, ms: int) -> None:
        """Set the clock, forward or (less than nothing) back, and let the station see it."""
        self._off_ms += ms
        self._turn()
        self.look()

    def look(self) -> None:
        """Let the station do something, so that it looks at its clock now and not in a minute."""
        self._looks += 1
        text = draft(f"look {self._looks}")
        with self._post.face() as face:
            face.ask(order="draft", fields={"text": text})

    def _turn(self) -> None:
        fresh = self._file.with_suffix(".new")
        fresh.write_text(str(self._off_ms))
        fresh.replace(self._file)
