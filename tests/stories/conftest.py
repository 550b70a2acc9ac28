"""What the stories share: three stations founded once, and copies of them to ruin."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.posts import Post, founded, moved, posts


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three homes as they were founded; they are copied, never used."""
    return founded(tmp_path_factory.mktemp("founded"))


@pytest.fixture
def three(network: Path, tmp_path: Path) -> Iterator[dict[str, Post]]:
    """Three stations that nobody serves yet, by name; alpha calls relay, and so does gamma."""
    moved(network, tmp_path)
    with posts(tmp_path) as stations:
        yield stations
