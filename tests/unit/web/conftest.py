"""Pages of real telegrams are seen in a network of four stations."""

from tests.network.fixtures import courier, founder, network

__all__ = ["courier", "founder", "network"]
