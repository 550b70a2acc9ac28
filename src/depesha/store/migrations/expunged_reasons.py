"""A step of the archive: why editions differ is told of no source whose words were destroyed."""

from typing import Final

EXPUNGED_REASONS: Final = """
DELETE FROM edition_reason WHERE record IN
    (SELECT r.id FROM record AS r JOIN record_expunged AS x ON x.source = r.source);
"""
