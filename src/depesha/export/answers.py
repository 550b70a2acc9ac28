"""How a signature and an answer are said in one cell."""

from depesha.export.speech import Row, Speech


def signer(speech: Speech, one: Row) -> str:
    """Return an office as a signature is shown: by its title and id; a deputy for whom he signed.

    A duty office that answered for another says in whose place.
    `Посол (razuvaev@pyongyang)`, `clerk@moscow for gromyko@moscow`,
    `duty@pyongyang in place of razuvaev@pyongyang`
    """
    who = str(one["who"])
    if one.get("deputy"):
        who = speech.word("signed for").format(one["deputy"], who)
    title = str(one.get("title") or "")
    named = f"{title} ({who})" if title else who
    if one.get("in_place_of"):
        named = f"{named} {speech.word('in place of').format(one['in_place_of'])}"
    return named


def answer(speech: Speech, one: Row) -> str:
    """Return what an answer says, in words: a code is for programs."""
    code = "INTERIM" if one.get("interim") else str(one["code"])
    return speech.word("cannot comply" if code == "CANNOT_COMPLY" else code)
