"""Founding a station and changing what lies in its home beside the store: keys, offices, lines.

What touches the keys holds the home while it works, so a station that is being served refuses it
(`Busy`); what is only written in `station.toml` holds that file, and a station that is being served
takes it in at its next start. A station is founded beside its home and moved there whole. A centre
founds the network with it: the root keys and the first edition of the key book.
"""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from depesha.errors import NotFound, Refused, Usage
from depesha.keybook.leaf import MAX_DEPUTIES
from depesha.names import office_id, station_id
from depesha.number import series as series_name
from depesha.seal.keys import KeyContent, new_content, with_journal, with_office
from depesha.seal.office_lock import relocked
from depesha.seal.slots import SlotKind, new_key_file, rewrite, slot_kinds
from depesha.station import clock, mail_setting
from depesha.station import settings as settings_file
from depesha.station.alone import give
from depesha.station.client import connect
from depesha.station.home import Home, write_whole
from depesha.station.mail_setting import MailSetting
from depesha.station.neighbourhood import parse_address
from depesha.station.policies import shipped_policies
from depesha.station.requests import ROLE_WORDS, described, request_text, signed_deputies
from depesha.station.rotation import published, with_due_periods
from depesha.station.settings import LineSetting, OfficeWish, Settings
from depesha.station.unlocking import Passphrase, open_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Foundation:
    """What a new station is to be."""

    station: str
    centre: bool = False
    network: str = ""
    zone: str = "UTC"
    policy: str = "neutral"
    language: str = "en"
    listen: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    series: Mapping[str, int] = field(default_factory=dict)


def init(home: Home, wish: Foundation, passphrase: str | None) -> dict[str, Any]:
    """Found a station in an empty home; None as passphrase makes an open slot.

    Raises:
        Refused: a station lives there already, or a word of the wish is not known.
    """
    config = _checked(wish)
    if home.path.exists() and any(home.path.iterdir()):
        msg = f"{home.path} is not empty"
        raise Refused(msg, hint="found the station in a folder of its own with --home")
    site = Home(home.path.with_name(f".{home.path.name}.founding"))
    shutil.rmtree(site.path, ignore_errors=True)
    site.path.mkdir(mode=0o700, parents=True)
    try:
        _build(site, config, wish, passphrase)
        site.path.rename(home.path)
    finally:
        shutil.rmtree(site.path, ignore_errors=True)
    return show(home)


def _build(site: Home, config: Settings, wish: Foundation, passphrase: str | None) -> None:
    now = clock.now()
    content = new_content(config.station, founds_network=wish.centre)
    content = with_due_periods(content, config, now)
    write_whole(site.keys, new_key_file(content, passphrase))
    write_whole(site.settings, settings_file.write(config))
    ask = None if passphrase is None else lambda: passphrase
    give(site, ask, "found", {}, "")
    if wish.centre:
        fields = {
            "network": wish.network or wish.station,
            "request": request_text(config, published(content, now)),
        }
        give(site, ask, "found-network", fields, "")
    for series, first in wish.series.items():
        give(site, ask, "series", {"series": series, "first": first}, "")


def _checked(wish: Foundation) -> Settings:
    settings_file.zone_of(wish.zone)
    if wish.policy not in shipped_policies():
        msg = f"there is no policy {wish.policy!r}"
        raise Usage(msg, hint=f"there are {', '.join(sorted(shipped_policies()))}")
    parse_address(wish.listen)
    _check_network(wish.network)
    for series in wish.series:
        series_name(series)
    return Settings(
        station=station_id(wish.station),
        zone=wish.zone,
        policy=wish.policy,
        language=wish.language,
        listen=wish.listen,
        names=dict(wish.names),
    )


def _check_network(name: str) -> None:
    if not name:
        return  # it is named after its centre
    try:
        station_id(name)  # both are formed alike
    except Usage as error:
        msg = f"not a network's name: {name[:40]!r}"
        raise Usage(msg, hint=error.hint) from error


def show(home: Home) -> dict[str, Any]:
    """Return what may be said of a station without opening its keys."""
    config = settings_file.read(home.must_exist().settings.read_bytes())
    kinds = slot_kinds(home.keys.read_bytes())
    locks = _locks(home, kinds)
    return {
        "station": config.station,
        "home": str(home.path),
        "zone": config.zone,
        "policy": config.policy,
        "language": config.language,
        "names": dict(config.names),
        "listen": config.listen,
        "slots": [kind.name.lower() for kind in kinds],
        "open": SlotKind.OPEN in kinds,
        "lines": [
            {
                "neighbour": one.neighbour,
                "address": one.address,
                **mail_setting.shown(one.mail),
            }
            for one in config.lines
        ],
        "offices": [
            {
                "office": f"{one.name}@{config.station}",
                "roles": list(one.roles),
                "clearance": one.clearance,
                "titles": dict(one.titles),
                "deputies": [f"{name}@{config.station}" for name in one.deputies],
                **_key_of(locks, f"{one.name}@{config.station}"),
            }
            for one in config.offices
        ],
    }


def _locks(home: Home, kinds: Sequence[SlotKind]) -> Mapping[str, bool] | None:
    """Return which offices' keys are locked, where the key file is open; else nobody can tell."""
    if SlotKind.OPEN not in kinds:
        return None
    _, content = open_keys(home, None)
    return {one.office: one.lock is not None for one in content.offices}


def _key_of(locks: Mapping[str, bool] | None, office: str) -> dict[str, str]:
    if locks is None or office not in locks:
        return {}
    return {"key": "locked" if locks[office] else "open"}


# -- offices --------------------------------------------------------------------------------------


def add_office(
    home: Home,
    wish: OfficeWish,
    passphrase: Passphrase | None,
    own_passphrase: str | None = None,
) -> dict[str, Any]:
    """Make a key for an office and write down what the centre is asked to let it do.

    The key lies behind its holder's own passphrase; without one it is open. At the centre itself
    the key book is signed anew at once, and its version is returned; a post sends its request
    again.

    Raises:
        Usage: a role is not known, or the office is there already.
        WeakPassphrase: the office's own passphrase is too short.
    """
    ask = cache(passphrase) if passphrase else None
    with home.must_exist().held():
        config = settings_file.read(home.settings.read_bytes())
        office = office_id(f"{wish.name}@{config.station}")
        _check_office(config, wish)
        master, content = open_keys(home, ask)
        grown = with_office(with_journal(content), office)
        if own_passphrase is not None:
            grown = relocked(grown, office, old=None, new=own_passphrase)
        write_whole(home.keys, rewrite(home.keys.read_bytes(), master, grown))
        settled = _settle(home, lambda now: replace(now, offices=(*now.offices, wish)))
    if own_passphrase is not None:
        give(home, ask, "office-passphrase", {"office": office, "note": True}, "")
    added = {
        "office": office,
        "roles": list(wish.roles),
        "clearance": wish.clearance,
        "key": "open" if own_passphrase is None else "locked",
    }
    return {**added, **_asked(home, ask, settled, grown)}


def _asked(
    home: Home, passphrase: Passphrase | None, settled: Settings, content: KeyContent
) -> dict[str, Any]:
    """Have a changed identity admitted, at a centre; a post's goes with its next request."""
    if content.root is None:
        return {}
    request = request_text(settled, published(content, clock.now()))
    with connect(home.path, passphrase=passphrase) as station:
        return {"version": station.order("keybook-admit", text=request)["version"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deputing:
    """One office is to act for another, or no longer.

    Attributes:
        office, deputy: names of offices of this station.
        own: the passphrase of the office for which it acts, where that is locked.
    """

    office: str
    deputy: str
    remove: bool = False
    own: str | None = field(default=None, repr=False)


def set_deputy(home: Home, said: Deputing, passphrase: Passphrase | None) -> dict[str, Any]:
    """Write down that one office may act for another, or no longer, as the centre is asked.

    Who may is named by the office itself, and signed with its key. At the centre itself the key
    book is signed anew at once; a post sends its request again.

    Raises:
        NotFound: there is no such office here, or it is no deputy.
        OfficeLocked: the office is locked, and its own passphrase was not given.
        Refused: it would have too many deputies, or be its own.
        WrongPassphrase: that passphrase does not open its key.
    """
    name, deputy, remove = said.office, said.deputy, said.remove
    ask = cache(passphrase) if passphrase else None
    _, content = open_keys(home.must_exist(), ask)

    def changed(now: Settings) -> Settings:
        known = {one.name: one for one in now.offices}
        for one in (name, deputy):
            if one not in known:
                msg = f"there is no office {one} at {now.station}"
                raise NotFound(msg, hint='"depesha office list" shows those there are')
        wish = known[name]
        others = {one for one in wish.deputies if one != deputy}
        if remove and len(others) == len(wish.deputies):
            msg = f"{deputy} is no deputy of {name}"
            raise NotFound(msg, hint='"depesha office list" shows who is')
        deputies = tuple(sorted(others if remove else {*others, deputy}))
        if name in deputies or len(deputies) > MAX_DEPUTIES:
            msg = f"{name} has at most {MAX_DEPUTIES} deputies, and is none of them"
            raise Refused(msg)
        office = office_id(f"{name}@{now.station}")
        named = replace(wish, deputies=deputies)
        named = replace(named, deputies_signature=signed_deputies(content, office, named, said.own))
        return replace(
            now, offices=tuple(named if one.name == name else one for one in now.offices)
        )

    settled = _settle(home, changed)
    wish = next(one for one in settled.offices if one.name == name)
    found: dict[str, Any] = {
        "office": f"{name}@{settled.station}",
        "deputies": [f"{one}@{settled.station}" for one in wish.deputies],
    }
    return {**found, **_asked(home, ask, settled, content)}


def _check_office(config: Settings, wish: OfficeWish) -> None:
    for role in wish.roles:
        if role not in ROLE_WORDS:
            msg = f"there is no role {role!r}"
            raise Usage(msg, hint=f"there are {', '.join(ROLE_WORDS)}")
    levels = shipped_policies()[config.policy].classifications
    highest = max(entry.level for entry in levels)
    if not 0 <= wish.clearance <= highest:
        msg = f"a clearance is a level of policy {config.policy}, 0 to {highest}"
        known = ", ".join(f"{entry.level} {entry.name('en')}" for entry in levels)
        raise Usage(msg, hint=known)
    if any(one.name == wish.name for one in config.offices):
        msg = f"there is an office {wish.name} at {config.station} already"
        raise Refused(msg, hint='give another name; "depesha office list" shows those there are')


def request(home: Home, passphrase: Passphrase | None) -> dict[str, Any]:
    """Return this station's request to be admitted, and the fingerprint to read out with it."""
    config = settings_file.read(home.must_exist().settings.read_bytes())
    _, content = open_keys(home, passphrase)
    return described(request_text(config, published(content, clock.now())))


# -- lines ----------------------------------------------------------------------------------------


def add_line(
    home: Home,
    neighbour: str,
    address: str,
    *folders: str,
    mail: MailSetting | None = None,
) -> dict[str, Any]:
    """Write down where a neighbour is called; an empty address: it is the neighbour that calls.

    Or the two folders, out and in, or the mail by which it is reached. A station that is `served`
    takes it in at its next start. What was written of that neighbour before is returned as `was`,
    or None.

    Raises:
        Usage: it has several carriers, or half of one, or names a folder that is not there or a
            password file that others may read.
    """
    folder_out, folder_in = folders or ("", "")
    parse_address(address)
    line = LineSetting(
        neighbour=station_id(neighbour),
        address=address,
        folder_out=folder_out,
        folder_in=folder_in,
        mail=mail,
    )
    settings_file.check_line(line)
    _must_be_there(line)
    was: list[LineSetting] = []

    def change(now: Settings) -> Settings:
        was.extend(one for one in now.lines if one.neighbour == line.neighbour)
        return replace(now, lines=(*_others(now, line), line))

    _settle(home.must_exist(), change)
    return {
        "neighbour": line.neighbour,
        **_carrier(line),
        "was": _carrier(was[0]) if was else None,
        "served": home.is_served(),
    }


def _carrier(line: LineSetting) -> dict[str, str | int]:
    return {
        "address": line.address,
        "folder_out": line.folder_out,
        "folder_in": line.folder_in,
        **mail_setting.shown(line.mail),
    }


def _must_be_there(line: LineSetting) -> None:
    """Check the folders of a new line; later they may be on a stick that somebody has with him."""
    for folder in filter(None, (line.folder_out, line.folder_in)):
        if not Path(folder).is_dir():
            msg = f"there is no folder {folder}"
            raise Usage(msg, hint="make both folders first; if one is on a stick, put it in")
    if line.mail is not None:
        mail_setting.must_be_there(line.neighbour, line.mail)


def _others(config: Settings, line: LineSetting) -> tuple[LineSetting, ...]:
    return tuple(one for one in config.lines if one.neighbour != line.neighbour)


def set_listen(home: Home, address: str) -> dict[str, Any]:
    """Write down the address that this station listens at; one that is `served` at its next start.

    Raises:
        Usage: it is not formed like an address.
    """
    parse_address(address)
    _settle(home.must_exist(), lambda now: replace(now, listen=address))
    return {"listen": address, "served": home.is_served()}


def _settle(home: Home, change: Callable[[Settings], Settings]) -> Settings:
    """Change `station.toml` by itself, and return what it says then."""
    with home.settings_held():
        settled = change(settings_file.read(home.settings.read_bytes()))
        write_whole(home.settings, settings_file.write(settled))
    return settled
