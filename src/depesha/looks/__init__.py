"""What both faces in a browser share, the desk and the reading room: letters, the seal, and files.

Rule 1: nothing here knows a page, a station or a shelf.
Rule 2: a file is served under the name of what is in it (`files`), so it is kept for ever.
"""

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "static"
"""Letters with their licences, and the seal."""
