"""The fault tests use the stories' three stations."""

from tests.stories.conftest import network, three

__all__ = ["network", "three"]
