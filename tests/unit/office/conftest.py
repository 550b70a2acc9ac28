"""These tests run in a network of four stations."""

from tests.network.fixtures import courier, founder, network

__all__ = ["courier", "founder", "network"]
