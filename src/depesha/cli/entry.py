"""Where every command begins and ends: find the verb, load its file, run it, say what went wrong.

Exit: 0 done, the family's status of `depesha.errors` for a problem, 70 for a bug, 130 after ^C,
141 when nobody reads what is printed.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

from depesha.cli.call import Call, World, real_world
from depesha.cli.parser import Command, parser_of, take_verb
from depesha.cli.verbs import GROUPS, VERBS
from depesha.errors import Problem
from depesha.export.json_line import json_line
from depesha.export.screen import safe
from depesha.words import saying

BUG: Final = 70
INTERRUPTED: Final = 130
NOBODY_READS: Final = 141

_HELP: Final = frozenset({"-h", "--help"})


def main(words: Sequence[str] | None = None, world: World | None = None) -> int:
    """Run one command and return its exit status."""
    words = sys.argv[1:] if words is None else words
    world = world or real_world()
    try:
        status = _guarded(words, world)
        world.stdout.flush()
    except BrokenPipeError:
        # the interpreter flushes once more when it ends; let it do so into nothing
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOBODY_READS
    return status


def _guarded(words: Sequence[str], world: World) -> int:
    try:
        return _run(words, world)
    except Problem as problem:
        return _complain(problem, words, world)
    except BrokenPipeError:
        raise
    except OSError as error:
        from depesha.cli.files import problem_of  # noqa: PLC0415  # only a mishap pays for it

        return _complain(problem_of(error), words, world)
    except KeyboardInterrupt:
        world.stderr.write("\n")
        return INTERRUPTED
    except Exception as error:
        if world.environ.get("DEPESHA_DEBUG") == "1":
            raise
        return _confess(error, world)


def _run(words: Sequence[str], world: World) -> int:
    general = _general(words)
    if general is not None:
        from depesha.cli.helping import print_help  # noqa: PLC0415  # only help pays for it

        return print_help(general, world.stdout)
    name, rest = take_verb(words)
    parser = parser_of(name, VERBS[name].about, command(name), world.stdout)
    try:
        args = parser.read(rest)
    except SystemExit:
        return 0  # the help was printed; errors come as `Usage`
    call = Call(verb=name, args=args, world=world)
    try:
        return command(name).run(call)
    except Problem as problem:
        return _complain(problem, words, world, _language(call))


def _language(call: Call) -> str:
    """Return the language of the station; of one whose settings are what is wrong, English."""
    try:
        return call.language
    except Problem:
        return "en"


def _general(words: Sequence[str]) -> str | None:
    """Return what general help is asked for: everything (""), a group, the version, or none."""
    if not words or words[0] in _HELP:
        return ""
    if words[0] == "--version":
        return words[0]
    if len(words) > 1 and words[0] in GROUPS and words[0] not in VERBS and words[1] in _HELP:
        return words[0]
    return None


def command(name: str) -> Command:
    """Load the file in which a command lives, and return it."""
    module = import_module(f"depesha.cli.{VERBS[name].module}")
    found: Command = module.COMMANDS[name]
    return found


def _complain(problem: Problem, words: Sequence[str], world: World, language: str = "en") -> int:
    """Say what went wrong in the station's language; what programs read stays as it is."""
    said = {text: saying(text, language) or text for text in (problem.message, problem.hint)}
    world.stderr.write(f"depesha: error: {safe(said[problem.message])}\n")
    if problem.hint:
        world.stderr.write(f"depesha: hint: {safe(said[problem.hint])}\n")
    if "--json" in words:
        told = {
            "code": problem.code,
            "exit": problem.exit_status,
            "message": problem.message,
            "hint": problem.hint,
        }
        world.stdout.write(f"{json_line('error', told)}\n")
    return problem.exit_status


def _confess(error: Exception, world: World) -> int:
    """Say that there is a bug, and where; its words may hold what nobody should see."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f" in {Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else ""
    world.stderr.write(f"depesha: error: a bug: {type(error).__name__}{where}\n")
    world.stderr.write("depesha: hint: DEPESHA_DEBUG=1 shows the whole way there\n")
    return BUG
