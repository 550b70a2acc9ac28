"""A step of what is made public: releases with which no reason of an edition goes out."""

from typing import Final

RELEASE_REASONS: Final = """
CREATE TABLE release_without_reasons (
    release INTEGER PRIMARY KEY             -- the fact's place
);
"""
