"""The six scenes, each a function of what the story has at hand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from depesha.demo import drafts, secrecy
from depesha.demo.commands import Commands
from depesha.demo.founding import CENTRE, PLACES, carry_book
from depesha.demo.page import Page
from depesha.demo.serving import Stations
from depesha.demo.teller import Teller
from depesha.errors import Refused
from depesha.station.client import Client

PEKING: Final = "peking"
PYONGYANG: Final = "pyongyang"

FORBIDDEN: Final = 4
NOT_FOUND: Final = 3
FAILED: Final = 1

UNDER_THE_SHEET: Final = "Signatures:"

Line = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a scene is played with."""

    page: Page
    commands: Commands
    stations: Stations
    tell: Teller

    @property
    def directive(self) -> str:
        """The directive as other stations name it."""
        return f"{CENTRE}/{self.page.outgoing_number - 1}"

    @property
    def telegram(self) -> str:
        """No. 26044 as other stations name it."""
        return f"{CENTRE}/{self.page.outgoing_number}"

    def home(self, station: str) -> Path:
        """Return a station's home."""
        return self.commands.folder / station

    def must(self, is_so: object, what: str) -> None:
        """Say what was proved.

        Raises:
            Refused: it is not so.
        """
        if not is_so:
            msg = f"this is not so: {what}"
            raise Refused(msg)
        self.tell.good(what)


# -- 1 --------------------------------------------------------------------------------------------


def directive_to_peking(scene: Scene) -> None:
    """Moscow sends the directive of 20 November to Roshchin."""
    page, tell = scene.page, scene.tell
    tell.say(
        "On 20 November Roshchin at Peking is sent the directive of comrade Filippov. Its words are"
        f" those that No. {page.outgoing_number} quotes; its form, its precedence, its number"
        f' {page.outgoing_number - 1} and No. 1 of the series "directive" are the demo\'s own. It'
        " is to be passed to Kim Il Sung through Razuvaev."
    )
    scene.commands.run(CENTRE, "send", "-", typed=drafts.directive(page))
    scene.stations.ear(PEKING).until(
        lambda peking: _in_tray(peking, page.outgoing_number - 1), "the directive does not arrive"
    )
    scene.commands.run(PEKING, "inbox")


# -- 2 --------------------------------------------------------------------------------------------


def no_communications(scene: Scene) -> None:
    """Peking cannot pass it on, and says so to Moscow."""
    scene.tell.say(
        "Roshchin wants to pass it on. But Peking's key book has no entry for pyongyang, and the"
        " plan lets Moscow carry nothing from Peking to Pyongyang."
    )
    scene.commands.run(PEKING, "keybook", "show")
    scene.commands.run(CENTRE, "plan", "show")
    said = scene.commands.run(
        PEKING, "pass", scene.directive, "--to", "razuvaev@pyongyang", status=FAILED
    )
    scene.must(
        "no communications with pyongyang" in said.err,
        "exit status 1: Peking says why, and tells the originator",
    )
    scene.tell.say("Moscow learns it from Peking's signed notice.")
    scene.stations.ear(CENTRE).until(_notice, "Peking's notice does not arrive")
    scene.commands.run(CENTRE, "alarms")


# -- 3 --------------------------------------------------------------------------------------------


def telegram_to_pyongyang(scene: Scene) -> None:
    """Moscow drafts, releases and registers No. 26044, which goes straight to Pyongyang."""
    page, tell, ears = scene.page, scene.tell, scene.stations
    notice = ears.ear(CENTRE).until(_notice, "there is no notice")
    tell.say(
        f"So Moscow writes to Pyongyang itself. Form No. {page.form_code}, as on the sheet. The"
        " directive is quoted, with its signatures; the reason is Peking's notice, by its digest."
    )
    draft = drafts.telegram(page, quotes=scene.directive, notice=notice["notice"][:16])
    scene.commands.run(CENTRE, "draft", "-", typed=draft)
    tell.say(
        "A draft leaves nobody's desk. It is released, and in the same moment it has a number."
    )
    number = _last_draft(ears.ear(CENTRE).until(_drafts, "there is no draft"))
    sent = scene.commands.run(CENTRE, "release", str(number))
    scene.must(f"/{page.outgoing_number}" in sent.out, f"outgoing number {page.outgoing_number}")
    scene.must(f"special {page.special_number}" in sent.out, f"special {page.special_number}")
    scene.must("direct" in sent.out, "straight to Pyongyang, by nobody else")
    scene.commands.run(CENTRE, "register", "out")
    tell.say(
        f"What was put on the paper after it had been sent is not in the telegram: верно:"
        f" {page.certified_by}, {page.archive_mark}, and the leaf numbers {page.folio} and"
        f" {page.second_folio}. The eight printed places for copies stay empty, as on sheet 1."
    )


# -- 4 --------------------------------------------------------------------------------------------


def executed(scene: Scene) -> None:
    """Razuvaev's station opens it, confirms receipt, and reports execution."""
    tell, pyongyang = scene.tell, scene.stations.ear(PYONGYANG)
    pyongyang.until(
        lambda station: _in_tray(station, scene.page.outgoing_number), "No. 26044 does not arrive"
    )
    scene.commands.run(PYONGYANG, "inbox")
    tell.say("Under the sheet (which comes whole in step 6) stands what Pyongyang has verified.")
    said = scene.commands.run(PYONGYANG, "show", scene.telegram, shows=False)
    tell.output("[…]\n" + said.out[said.out.find(UNDER_THE_SHEET) :])
    shown = pyongyang.until(
        lambda station: station.read("show", reference=scene.telegram), "it cannot be shown"
    )
    scene.must(
        all(one["verified"] for one in shown["signatures"]),
        "the telegram: signed by gromyko@moscow and by the station moscow",
    )
    scene.must(
        [one["verified"] for one in shown["quotations"]] == [True],
        "the directive quoted in it: verified at Pyongyang, which never received it",
    )
    tell.say(f"{scene.page.caveat}: the station keeps to it.")
    scene.commands.run(PYONGYANG, "show", scene.telegram, "--json", status=FORBIDDEN)
    _answer(scene)


def _answer(scene: Scene) -> None:
    scene.tell.say(
        f'"{scene.page.confirm} {scene.page.execute}" What Razuvaev answered is not known. These'
        " answers are the demo's own, and the report says so."
    )
    scene.commands.run(PYONGYANG, "confirm", scene.telegram)
    scene.commands.run(PYONGYANG, "comply", scene.telegram)
    scene.commands.run(PYONGYANG, "report", scene.telegram, drafts.REPORT)
    number = str(scene.page.outgoing_number)
    scene.stations.ear(CENTRE).until(
        lambda moscow: _is_executed(moscow, number), "the report of execution does not arrive"
    )
    scene.tell.good("Moscow holds the signed report: EXECUTED")


# -- 5 --------------------------------------------------------------------------------------------


def relayed(scene: Scene) -> None:
    """The cause is removed: Peking and Pyongyang may write to each other, by way of Moscow."""
    _let_them_write(scene)
    tell, commands = scene.tell, scene.commands
    tell.say("There is a way now, and it goes through Moscow.")
    commands.run(PYONGYANG, "route", PEKING)
    commands.run(PYONGYANG, "send", "-", typed=drafts.short_telegram(scene.page))
    came = scene.stations.ear(PEKING).until(_from_pyongyang, "the short telegram does not arrive")
    commands.run(PEKING, "show", came["reference"])
    commands.run(CENTRE, "show", came["reference"], status=NOT_FOUND)
    _unread_by_moscow(scene)


def _unread_by_moscow(scene: Scene) -> None:
    """Prove that Moscow, whose store is laid open, has the slip of what it carried, and no word."""
    own, foreign = secrecy.phrases(scene.page.text), secrecy.phrases(drafts.SHORT_TEXT)
    scene.tell.say("Moscow carried it. What has Moscow of it? Its store is decrypted and searched.")
    with secrecy.in_the_clear(scene.home(CENTRE)) as copy:
        scene.must(secrecy.count_in(copy, own), "the search finds the text of No. 26044 in it")
        scene.must(not secrecy.count_in(copy, foreign), "and no word of the short telegram")
        passages = secrecy.passages(copy)
    scene.must(
        not secrecy.files_with(scene.home(CENTRE), foreign), "nor in any file of Moscow's home"
    )
    scene.must(
        any((one.came_from, one.destination) == (PYONGYANG, PEKING) for one in passages),
        "only the slips of what it carried, there and back:",
    )
    scene.tell.listed([(f"from {one.came_from}", f"for {one.destination}") for one in passages])


def _let_them_write(scene: Scene) -> None:
    commands = scene.commands
    scene.tell.say(
        "The cause is removed. First the keys: the centre issues the leaves of each to the other."
    )
    for station, other in ((PEKING, PYONGYANG), (PYONGYANG, PEKING)):
        commands.run(CENTRE, "keybook", "introduce", station, other)
        carry_book(commands, station)
    scene.tell.say("Then the plan: Moscow may carry from each to the other.")
    commands.run(CENTRE, "plan", "transit", PEKING, CENTRE, PYONGYANG)
    commands.run(CENTRE, "plan", "sign")
    for station in (PEKING, PYONGYANG):
        carry_book(commands, station)


# -- 6 --------------------------------------------------------------------------------------------


def tracked_and_searched(scene: Scene) -> None:
    """Every stage with its time; the sheet; and where the words lie, and where they do not."""
    number, tell = str(scene.page.outgoing_number), scene.tell
    tell.say("Every stage with its time. ✓ says that a signed notice of it is held.")
    scene.commands.run(CENTRE, "track", number)
    tell.say("And the sheet, with the captions of the form in Russian.")
    scene.commands.run(CENTRE, "show", number, DEPESHA_LANG="ru")
    tell.say("Where are the words? First where they must be: a decrypted copy of Moscow's store.")
    wanted = secrecy.phrases(scene.page.text)
    with secrecy.in_the_clear(scene.home(CENTRE)) as copy:
        found = secrecy.count_in(copy, wanted)
    scene.must(found, f"{found} of {len(wanted)} phrases of the text, in UTF-8; copy destroyed")
    tell.say("Then the three homes as they lie on the disk.")
    for station in PLACES:
        files = secrecy.files_under(scene.home(station))
        with_words = secrecy.files_with(scene.home(station), wanted)
        scene.must(not with_words, f"{station}: {len(files)} files, not one phrase in any of them")


# -- what is asked of the stations ----------------------------------------------------------------


def _in_tray(station: Client, number: int) -> Line | None:
    return next((line for line in station.read("inbox") if line["number"] == number), None)


def _from_pyongyang(station: Client) -> Line | None:
    return next((one for one in station.read("inbox") if one["station"] == PYONGYANG), None)


def _notice(station: Client) -> Line | None:
    return next((line for line in station.read("service") if line["came"]), None)


def _drafts(station: Client) -> list[Line] | None:
    return station.read("drafts") or None


def _last_draft(lines: Sequence[Line]) -> int:
    return max(int(line["draft"]) for line in lines)


def _is_executed(station: Client, number: str) -> bool:
    addressees = station.read("track", reference=number)["addressees"]
    return all(one["state"] == "EXECUTED" for one in addressees)


# -- with the desks open --------------------------------------------------------------------------


def left_waiting(scene: Scene) -> None:
    """Moscow asks once more, and nobody answers: that is left to whoever opens the desk."""
    scene.tell.say(
        "One telegram is left to be confirmed and carried out at Pyongyang, within three hours. Its"
        " words and its number are the demo's own, and it says so."
    )
    scene.commands.run(CENTRE, "send", "-", typed=drafts.waiting_telegram(scene.page))
    scene.stations.ear(PYONGYANG).until(
        lambda station: _in_tray(station, scene.page.outgoing_number + 1),
        "the telegram to be confirmed does not arrive",
    )
    scene.commands.run(PYONGYANG, "inbox")


SCENES: Final[Sequence[tuple[str, Callable[[Scene], None]]]] = (
    ("1. The directive goes to Peking", directive_to_peking),
    ("2. No communications with Pyongyang", no_communications),
    ("3. Moscow sends No. 26044 itself", telegram_to_pyongyang),
    ("4. Pyongyang opens it, confirms, reports", executed),
    ("5. A way is opened, and Moscow carries what it cannot read", relayed),
    ("6. What became of it, and where its words lie", tracked_and_searched),
)
