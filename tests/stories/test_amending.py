"""A telegram is corrected, answered and cancelled between real stations; another one is held."""

import json
from typing import Any

from bench.network import A, C
from tests.stories.posts import Face, Post, draft, serve_all


def ordered(post: Post, *words: str) -> dict[str, Any]:
    ran = post.run(*words, "--json")
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[0])
    return found


def until_marked(face: Face, reference: str, *relations: str) -> dict[str, Any]:
    """Wait until a telegram is marked by all of these."""

    def marked(found: dict[str, Any]) -> dict[str, Any] | None:
        return found if {one["relation"] for one in found["amended"]} >= set(relations) else None

    return face.until(marked, read="track", fields={"reference": reference})


def test_a_telegram_is_corrected_answered_and_cancelled(three: dict[str, Post]) -> None:
    alpha, gamma = three[A], three[C]
    serve_all(three)
    with alpha.face() as there, gamma.face() as here:
        sent = there.ask(order="send", fields={"text": draft("Arrive on the 20th.")})["reference"]
        here.until(lambda rows: rows or None, read="inbox")
        corrected = ordered(alpha, "correct", sent, "--text", "Read: the 21st.")["reference"]
        until_marked(here, sent, "CORRECTS")
        answered = ordered(gamma, "answer", sent, "--text", "Understood.")["reference"]
        until_marked(there, sent, "CORRECTS", "ANSWERS")
        cancelled = ordered(alpha, "cancel", sent, "sent in error")["reference"]
        for face in (there, here):
            found = until_marked(face, sent, "CORRECTS", "ANSWERS", "CANCELS")
            by = {one["relation"]: one["reference"] for one in found["amended"]}
            assert by == {"CORRECTS": corrected, "ANSWERS": answered, "CANCELS": cancelled}
            assert [one["state"] for one in found["addressees"]] == ["CANCELLED"]
            assert found["addressees"][0]["closed"] is True
        refused = gamma.run("report", sent, "done")
        assert refused.returncode == 1
        assert f"was cancelled by {cancelled}" in refused.stderr
        shown = gamma.run("show", sent).stdout
        assert f"CANCELLED by {cancelled}" in shown
        assert "Arrive on the 20th." in shown  # what it says never changes


def test_what_is_held_leaves_by_the_clock_after_a_restart(three: dict[str, Post]) -> None:
    alpha, gamma = three[A], three[C]
    serve_all(three)
    text = f"To: desk@{C}\nClassification: RESTRICTED\nHold until: within 8s\n\nNow.\n"
    with alpha.face() as face:
        held = face.ask(order="send", fields={"text": text})
        assert held["held_until"] - held["registered_at"] == 8000
        (line,) = face.ask(read="queue")
        assert (line["load"], line["reference"]) == ("held", held["reference"])
    alpha.kill()
    with gamma.face() as face:
        assert face.ask(read="inbox") == []
        alpha.start().ready()
        (came,) = face.until(lambda rows: rows or None, read="inbox")
        assert came["reference"] == held["reference"]
        assert came["delivered_at"] >= held["held_until"] - 1000
