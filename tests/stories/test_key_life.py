"""Keys turn and a post is revoked, in three real stations, with nobody carrying files."""

from dataclasses import replace
from typing import Any

from bench.network import A, B, C
from depesha.seal.keys import KeyContent
from depesha.seal.slots import open_key_file, rewrite
from depesha.station.home import write_whole
from tests.stories.posts import Face, Post, draft, serve_all


def content_of(post: Post) -> KeyContent:
    return open_key_file(post.home.keys.read_bytes(), None)[1]


def without_those_ahead(post: Post) -> None:
    """Leave a station with the key in force alone, as if months had gone by."""
    data = post.home.keys.read_bytes()
    master, content = open_key_file(data, None)
    only = replace(content, periods=content.periods[:1])
    write_whole(post.home.keys, rewrite(data, master, only))


def keys_of(book: Any, station: str) -> set[str]:
    """Return the period keys of a station in what `keybook show` gives."""
    (found,) = [one for one in book["stations"] if one["station"] == station]
    return {one["fingerprint"] for one in found["period_keys"]}


def published(centre: Face, post: Post) -> int:
    """Sign what a post asks for on the road, wait until it has it, and return the version."""
    asked = centre.until(lambda found: found or None, read="keybook-requests")
    assert [(one["station"], one["needs_person"]) for one in asked] == [(post.path.name, False)]
    signed = centre.ask(order="keybook-sign-requests", fields={})
    assert signed["stations"] == [post.path.name]
    version = int(signed["version"])
    with post.face() as face:
        face.until(lambda book: book["version"] == version or None, read="keybook")
    return version


def test_keys_turn_by_the_road_alone_and_a_revoked_post_is_told_of(three: dict[str, Post]) -> None:
    gamma = three[C]
    had = len(content_of(gamma).periods)
    without_those_ahead(gamma)
    serve_all(three)
    with three[A].face() as centre:
        before = keys_of(centre.ask(read="keybook"), C)
        published(centre, gamma)  # it was asked for by nobody but the clock
        by_itself = keys_of(centre.ask(read="keybook"), C)
        assert len(by_itself) == len(content_of(gamma).periods) == had
        assert len(by_itself & before) == 1
        turned = gamma.run("keybook", "rotate", "--now")
        assert turned.returncode == 0, turned.stderr
        assert "alpha is asked to publish them" in turned.stdout
        version = published(centre, gamma)
        assert len(keys_of(centre.ask(read="keybook"), C)) == had + 1
        centre.ask(order="send", fields={"text": draft("на новый ключ")})
        centre.until(lambda count: count == 0 or None, read="outstanding")
        (told,) = [one for one in centre.ask(read="keybook")["stations"] if one["station"] == C]
        assert told["book_version"] == version
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
