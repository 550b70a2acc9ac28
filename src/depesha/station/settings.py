"""`station.toml`: what an administrator may read and edit. It holds no secret.

    station = "pyongyang"
    zone = "Asia/Pyongyang"
    policy = "mid-1951"
    listen = "127.0.0.1:7003"
    attachment_limit_mib = 2048
    alarm_hook = ["/usr/local/bin/ring", "--loud"]
    period_days = 30
    periods_ahead = 3

    [names]
    ru = "Пхеньян"

    [[office]]
    name = "razuvaev"
    roles = ["addressee", "may-acknowledge"]
    clearance = 5
    titles = { ru = "Посол" }

    [[line]]
    neighbour = "moscow"
    address = "127.0.0.1:7001"

    [[line]]
    neighbour = "peking"
    folder_out = "/media/courier/pyongyang-peking"
    folder_in = "/media/courier/peking-pyongyang"

What is written here of offices is what the station asks the centre for; what they may do is what
the key book says of them. A line by mail is shown in `mail_setting`, the desk in `web_setting`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from json import dumps
from typing import Any, Final
from zoneinfo import ZoneInfo

from depesha.errors import Usage
from depesha.names import StationId, station_id
from depesha.station import mail_setting, web_setting
from depesha.station.mail_setting import MailSetting
from depesha.station.web_setting import WebSetting

MAX_SETTINGS_BYTES: Final = 256 * 1024

MEND: Final = "mend it with an editor, or take FILE.toml of a backup"


ATTACHMENT_LIMIT_MIB: Final = 2048
"""The largest attachment that this station sends, unless it is told otherwise."""

HOOK_HINT: Final = 'as in alarm_hook = ["/usr/local/bin/ring", "--loud"]; no shell reads it'

MOST_ATTACHMENT_MIB: Final = 1024 * 1024
"""What the slip of a blob can say."""


PERIOD_DAYS: Final = 30
"""How long a period key is sealed to, unless the station is told otherwise."""

MOST_PERIOD_DAYS: Final = 120
PERIODS_AHEAD: Final = 3
"""How many later period keys are published; all must end within what a centre admits by itself."""

MOST_AHEAD: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeWish:
    """An office as the station asks the centre to admit it."""

    name: str
    roles: tuple[str, ...]
    clearance: int
    titles: Mapping[str, str] = field(default_factory=dict)
    deputies: tuple[str, ...] = ()
    """Names of offices beside it that may act for it, sorted."""
    deputies_signature: str = ""
    """The office's own signature over them (`requests.signed_deputies`), in hex."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSetting:
    """A neighbour and where to call it; without an address it is the neighbour that calls.

    Or the two folders that are carried between the stations, or mail: one carrier for each
    neighbour.
    """

    neighbour: StationId
    address: str = ""
    folder_out: str = ""
    folder_in: str = ""
    mail: MailSetting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All of `station.toml`."""

    station: StationId
    zone: str = "UTC"
    policy: str = "neutral"
    language: str = "en"
    listen: str = ""
    attachment_limit_mib: int = ATTACHMENT_LIMIT_MIB
    alarm_hook: tuple[str, ...] = ()
    """A command that is run for each new alarm: the program's whole path, and its words."""
    period_days: int = PERIOD_DAYS
    periods_ahead: int = PERIODS_AHEAD
    names: Mapping[str, str] = field(default_factory=dict)
    offices: tuple[OfficeWish, ...] = ()
    lines: tuple[LineSetting, ...] = ()
    web: WebSetting | None = None


KEYS: Final = {
    "": {
        "station",
        "zone",
        "policy",
        "language",
        "listen",
        "attachment_limit_mib",
        "alarm_hook",
        "period_days",
        "periods_ahead",
        "names",
        "office",
        "line",
        "web",
    },
    "web": web_setting.KEYS,
    "office": {"name", "roles", "clearance", "titles", "deputies", "deputies_signature"},
    "line": {"neighbour", "address", "folder_out", "folder_in", *mail_setting.KEYS},
}


def read(data: bytes) -> Settings:
    """Return the settings that a file holds.

    Raises:
        Usage: it is not such a file; the message names the place.
    """
    if len(data) > MAX_SETTINGS_BYTES:
        msg = f"station.toml is longer than {MAX_SETTINGS_BYTES} bytes"
        raise Usage(msg, hint=MEND)
    try:
        table = tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"station.toml: {error}"
        raise Usage(msg, hint=MEND) from error
    try:
        return _settings(table)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        msg = f"station.toml: a value is missing or of the wrong kind ({error})"
        raise Usage(msg, hint=MEND) from error


def _settings(table: dict[str, Any]) -> Settings:
    _known(table, "", "")
    zone = str(table.get("zone", "UTC"))
    zone_of(zone)
    lines = tuple(_line(one) for one in table.get("line", []))
    _one_carrier(lines)
    return Settings(
        station=station_id(table["station"]),
        zone=zone,
        policy=str(table.get("policy", "neutral")),
        language=str(table.get("language", "en")),
        listen=str(table.get("listen", "")),
        attachment_limit_mib=_limit(table),
        alarm_hook=_hook(table),
        period_days=_bounded(table, "period_days", PERIOD_DAYS, MOST_PERIOD_DAYS),
        periods_ahead=_bounded(table, "periods_ahead", PERIODS_AHEAD, MOST_AHEAD),
        names=_names(table),
        offices=tuple(_office(one) for one in table.get("office", [])),
        lines=lines,
        web=_web(table),
    )


def _web(table: dict[str, Any]) -> WebSetting | None:
    if "web" not in table:
        return None
    _known(table["web"], "web", "[web]")
    return web_setting.of(table["web"])


def _limit(table: dict[str, Any]) -> int:
    limit = int(table.get("attachment_limit_mib", ATTACHMENT_LIMIT_MIB))
    if not 0 <= limit <= MOST_ATTACHMENT_MIB:
        msg = f"station.toml: attachment_limit_mib is from 0 to {MOST_ATTACHMENT_MIB}"
        raise Usage(msg, hint="0 sends no attachments that hold anything")
    return limit


def _hook(table: dict[str, Any]) -> tuple[str, ...]:
    words = table.get("alarm_hook", [])
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        msg = "station.toml: alarm_hook is a list of words"
        raise Usage(msg, hint=HOOK_HINT)
    if any("\0" in word for word in words):
        msg = "station.toml: alarm_hook holds a NUL"
        raise Usage(msg, hint=HOOK_HINT)
    if words and not words[0].startswith("/"):
        msg = f"station.toml: alarm_hook names no program by its whole path: {words[0][:80]!r}"
        raise Usage(msg, hint=HOOK_HINT)
    return tuple(words)


def _bounded(table: dict[str, Any], name: str, default: int, most: int) -> int:
    number = int(table.get(name, default))
    if not 1 <= number <= most:
        msg = f"station.toml: {name} is from 1 to {most}"
        raise Usage(msg, hint=f"{default} is usual")
    return number


def _office(table: dict[str, Any]) -> OfficeWish:
    _known(table, "office", f"[[office]] {table.get('name', '')}")
    return OfficeWish(
        name=str(table["name"]),
        roles=tuple(str(role) for role in table.get("roles", [])),
        clearance=int(table.get("clearance", 0)),
        titles=dict(table.get("titles", {})),
        deputies=tuple(sorted({str(name) for name in table.get("deputies", [])})),
        deputies_signature=str(table.get("deputies_signature", "")),
    )


def _line(table: dict[str, Any]) -> LineSetting:
    _known(table, "line", f"[[line]] {table.get('neighbour', '')}")
    line = LineSetting(
        neighbour=station_id(table["neighbour"]),
        address=str(table.get("address", "")),
        folder_out=str(table.get("folder_out", "")),
        folder_in=str(table.get("folder_in", "")),
        mail=mail_setting.of(table),
    )
    check_line(line)
    return line


def _one_carrier(lines: tuple[LineSetting, ...]) -> None:
    carried = {one.neighbour for one in lines if one.folder_out or one.mail}
    for neighbour in sorted(carried):
        if sum(one.neighbour == neighbour for one in lines) > 1:
            msg = f"there are several lines to {neighbour}"
            raise Usage(msg, hint=f"one carrier for a neighbour: {CARRIERS}")


CARRIERS: Final = "an address, or two folders, one for each direction, or mail"


def check_line(line: LineSetting) -> None:
    """Check that a line has one carrier, and that this is whole.

    Raises:
        Usage: it has not, or it is not.
    """
    folders = [one for one in (line.folder_out, line.folder_in) if one]
    wrong = {
        "has an address and folders; one carrier for a neighbour": folders and line.address,
        "has mail and something else; one carrier for a neighbour": line.mail
        and (folders or line.address),
        "wants a folder out and a folder in": len(folders) == 1,
        "has one folder for both directions": len(folders) > len(set(folders)),
        "wants folders from the root, as in /media/stick/out": any(
            not one.startswith("/") or "\0" in one for one in folders
        ),
    }
    for what, is_so in wrong.items():
        if is_so:
            msg = f"the line to {line.neighbour} {what}"
            raise Usage(msg, hint=CARRIERS)
    if line.mail is not None:
        mail_setting.check(line.neighbour, line.mail)


def _known(table: dict[str, Any], place: str, where: str) -> None:
    """Check that a table has known words only.

    Raises:
        Usage: it has others; a word of the station that was put behind a table is told where to go.
    """
    strange = sorted(set(table) - KEYS[place])
    if not strange:
        return
    key = strange[0]
    said = f" in {where.rstrip()[:80]}" if where else ""
    msg = f"station.toml: unknown word {key!r}{said}"
    if key in KEYS[""]:
        raise Usage(msg, hint=f"{key} stands at the top of the file, before the first [table]")
    raise Usage(msg, hint=f"known are {', '.join(sorted(KEYS[place]))}")


def _names(table: dict[str, Any]) -> dict[str, str]:
    """Return the names by language.

    Raises:
        Usage: one is no text; most often it is a line that belongs at the top.
    """
    names = dict(table.get("names", {}))
    for key, name in names.items():
        if key in KEYS[""] or not isinstance(name, str):
            msg = f"station.toml: {key!r} in [names] is no name in a language"
            raise Usage(msg, hint=f"{key} stands at the top of the file, before the first [table]")
    return names


def zone_of(name: str) -> ZoneInfo:
    """Return the time zone of that IANA name.

    Raises:
        Usage: there is none.
    """
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:
        msg = f"there is no time zone {name!r}"
        raise Usage(msg, hint="an IANA name, as in Europe/Moscow") from error


def write(settings: Settings) -> bytes:
    """Return the settings as a file; reading it again gives the same settings."""
    lines = [
        f"station = {_quoted(settings.station)}",
        f"zone = {_quoted(settings.zone)}",
        f"policy = {_quoted(settings.policy)}",
        f"language = {_quoted(settings.language)}",
        f"listen = {_quoted(settings.listen)}",
        f"attachment_limit_mib = {settings.attachment_limit_mib}",
        *_hook_line(settings.alarm_hook),
        f"period_days = {settings.period_days}",
        f"periods_ahead = {settings.periods_ahead}",
        "",
        "[names]",
        *_pairs(settings.names),
        *_web_lines(settings.web),
    ]
    for office in settings.offices:
        titles = ", ".join(_pairs(office.titles))
        lines += [
            "",
            "[[office]]",
            f"name = {_quoted(office.name)}",
            f"roles = [{', '.join(_quoted(role) for role in office.roles)}]",
            f"clearance = {office.clearance}",
            f"titles = {{ {titles} }}",
        ]
        if office.deputies:
            lines.append(f"deputies = [{', '.join(map(_quoted, office.deputies))}]")
        if office.deputies and office.deputies_signature:
            lines.append(f"deputies_signature = {_quoted(office.deputies_signature)}")
    for line in settings.lines:
        lines += [
            "",
            "[[line]]",
            f"neighbour = {_quoted(line.neighbour)}",
            f"address = {_quoted(line.address)}",
        ]
        folders = {"folder_out": line.folder_out, "folder_in": line.folder_in}
        lines += [f"{key} = {_quoted(folder)}" for key, folder in folders.items() if folder]
        lines += [
            f"{key} = {value if isinstance(value, int) else _quoted(value)}"
            for key, value in mail_setting.shown(line.mail).items()
        ]
    return ("\n".join(lines) + "\n").encode()


def _web_lines(web: WebSetting | None) -> list[str]:
    said = web_setting.shown(web)
    return ["", "[web]", *(f"{key} = {_quoted(said[key])}" for key in said)] if said else []


def _hook_line(words: tuple[str, ...]) -> list[str]:
    return [f"alarm_hook = [{', '.join(_quoted(word) for word in words)}]"] if words else []


def _pairs(values: Mapping[str, str]) -> list[str]:
    return [f"{_quoted(key)} = {_quoted(value)}" for key, value in sorted(values.items())]


def _quoted(text: str) -> str:
    # JSON's escapes are TOML's, but for DEL, which TOML wants escaped
    return dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
