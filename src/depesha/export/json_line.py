"""One JSON object a line, for programs: versioned, named by its kind, harmless on a terminal.

    {"v": 1, "kind": "inbox", "reference": "moscow/2026/26044", ...}

Rule 1: fields are added, never renamed or given another meaning without another `v`.
Rule 2: times are integer UTC milliseconds under names that end in `_at`; digests are hex.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

VERSION: Final = 1

# JSON escapes C0 by itself. These, which it may hold as they are, a terminal would obey (C1, DEL)
# or draw in another order (bidirectional controls); they can only stand inside strings.
_OBEYED: Final = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def json_line(kind: str, row: Mapping[str, Any]) -> str:
    """Return `row` as one line."""
    named = {"v": VERSION, "kind": kind}
    line = json.dumps({**named, **row, **named}, ensure_ascii=False)  # no row renames its line
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", line)
