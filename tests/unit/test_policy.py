"""The policy: its words however they are spelled, its rules, and files that are not one."""

import tomllib
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha import policy
from depesha.errors import Malformed, Usage
from depesha.policy import Action, Policy, Rule
from depesha.telegram import Precedence

FOLDER = Path(policy.__file__).parents[1] / "policies"
BYTES = {name: (FOLDER / f"{name}.toml").read_bytes() for name in policy.SHIPPED}
SHIPPED = {name: policy.read(data) for name, data in BYTES.items()}
NEUTRAL, MID = SHIPPED["neutral"], SHIPPED["mid-1951"]

SMALL = """
version = 1
id = "small"
names = { en = "Small" }

[[classification]]
level = 1
code = "OPEN"
names = { en = "OPEN" }

[[caveat]]
code = "KEEP"
names = { en = "KEEP" }
actions = { pass = "refuse" }
"""
URGENCY = """
[[urgency]]
precedence = "{name}"
code = "{name}"
names = {{ en = "{name}" }}
handling_s = 1
receipt_s = 2
execution_s = 3
"""
URGENCIES = "".join(URGENCY.format(name=name) for name in Precedence.__members__)


def read(text: str) -> Policy:
    return policy.read((text + URGENCIES).encode())


def test_every_shipped_policy_is_named_and_no_other_ships() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.toml")) == sorted(policy.SHIPPED)
    assert {name: found.id for name, found in SHIPPED.items()} == {name: name for name in SHIPPED}


def test_the_digest_is_that_of_the_file() -> None:
    assert sha256(BYTES["neutral"]).digest() == NEUTRAL.digest
    assert NEUTRAL.digest != MID.digest


@pytest.mark.parametrize("name", policy.SHIPPED)
@pytest.mark.parametrize("word", ["ВНЕ ОЧЕРЕДИ", "вне очереди", "ВНЕОЧЕРЕДНАЯ", "Immediate"])
def test_out_of_turn_is_immediate(name: str, word: str) -> None:
    assert SHIPPED[name].find_precedence(word) is Precedence.IMMEDIATE


def test_the_words_of_the_sheet_are_found_as_they_stand_on_it() -> None:
    assert MID.find_classification("СОВ. СЕКРЕТНО").level == 5
    assert MID.find_caveat("Снятие копий воспрещается").code == "NO_COPIES"
    assert MID.find_caption("О С О Б А Я").code == "OSOBAYA"


@pytest.mark.parametrize("word", ["сов.секретно", "СОВЕРШЕННО  СЕКРЕТНО", "top-secret"])
def test_a_word_is_found_whatever_its_case_blanks_and_dots(word: str) -> None:
    assert MID.find_classification(word).code == "SOV_SEKRETNO"


def test_io_is_the_same_as_ie_composed_or_not() -> None:
    assert policy.spelled("ОТЛОЖЁННАЯ") == policy.spelled("отложе\u0308нная") == "отложенная"


def test_no_word_is_routine() -> None:
    assert NEUTRAL.find_precedence(" ") is Precedence.ROUTINE


def test_an_unknown_word_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(Usage) as caught:
        NEUTRAL.find_classification("SECRTE")
    assert "'SECRTE'" in caught.value.message
    assert caught.value.hint == "did you mean 'SECRET'?"


def test_an_unknown_word_far_from_all_is_refused_with_the_list() -> None:
    with pytest.raises(Usage) as caught:
        MID.find_caption("qqq")
    assert caught.value.hint == "one of: ОСОБАЯ, SPECIAL"


def test_a_missing_word_is_refused_as_missing() -> None:
    with pytest.raises(Usage, match="the classification is missing"):
        NEUTRAL.find_classification("")


def test_a_policy_without_captions_says_so() -> None:
    with pytest.raises(Usage) as caught:
        read(SMALL).find_category("NATO")
    assert caught.value.hint == "this policy has none"


@pytest.mark.parametrize("name", policy.SHIPPED)
def test_what_the_ban_on_copies_does(name: str) -> None:
    rules = {action: SHIPPED[name].rule(["NO_COPIES"], action) for action in Action}
    assert rules == {
        Action.PRINT: Rule.ONCE,
        Action.PASS: Rule.REFUSE,
        Action.QUOTE: Rule.REFUSE,
        Action.EVIDENCE: Rule.ONCE,
        Action.JSON: Rule.REFUSE,
        Action.DOWNLOAD: Rule.REFUSE,
        Action.BACKUP: Rule.ALLOW,
    }


def test_the_strictest_caveat_rules() -> None:
    assert NEUTRAL.rule(["ADDRESSEE_ONLY", "NO_COPIES"], Action.PRINT) is Rule.ONCE
    assert not NEUTRAL.allows(["NO_COPIES", "ADDRESSEE_ONLY"], Action.PASS)


def test_without_a_caveat_all_is_allowed() -> None:
    assert all(NEUTRAL.allows([], action) for action in Action)


def test_an_action_that_a_caveat_does_not_name_is_allowed() -> None:
    assert read(SMALL).rule(["KEEP"], Action.PRINT) is Rule.ALLOW


def test_an_unknown_caveat_refuses_all_but_the_backup() -> None:
    assert [a for a in Action if NEUTRAL.allows(["NO_SUCH"], a)] == [Action.BACKUP]


def test_the_handling_terms_are_those_of_the_trade() -> None:
    terms = {p.name: NEUTRAL.urgency(p).handling_s for p in Precedence}
    assert terms["FLASH"] == 600
    assert terms["IMMEDIATE"] == 1800
    assert terms["PRIORITY"] == 10800
    assert terms["ROUTINE"] == 21600


def test_the_default_expiry_is_thirty_days() -> None:
    assert NEUTRAL.default_expiry_s == MID.default_expiry_s == 30 * 86400


def test_a_name_is_given_in_the_language_or_in_english() -> None:
    term = MID.urgency(Precedence.IMMEDIATE)
    assert (term.name("ru"), term.name("fr")) == ("ВНЕ ОЧЕРЕДИ", "IMMEDIATE")


def test_one_office_releases_unless_the_policy_asks_for_more() -> None:
    text = SMALL.replace("level = 1", "level = 1\nreleasers = 2")
    assert read(SMALL).releasers(1, Precedence.FLASH) == 1
    assert read(text).releasers(1, Precedence.FLASH) == 2
    assert read(text).releasers(0, Precedence.FLASH) == 1


BROKEN = {
    "an unknown key": ("version = 1", "version = 1\nlanguge = 1"),
    "a key missing": ('id = "small"', ""),
    "a later version": ("version = 1", "version = 2"),
    "a version that is true": ("version = 1", "version = true"),
    "an unknown action": ("pass =", "eat ="),
    "an unknown rule": ('"refuse"', '"maybe"'),
    "a rule that is a number": ('"refuse"', "2"),
    "a level too high": ("level = 1", "level = 256"),
    "a code in lower case": ('"OPEN"', '"open"'),
    "a colour that is none": ("level = 1", 'level = 1\nforeground = "pinkish"'),
    "no names": ('{ en = "OPEN" }', "{}"),
    "an empty name": ('{ en = "OPEN" }', '{ en = "" }'),
    "a name without letters": ('{ en = "OPEN" }', '{ en = "..." }'),
    "names that are no table": ('{ en = "Small" }', "3"),
    "no whole number": ("level = 1", 'level = "1"'),
    "a level twice": (
        "[[caveat]]",
        '[[classification]]\nlevel = 1\ncode = "X"\nnames = { en = "X" }\n[[caveat]]',
    ),
    "a word with two meanings": (
        "[[caveat]]",
        '[[classification]]\nlevel = 2\ncode = "X"\nnames = { en = "open" }\n[[caveat]]',
    ),
    "a table that is a list": ("actions = { pass", "actions = [1] # "),
    "a list that is a table": ("[[caveat]]", "[caveat]"),
    "an entry that is no table": ("[[classification]]", "caption = [1]\n[[classification]]"),
    "not TOML": ("version = 1", "version = "),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_policy_is_refused_for(what: str) -> None:
    old, new = BROKEN[what]
    assert old in SMALL
    assert read(SMALL).id == "small"
    with pytest.raises(Malformed):
        read(SMALL.replace(old, new, 1))


def test_a_missing_precedence_is_refused() -> None:
    with pytest.raises(Malformed, match="each precedence must stand once"):
        policy.read((SMALL + URGENCY.format(name="FLASH")).encode())


def test_a_mistyped_key_is_named_with_the_right_one() -> None:
    with pytest.raises(Malformed) as caught:
        read(SMALL.replace('id = "small"', 'id = "small"\ncaptoin = []'))
    assert caught.value.hint == "did you mean 'caption'?"


def test_a_policy_that_is_too_long_is_refused() -> None:
    with pytest.raises(Malformed):
        policy.read(b"#" * (policy.MAX_BYTES + 1))


def test_a_nest_of_brackets_is_refused() -> None:
    with pytest.raises(Malformed):
        policy.read(b"a = " + b"[" * 60_000)


def test_an_endless_number_is_refused() -> None:
    with pytest.raises(Malformed):
        policy.read(b"version = " + b"9" * 60_000)


def test_the_hint_of_a_file_that_is_not_toml_says_where() -> None:
    with pytest.raises(Malformed) as caught:
        policy.read(b"version = \n")
    assert "line 1" in caught.value.hint


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_arbitrary_bytes_are_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        policy.read(data)


@given(st.data())
def test_a_policy_with_any_value_replaced_is_read_or_malformed(data: st.DataObject) -> None:
    keys = sorted(tomllib.loads(SMALL + URGENCIES))
    key = data.draw(st.sampled_from(keys))
    value = data.draw(st.sampled_from(["1", "[]", "{}", '"x"', "[[]]", "1979-05-27", "nan"]))
    lines = [f"{name} = {value if name == key else '[]'}" for name in keys]
    with pytest.raises(Malformed):
        policy.read("\n".join(lines).encode())


def test_a_policy_says_how_long_words_are_kept() -> None:
    text = SMALL.replace("level = 1", "level = 1\nkeep_sent_days = 365")
    found = read("expunges_by_itself = true\n" + text)
    (level,) = found.classifications
    assert (level.keep_sent_days, level.keep_received_days) == (365, 0), "0: for ever"
    assert found.expunges_by_itself
    assert not read(SMALL).expunges_by_itself


@pytest.mark.parametrize(
    "line", ["keep_sent_days = -1", 'keep_received_days = "a year"', "keep_sent_days = 99999"]
)
def test_a_time_to_keep_that_is_none_is_refused(line: str) -> None:
    with pytest.raises(Malformed):
        read(SMALL.replace("level = 1", f"level = 1\n{line}"))


def test_by_itself_is_yes_or_no() -> None:
    with pytest.raises(Malformed, match="true or false"):
        read("expunges_by_itself = 1\n" + SMALL)
