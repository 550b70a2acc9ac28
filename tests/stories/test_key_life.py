"""Keys turn and a post is revoked, in three real stations, with nobody carrying files."""

from typing import Any

from bench.network import A, B, C
from depesha.seal.slots import open_key_file
from tests.stories.posts import Post, draft, serve_all


def periods(post: Post) -> int:
    """Return how many period keys lie in a station's key file."""
    return len(open_key_file(post.home.keys.read_bytes(), None)[1].periods)


def keys_of(book: Any, station: str) -> list[str]:
    """Return the period keys of a station in what `keybook show` gives."""
    (found,) = [one for one in book["stations"] if one["station"] == station]
    return [one["fingerprint"] for one in found["period_keys"]]


def test_a_key_turns_by_the_road_alone_and_a_revoked_post_is_told_of(
    three: dict[str, Post],
) -> None:
    serve_all(three)
    had = periods(three[C])
    turned = three[C].run("keybook", "rotate", "--now")
    assert turned.returncode == 0, turned.stderr
    assert "alpha is asked to publish them" in turned.stdout
    assert periods(three[C]) == had + 1
    with three[A].face() as centre:
        asked = centre.until(lambda found: found or None, read="keybook-requests")
        assert [(one["station"], one["needs_person"]) for one in asked] == [(C, False)]
        signed = centre.ask(order="keybook-sign-requests", fields={})
        assert signed["stations"] == [C]
        new = keys_of(centre.ask(read="keybook"), C)
        assert len(new) == had + 1
        with three[C].face() as post:
            post.until(lambda book: book["version"] == signed["version"] or None, read="keybook")
        centre.ask(order="send", fields={"text": draft("на новый ключ")})
        centre.until(lambda count: count == 0 or None, read="outstanding")
        book = centre.ask(read="keybook")
        (told,) = [one for one in book["stations"] if one["station"] == C]
        assert told["book_version"] == signed["version"]
        drill = three[A].run("seized", C, "--json")
        assert drill.returncode == 0, drill.stderr
        assert '"is_exercise": true' in drill.stdout
        revoked = three[A].run("seized", C, "--do", "the post was taken")
        assert revoked.returncode == 0, revoked.stderr
    with three[B].face() as relay:
        relay.until(lambda book: _is_revoked(book, C) or None, read="keybook")
    for station in three.values():
        assert station.stop() == 0
        assert "Traceback" not in station.complaint()


def _is_revoked(book: Any, station: str) -> bool:
    return any(one["station"] == station and one["status"] == "REVOKED" for one in book["stations"])
