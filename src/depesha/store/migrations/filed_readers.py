"""A step of filing: all editions of what was filed are for the same readers.

Before a telegram's reference was refused as the source of a record, one that anybody may read could
stand before the record of a secret telegram.
"""

from typing import Final

FILED_READERS: Final = """
UPDATE record SET classification =
    (SELECT max(o.classification) FROM record AS o WHERE o.source = record.source)
    WHERE source IN (SELECT source FROM schedule WHERE uid NOT NULL);
"""
