"""How many values a text of JSON may have: told before it is read, by counting marks.

`json.loads` makes an object for every value and lets no other thread run meanwhile. A line of 31
MiB of `[],` cost 5 s and 860 MB; at the bound the dearest text costs a quarter of a second and 60
MB. To count takes 40 ms, of 32 MiB.

Every value but the first stands behind one of `[`, `{`, `,` (what an object names is behind one
with its value). Marks within texts are counted too, so that nothing has to be read: in print every
sixtieth letter or so is a comma.
"""

from typing import Final

MAX_MARKS: Final = 1_000_000
"""A record has at most 800,000 items (`form.MAX_RECORD_ITEMS`). Telegram 26044 with its marks, made
16 MiB long, would have 620,000 of these; a telegram of a printed volume fewer."""


def has_too_many_values(text: bytes) -> bool:
    """Say whether a text of JSON has more values than are read at once."""
    if len(text) <= MAX_MARKS:
        return False
    return text.count(b",") + text.count(b"[") + text.count(b"{") > MAX_MARKS
