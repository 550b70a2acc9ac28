"""What the person reads: folded, framed, coloured on a terminal only."""

from io import StringIO

import pytest

from depesha.demo.teller import PLACES, Teller, teller


class Screen(StringIO):
    def isatty(self) -> bool:
        return True


def told_by(*, is_coloured: bool = False) -> tuple[Teller, StringIO]:
    out = StringIO()
    return Teller(out, is_coloured=is_coloured), out


def test_a_sentence_is_folded_between_words() -> None:
    tell, out = told_by()
    tell.say("слово " * 60)
    lines = out.getvalue().splitlines()
    assert max(len(line) for line in lines) <= PLACES
    assert " ".join(lines).split() == ["слово"] * 60


def test_what_is_typed_into_a_command_is_folded_and_loses_no_letter() -> None:
    tell, out = told_by()
    typed = "Кому: roshchin@peking\n\n" + 'раз"яснения китайско-корейских ' * 9
    tell.command("depesha send -", typed)
    first, *paper = out.getvalue().strip().splitlines()
    assert first == "$ depesha send -"
    assert max(len(line) for line in paper) <= PLACES
    assert "".join("".join(paper).replace("│", "").split()) == "".join(typed.split())


def test_what_a_command_said_stands_set_in_and_is_not_folded() -> None:
    tell, out = told_by()
    tell.output("x" * 200 + "\n\nlast\n")
    assert out.getvalue() == "    " + "x" * 200 + "\n\n    last\n"


def test_a_list_is_aligned() -> None:
    tell, out = told_by()
    tell.listed([("a", "one"), ("abc", "")])
    assert out.getvalue() == "    a    one\n    abc\n"


@pytest.mark.parametrize("deed", ["chapter", "command", "good", "bad"])
def test_colours_add_nothing_to_the_words(deed: str) -> None:
    plain, out = told_by()
    coloured, screen = told_by(is_coloured=True)
    getattr(plain, deed)("words")
    getattr(coloured, deed)("words")
    assert "\x1b[" not in out.getvalue()
    assert "\x1b[" in screen.getvalue()
    words = screen.getvalue()
    for code in ("1", "1;36", "32", "1;31", "0"):
        words = words.replace(f"\x1b[{code}m", "")
    assert words == out.getvalue()


def test_there_are_colours_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for out, is_coloured in ((StringIO(), False), (Screen(), True)):
        teller(out).chapter("one")
        assert ("\x1b[" in out.getvalue()) is is_coloured


def test_no_color_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    screen = Screen()
    teller(screen).chapter("one")
    assert "\x1b[" not in screen.getvalue()
