"""`evidence` and `verify`, run against a real home; a rival forges the whole with his own keys."""

import io
from json import loads
from pathlib import Path
from typing import Any

import pytest

from depesha.cli.call import World
from depesha.cli.entry import main
from depesha.evidence.ledger import NAMES
from depesha.evidence.remarks import LANGUAGES
from depesha.station.home import Home
from depesha.words import word
from tests.unit.station.a_station import draft, found, station

TEXT = "Встретить у моста."


class Ran:
    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = loads(self.out.splitlines()[0])
        return found


def run(*words: str, language: str = "en") -> Ran:
    out, err = io.StringIO(), io.StringIO()
    environ = {"DEPESHA_LANG": language, "HOME": "/nonexistent"}
    world = World(stdin=io.BytesIO(), stdout=out, stderr=err, environ=environ)
    return Ran(main(words, world), out.getvalue(), err.getvalue())


def founded(path: Path, number: int = 0) -> Home:
    home = found(path, number=number)
    text = draft(TEXT, "Subject: Встреча")
    station(home).order("send", office="desk@alpha", text=text)
    return home


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Home]:
    """A centre and a rival who calls himself and all his offices the same."""
    folder = tmp_path_factory.mktemp("homes")
    return founded(folder / "alpha"), founded(folder / "rival", 1)


def root_of(home: Home) -> str:
    return str(station(home).read("keybook")["root"])


def make(home: Home, target: Path, *more: str) -> Ran:
    return run("--home", str(home.path), "--as", "desk", "evidence", "1", str(target), *more)


def test_evidence_is_made_and_verified(homes: tuple[Home, Home], tmp_path: Path) -> None:
    home, _ = homes
    made = make(home, tmp_path / "proof")
    assert made.status == 0, made.err
    assert "evidence 1 about alpha/" in made.out
    assert f"the root, to be told by another way: {root_of(home)}" in made.out
    ran = run("verify", str(tmp_path / "proof"), "--root", root_of(home))
    assert ran.status == 0, ran.err
    lines = ran.out.splitlines()
    assert all(line.startswith("✓ ") for line in lines[:-2])
    assert "✓ released by 1 of 1 offices that policy neutral demands" in lines
    assert not any("Registered" in line or "EvidenceMade" in line for line in lines)
    assert any(line.startswith("✓ journal  alpha  fact 8: registered  ") for line in lines)
    assert any(line.startswith("✓ journal  alpha  fact 10: evidence made  ") for line in lines)
    assert lines[-1] == f"it holds under the root that was named: {root_of(home)}"
    assert any(line.startswith("✓ released by  desk@alpha") for line in lines)
    told = run("verify", str(tmp_path / "proof"), "--root", root_of(home), "--json").json
    assert (told["holds"], told["whole"], told["root_named"]) == (True, True, True)
    assert told["problem"] is None
    assert told["steps"][-1]["what"] == "readable"


def test_without_a_root_nobody_is_proved(homes: tuple[Home, Home], tmp_path: Path) -> None:
    home, _ = homes
    make(home, tmp_path / "proof")
    ran = run("verify", str(tmp_path / "proof"))
    assert ran.status == 1
    assert ran.out.splitlines()[-1] == f"whole, but whose keys is not shown: {root_of(home)}"
    told = run("verify", str(tmp_path / "proof"), "--json").json
    assert (told["holds"], told["whole"], told["root_named"]) == (False, True, False)


def test_a_bundle_forged_whole_with_its_own_keys_is_told_for_what_it_is(
    homes: tuple[Home, Home], tmp_path: Path
) -> None:
    home, rival = homes
    made = make(rival, tmp_path / "forged")
    assert made.status == 0, made.err
    alone = run("verify", str(tmp_path / "forged"))
    assert alone.status == 1, "it is whole"
    ran = run("verify", str(tmp_path / "forged"), "--root", root_of(home))
    assert ran.status == 5
    groups = bytes.fromhex(root_of(rival)).hex(" ", -2)
    assert f"it is made with the keys of another root, {groups}" in ran.err
    assert "✓ root" not in ran.out
    told = run("verify", str(tmp_path / "forged"), "--root", root_of(home), "--json").json
    assert told["holds"] is told["whole"] is False
    assert told["problem"]["code"] == "does-not-verify"


def test_it_speaks_russian(homes: tuple[Home, Home], tmp_path: Path) -> None:
    home, _ = homes
    target = str(tmp_path / "proof")
    ran = run("--home", str(home.path), "--as", "desk", "evidence", "1", target, language="ru")
    assert ran.status == 0, ran.err
    assert "Доказательство о телеграмме" in (tmp_path / "proof" / "README.txt").read_text()
    said = run("verify", target, "--root", root_of(home), language="ru")
    assert "✓ подписал к отправке  desk@alpha" in said.out
    assert "верно, корень — названный" in said.out


def test_what_was_tampered_with_exits_5_and_says_where(
    homes: tuple[Home, Home], tmp_path: Path
) -> None:
    home, _ = homes
    make(home, tmp_path / "proof")
    with (tmp_path / "proof" / "telegram.txt").open("r+b") as file:
        file.write(b"X")
    ran = run("verify", str(tmp_path / "proof"), "--root", root_of(home))
    assert ran.status == 5
    assert "error: telegram.txt was changed" in ran.err
    assert ran.out.splitlines()[-1] == "✗ it does not hold: telegram.txt was changed"


def test_wrong_words_are_told(homes: tuple[Home, Home], tmp_path: Path) -> None:
    home, _ = homes
    assert run("verify", str(tmp_path / "nothing")).status == 3
    assert run("verify", str(tmp_path), "--root", "4f1c").status == 2
    assert make(home, tmp_path / "proof", "--to", "age1somebody").status == 2
    boy = run("--home", str(home.path), "--as", "boy", "evidence", "77", str(tmp_path / "p"))
    assert boy.status == 3
    assert list(tmp_path.iterdir()) == []


def test_the_home_is_not_needed_to_verify(homes: tuple[Home, Home], tmp_path: Path) -> None:
    home, _ = homes
    make(home, tmp_path / "proof")
    ran = run("--home", str(tmp_path / "none"), "verify", str(tmp_path / "proof"))
    assert ran.status == 1


def test_the_root_is_heard_as_words_and_told_as_it_was_named(tmp_path: Path) -> None:
    """After a new root document the key book shows another digest; either may be named."""
    home = founded(tmp_path / "alpha")
    before = station(home).read("keybook")
    (tmp_path / "pass.txt").write_text("a long passphrase of several words\n")
    key, public = str(tmp_path / "ivanov.key"), str(tmp_path / "ivanov.root")
    new = ("keybook", "holder", "new", key, "--name", "ivanov", "-o", public)
    assert run(*new, "--passphrase-file", str(tmp_path / "pass.txt")).status == 0
    root = ("keybook", "root", "--holder", public, "--threshold", "1")
    ran = run("--home", str(home.path), *root)
    assert ran.status == 0, ran.err
    now = station(home).read("keybook")
    assert now["root"] != before["root"]
    made = make(home, tmp_path / "proof")
    assert f"the root, to be told by another way: {now['root']}" in made.out
    assert f"or in words: {now['root_words']}" in made.out
    for named, told in (
        (before["root"], before["root"]),
        (now["root"], now["root"]),
        (now["root_words"], now["root"]),
        (before["root_words"].replace(" ", "-"), before["root"]),
    ):
        ran = run("verify", str(tmp_path / "proof"), "--root", named)
        assert ran.status == 0, ran.err
        assert ran.out.splitlines()[-1] == f"it holds under the root that was named: {told}"
        assert f"{before['root']} > {now['root']}" in ran.out
    alone = run("verify", str(tmp_path / "proof"))
    assert alone.out.splitlines()[-1].endswith(now["root"])


def test_a_cancelled_telegram_is_told_first_and_last(tmp_path: Path) -> None:
    home = founded(tmp_path / "alpha")
    station(home).order("cancel", office="desk@alpha", reference="1", reason="sent in error")
    assert make(home, tmp_path / "proof").status == 0
    ran = run("verify", str(tmp_path / "proof"), "--root", root_of(home))
    assert ran.status == 0, ran.err
    lines = ran.out.splitlines()
    assert lines[0] == lines[-2]
    assert lines[0].startswith("! CANCELLED ")
    assert lines[0].endswith("(by the journal of alpha)")


@pytest.mark.parametrize("kind", sorted(NAMES.values()))
def test_every_kind_of_fact_is_told_in_words(kind: str) -> None:
    for language in LANGUAGES:
        assert word(kind, language) != kind
