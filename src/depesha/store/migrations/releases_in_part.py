"""A step of what is made public: by which rule a release counts, and which notes it names."""

from typing import Final

RELEASES_IN_PART: Final = """
CREATE TABLE release_rule (                 -- of those with another rule than the first
    release INTEGER PRIMARY KEY,            -- the fact's place
    rule    INTEGER NOT NULL,               -- `archive.releasing`
    glosses TEXT NOT NULL                   -- JSON: places of notes that go out
);
"""
