from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import settings as config
from hypothesis import strategies as st

from depesha.errors import Problem, Usage
from depesha.names import StationId
from depesha.station import mail_setting, settings
from depesha.station.mail_setting import (
    LEAST_PART_BYTES,
    MOST_BLOB_BYTES,
    MOST_PART_BYTES,
    MailSetting,
)
from depesha.station.settings import LineSetting, OfficeWish, Settings

NAMES = st.from_regex(r"[a-z][a-z0-9]{1,10}", fullmatch=True)
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], include_characters='"\\\n\t\x7f\x00'), max_size=12
)
PAIRS = st.dictionaries(TEXTS, TEXTS, max_size=3)
OFFICES = st.builds(
    OfficeWish,
    name=NAMES,
    roles=st.lists(TEXTS, max_size=3).map(tuple),
    clearance=st.integers(0, 255),
    titles=PAIRS,
)
MAIL = st.builds(
    MailSetting,
    mail_to=NAMES.map("{}@example.org".format),
    mail_from=NAMES.map("{}@example.net".format),
    smtp=st.sampled_from(["smtps://mail.example.org", "smtp://moscow@[::1]:25"]),
    imap=st.just("imaps://moscow@example.org@mail.example.org/IN BOX"),
    password_file=TEXTS.filter(lambda text: "\0" not in text).map("/etc/{}".format),
    part_bytes=st.integers(LEAST_PART_BYTES, MOST_PART_BYTES),
    blob_bytes=st.integers(0, MOST_BLOB_BYTES),
    poll_seconds=st.integers(0, 86_400),
    repeat_seconds=st.integers(1, 86_400),
)
CALLED = st.builds(LineSetting, neighbour=NAMES.map(StationId), address=TEXTS)
MAILED = st.builds(LineSetting, neighbour=NAMES.map("x-{}".format).map(StationId), mail=MAIL)
LINES = CALLED | MAILED
ALL = st.builds(
    Settings,
    station=NAMES.map(StationId),
    zone=st.sampled_from(["UTC", "Europe/Moscow", "Asia/Pyongyang"]),
    policy=TEXTS,
    language=TEXTS,
    listen=TEXTS,
    alarm_hook=st.lists(TEXTS.filter(lambda text: "\0" not in text), max_size=3).map(
        lambda words: ("/bin/ring", *words)
    )
    | st.just(()),
    names=PAIRS,
    offices=st.lists(OFFICES, max_size=3).map(tuple),
    lines=st.lists(LINES, max_size=3, unique_by=lambda line: line.neighbour).map(tuple),
)


@config(max_examples=40)
@given(ALL)
def test_what_is_written_reads_as_it_was(wanted: Settings) -> None:
    assert settings.read(settings.write(wanted)) == wanted


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_settings_or_a_problem(data: bytes) -> None:
    with suppress(Problem):
        assert settings.read(data).station


MINIMAL = b'station = "moscow"\n'
LINE = b'[[line]]\nneighbour = "peking"\n'
MAIL_LINE = b'mail_to = "a@b"\nmail_from = "b@c"\nsmtp = "smtps://c"\nspool = "/s"\n'

WRONG: dict[str, tuple[bytes, str]] = {
    "not UTF-8": (b'station = "\xff"', "station.toml"),
    "not TOML": (b"station = moscow", "station.toml"),
    "no station": (b'zone = "UTC"', "missing"),
    "a station that is a number": (b"station = 5", ""),
    "a station with a strange name": (b'station = "Mos cow"', ""),
    "an unknown word": (MINIMAL + b"polcy = 1", "unknown word 'polcy'"),
    "an unknown word of an office": (
        MINIMAL + b'[[office]]\nname = "a"\nclerance = 1',
        "unknown word 'clerance'",
    ),
    "an unknown word of a line": (MINIMAL + b'[[line]]\nneighbour = "b"\nport = 1', "'port'"),
    "an address and folders": (
        MINIMAL + LINE + b'address = "c:1"\nfolder_out = "/o"\nfolder_in = "/i"',
        "one carrier",
    ),
    "a folder out without a folder in": (MINIMAL + LINE + b'folder_out = "/o"', "a folder in"),
    "one folder for both": (
        MINIMAL + LINE + b'folder_out = "/o"\nfolder_in = "/o"',
        "both directions",
    ),
    "a folder from nowhere": (
        MINIMAL + LINE + b'folder_out = "o"\nfolder_in = "/i"',
        "from the root",
    ),
    "a folder and an address in two lines": (
        MINIMAL + LINE + b'folder_out = "/o"\nfolder_in = "/i"\n' + LINE + b'address = "c:1"',
        "several lines",
    ),
    "half a line by mail": (MINIMAL + LINE + b'mail_to = "a@b"', "mail_from and smtp"),
    "mail and an address": (MINIMAL + LINE + MAIL_LINE + b'address = "c:1"', "one carrier"),
    "mail and folders": (
        MINIMAL + LINE + MAIL_LINE + b'folder_out = "/o"\nfolder_in = "/i"',
        "one carrier",
    ),
    "mail in two lines": (
        MINIMAL + LINE + MAIL_LINE + LINE + b'address = "c:1"',
        "several lines",
    ),
    "two places where mail comes from": (
        MINIMAL + LINE + MAIL_LINE + b'maildir = "/m"',
        "one of imap, maildir and spool",
    ),
    "a spool from nowhere": (
        MINIMAL + LINE + MAIL_LINE.replace(b'"/s"', b'"s"'),
        "from the root",
    ),
    "parts that are too small": (MINIMAL + LINE + MAIL_LINE + b"part_bytes = 1", "part_bytes"),
    "parts that are no number": (MINIMAL + LINE + MAIL_LINE + b'part_bytes = "x"', "wrong kind"),
    "a repetition at once": (MINIMAL + LINE + MAIL_LINE + b"repeat_seconds = 0", "repeat_seconds"),
    "a server that is none": (
        MINIMAL + LINE + MAIL_LINE.replace(b"smtps://c", b"c"),
        "not an address of a mail server",
    ),
    "an unknown zone": (MINIMAL + b'zone = "Mars/Olympus"', "Mars/Olympus"),
    "a zone outside its folder": (MINIMAL + b'zone = "../../etc/passwd"', "time zone"),
    "an office that is no table": (MINIMAL + b"office = [1]", "wrong kind"),
    "offices that are no list": (MINIMAL + b"office = 1", "wrong kind"),
    "names that are no table": (MINIMAL + b"names = 1", "wrong kind"),
    "an office without a name": (MINIMAL + b"[[office]]\nclearance = 1", "missing"),
    "a clearance that is no number": (
        MINIMAL + b'[[office]]\nname = "a"\nclearance = "high"',
        "wrong kind",
    ),
    "too long": (MINIMAL + b"#" * settings.MAX_SETTINGS_BYTES, "longer than"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_file_is_a_usage_error_that_names_the_place(case: str) -> None:
    data, says = WRONG[case]
    with pytest.raises(Usage) as caught:
        settings.read(data)
    assert says in caught.value.message
    assert "\n" not in caught.value.message.strip()


def test_an_unknown_word_is_answered_with_the_known_ones() -> None:
    with pytest.raises(Usage) as caught:
        settings.read(MINIMAL + b"polcy = 1")
    assert "policy" in caught.value.hint


def test_what_is_not_said_has_a_sensible_value() -> None:
    assert settings.read(MINIMAL) == Settings(station=StationId("moscow"))


def test_a_file_as_an_administrator_writes_it_is_read() -> None:
    assert settings.__doc__ is not None
    example = settings.__doc__.split("no secret.\n")[1].split("\nWhat is written")[0]
    found = settings.read("\n".join(line[4:] for line in example.splitlines()).encode())
    assert found.station == "pyongyang"
    assert found.names == {"ru": "Пхеньян"}
    assert found.offices[0].titles == {"ru": "Посол"}
    assert found.lines == (
        LineSetting(neighbour=StationId("moscow"), address="127.0.0.1:7001"),
        LineSetting(
            neighbour=StationId("peking"),
            folder_out="/media/courier/pyongyang-peking",
            folder_in="/media/courier/peking-pyongyang",
        ),
    )
    assert settings.read(settings.write(found)) == found


@pytest.mark.parametrize("zone", ["UTC", "Asia/Pyongyang"])
def test_a_zone_is_found_by_its_name(zone: str) -> None:
    assert settings.zone_of(zone).key == zone


UNTRUE: dict[str, Callable[[], object]] = {
    "empty": lambda: settings.zone_of(""),
    "a folder": lambda: settings.zone_of("Europe"),
    "an absolute path": lambda: settings.zone_of("/etc/localtime"),
    "a zero byte": lambda: settings.zone_of("UTC\x00"),
}


@pytest.mark.parametrize("case", UNTRUE)
def test_what_is_no_zone_is_refused(case: str) -> None:
    with pytest.raises(Usage):
        UNTRUE[case]()


def test_a_line_by_mail_as_its_page_shows_it_is_read() -> None:
    assert mail_setting.__doc__ is not None
    example = mail_setting.__doc__.split("station.toml`.\n")[1].split("\nInstead of")[0]
    text = "\n".join(line[4:] for line in example.splitlines())
    found = settings.read(MINIMAL + text.encode())
    (line,) = found.lines
    assert line.mail is not None
    assert line.mail.repeat_seconds == 900
    reached = mail_setting.reached(line.neighbour, line.mail)
    assert (reached.to, reached.smtp.port) == ("peking@example.org", 465)
    assert reached.box.imap is not None
    assert reached.poll_seconds == mail_setting.IMAP_POLL_SECONDS
    assert settings.read(settings.write(found)) == found


@pytest.mark.parametrize(
    ("hook", "what"),
    [
        ('"/bin/ring"', "is a list of words"),
        ('["ring"]', "names no program by its whole path: 'ring'"),
        ("[1]", "is a list of words"),
        ('["/bin/ring", "\\u0000"]', "holds a NUL"),
    ],
)
def test_a_hook_for_alarms_is_a_list_of_words_that_begins_with_a_path(hook: str, what: str) -> None:
    with pytest.raises(Usage, match=what):
        settings.read(f'station = "moscow"\nalarm_hook = {hook}\n'.encode())


@pytest.mark.parametrize(
    ("table", "where"),
    [
        ('[[line]]\nneighbour = "moscow"\naddress = "127.0.0.1:1"', "[[line]] moscow"),
        ('[[office]]\nname = "desk"', "[[office]] desk"),
        ('[names]\nru = "Пункт"', "[names]"),
    ],
)
def test_a_line_that_was_put_behind_a_table_is_told_where_it_belongs(
    table: str, where: str
) -> None:
    hook = 'alarm_hook = ["/usr/local/bin/ring"]'
    assert settings.read(f'station = "pyongyang"\n{hook}\n{table}\n'.encode()).alarm_hook
    with pytest.raises(Usage) as caught:
        settings.read(f'station = "pyongyang"\n{table}\n{hook}\n'.encode())
    assert "'alarm_hook'" in caught.value.message
    assert where in caught.value.message
    assert caught.value.hint == (
        "alarm_hook stands at the top of the file, before the first [table]"
    )
