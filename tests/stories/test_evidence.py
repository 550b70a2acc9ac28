"""Evidence taken out of stations that are being served, and verified where there is none."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.network import A, B, C
from tests.stories.posts import TO_GAMMA, Post, serve_all

TEXT = "Исполнение телеграфьте немедленно."


def carried_out(answer: Any) -> bool | None:
    return any(one["state"] == "EXECUTED" for one in answer["addressees"]) or None


def test_who_ordered_and_who_carried_it_out_is_proved_at_both_ends(
    three: dict[str, Post], tmp_path: Path
) -> None:
    serve_all(three)
    with three[A].face() as face:
        sent = face.ask(order="send", fields={"text": f"{TO_GAMMA}{TEXT}\n"})
        reference = sent["reference"]
        with three[C].face() as there:
            there.until(lambda found: found or None, read="inbox", fields={"limit": 1})
            there.ask(order="report", fields={"reference": reference, "text": "Исполнено."})
        face.until(carried_out, read="track", fields={"reference": reference})
        root = face.ask(read="keybook")["root"]
    for end, folder in ((A, tmp_path / "ordered"), (C, tmp_path / "received")):
        made = three[end].run("evidence", reference, str(folder))
        assert made.returncode == 0, made.stderr
    relay = three[B].run("evidence", reference, str(tmp_path / "nothing"))
    assert relay.returncode == 3, "the relay has no such telegram"
    for post in three.values():
        assert post.stop() == 0
    for folder in (tmp_path / "ordered", tmp_path / "received"):
        readme = (folder / "README.txt").read_text(encoding="utf-8")
        commands = [line.strip() for line in readme.split("\n") if line.startswith("    ")]
        for command in commands[:-1]:
            subprocess.run(command, shell=True, cwd=folder, check=True, capture_output=True)  # noqa: S602
        # the last one: with the root that was told, in an empty home
        verify = [sys.executable, "-m", "depesha", *commands[-1].split()[1:-1], root]
        environment = {"HOME": str(tmp_path), "PATH": ""}
        ran = subprocess.run(
            verify, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
        )
        assert ran.returncode == 0, ran.stderr
        assert f"answer  desk@{C}  have complied" in ran.stdout
        assert f"released by  desk@{A}" in ran.stdout
