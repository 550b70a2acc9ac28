"""What is given back when all of them are through."""

from collections.abc import Iterator

import pytest

from tests.links.mail_servers import stop_shared


@pytest.fixture(scope="session", autouse=True)
def shared_servers() -> Iterator[None]:
    """Stop the servers that tests share, if any was started."""
    yield
    stop_shared()
