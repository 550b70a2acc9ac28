"""A step of the archive: all editions of a telegram that was filed are for the same readers."""

from typing import Final

FILED_LEVELS: Final = """
UPDATE record SET classification =
    (SELECT max(o.classification) FROM record AS o WHERE o.source = record.source)
    WHERE source IN (SELECT source FROM schedule WHERE uid IS NOT NULL);
"""
