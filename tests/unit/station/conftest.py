"""A book without a station, for what reads it alone."""

from tests.unit.store.conftest import book, home

__all__ = ["book", "home"]
