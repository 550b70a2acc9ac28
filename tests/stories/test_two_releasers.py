"""A telegram that two must release, from stations that start unattended and cannot sign for them.

Real processes. Both offices have passphrases of their own; the key files have open slots.
"""

from json import loads
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from bench.network import A, C
from depesha.station.client import connect
from tests.stories.posts import Post, serve_all

MINISTER = "correct horse battery staple"
DESK = "seven crows upon a wall"
NEW = "the kettle sings at noon"
DRAFT = f"To: desk@{C}\nClassification: RESTRICTED\nPrecedence: OVERRIDE\nReceipt: confirm\n\nGo.\n"


@pytest.fixture
def secrets(tmp_path: Path) -> dict[str, str]:
    """Files with the passphrases, and the draft."""
    texts = {"minister": MINISTER, "desk": DESK, "new": NEW, "draft": DRAFT}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return {name: str(tmp_path / name) for name in texts}


def must(done: CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout


def with_minister(three: dict[str, Post], secrets: dict[str, str]) -> None:
    """Add the minister's office at the centre, lock the desk's, and tell the others."""
    roles = ("--role", "drafter", "--role", "releaser", "--title", "en=Minister")
    own = ("--office-passphrase-file", secrets["minister"])
    must(three[A].run("office", "add", "minister", *roles, "--clearance", "5", *own))
    must(three[A].run("office", "passphrase", "desk", "--new-passphrase-file", secrets["desk"]))
    with connect(three[A].path) as centre:
        books = {
            name: centre.read("keybook-export", station=name)["text"] for name in three if name != A
        }
    for name, text in books.items():
        with connect(three[name].path) as station:
            station.order("keybook-import", text=text)


def test_two_offices_release_with_their_own_passphrases(
    three: dict[str, Post], secrets: dict[str, str]
) -> None:
    with_minister(three, secrets)
    serve_all(three)
    alpha, gamma = three[A], three[C]
    must(alpha.run("draft", secrets["draft"], "--as", "desk"))

    # whoever sits at the machine has the station, and neither office
    for office in ("desk", "minister"):
        refused = alpha.run("release", "1", "--as", office)
        assert (refused.returncode, "is locked" in refused.stderr) == (7, True)
    wrong = alpha.run("release", "1", "--as", "desk", "--office-passphrase-file", secrets["new"])
    assert (wrong.returncode, "does not open" in wrong.stderr) == (7, True)
    assert "does not open the key of desk@alpha" in alpha.complaint()

    first = alpha.run("release", "1", "--as", "desk", "--office-passphrase-file", secrets["desk"])
    assert must(first).endswith("1 of 2 releasing offices still to sign\n")
    assert must(alpha.run("register", "out", "--as", "desk", "--json")) == ""
    hers = ("--office-passphrase-file", secrets["minister"])
    last = must(alpha.run("release", "1", "--as", "minister", *hers))
    assert "registered and sealed" in last

    with gamma.face() as face:
        (line,) = face.until(lambda tray: tray, read="inbox", fields={"limit": 5})
    shown = must(gamma.run("show", line["reference"]))
    assert "Minister (minister@alpha)" in shown
    assert "2 of 2 releases that policy neutral demands" in shown

    must(gamma.run("confirm", line["reference"]))
    with alpha.face() as face:

        def answered(tray: list[dict[str, object]]) -> str | None:
            return str(tray[0]["answered_as"]) if tray[0]["answered_as"] else None

        assert face.until(answered, read="outbox", fields={"limit": 5}) == "operator"
    tracked = must(alpha.run("track", "1", "--as", "desk"))
    assert "an operator has it; nobody with authority has answered" in tracked
    must(gamma.run("comply", line["reference"]))
    with alpha.face() as face:
        face.until(
            lambda tray: tray[0]["answered_as"] == "authority" or None,
            read="outbox",
            fields={"limit": 5},
        )

    # the minister goes; his successor types a passphrase of his own, while the station serves
    changed = ("--new-passphrase-file", secrets["new"])
    must(alpha.run("office", "handover", "minister", "--to", "V. Molotov", *hers, *changed))
    offices = must(alpha.run("office", "list", "--json"))
    held = {one["office"]: one for one in map(loads, offices.splitlines())}
    assert held["minister@alpha"]["holder"] == "V. Molotov"
    assert {one["key"] for one in held.values()} == {"locked"}
    must(alpha.run("draft", secrets["draft"], "--as", "desk", "--again"))
    assert alpha.run("release", "2", "--as", "minister", *hers).returncode == 7
    his = ("--office-passphrase-file", secrets["new"])
    assert "1 of 2" in must(alpha.run("release", "2", "--as", "minister", *his))

    # after all of it no passphrase lies anywhere in the home, nor in what the process said
    for path in alpha.path.rglob("*"):
        if path.is_file():
            held_bytes = path.read_bytes()
            assert not any(one.encode() in held_bytes for one in (MINISTER, DESK, NEW)), path
    assert not any(one in alpha.complaint() for one in (MINISTER, DESK, NEW))
    alpha.stop()
    assert "✗" not in must(alpha.run("doctor", "--rebuild"))
