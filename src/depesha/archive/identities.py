"""Who is who among names as they are spelled: which of them are one entry of a list.

    Громыко А.А., Andrei A. Gromyko, A. Gromyko, Г Р О М Ы К О       one person
    Gromyko, where there are Andrei and Anatoly                      an entry of its own
    Secretary of State, Department of State                          two

Rule 1: a body is known by all its words.
Rule 2: persons are one where their surnames agree, no given name contradicts another, and all that
    a name could be is one: a name that could be either of two persons is neither.
Rule 3: what the authority of names has as forms of one name is one, whatever the forms are.
Rule 4: it goes by spellings alone, and by nothing that stands beside them: two persons who are
    spelled alike are one entry.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from depesha.archive.name_keys import keys_of, keys_of_all
from depesha.archive.person_names import Reading, given_agree, reading_of, surnames_agree
from depesha.archive.spelling import folded, key_of

MAX_ALIKE: Final = 200
"""Names of one surname that are compared, each with each; beyond that none is joined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One entry.

    Attributes:
        spellings: as they stand in records.
        known: which name of the authority it is; None: none.
    """

    spellings: tuple[str, ...]
    known: int | None = None


@dataclass(slots=True, kw_only=True)
class _Node:
    """Spellings that are one for certain, and their readings."""

    readings: list[Reading]
    spellings: list[str] = field(default_factory=list)
    known: int | None = None

    @property
    def is_bare(self) -> bool:
        """It is a surname alone."""
        return not any(one.given for one in self.readings)


def identities(
    spellings: Iterable[str], known: Sequence[Sequence[str]] = ()
) -> tuple[Identity, ...]:
    """Return the entries that spellings make.

    Args:
        spellings: each once.
        known: of each name of the authority its forms.
    """
    by_form = _by_form(known)
    authority: dict[int, _Node] = {}
    bodies: dict[str, _Node] = {}
    buckets: dict[str, list[_Node]] = {}
    for text in sorted(spellings):
        reading = reading_of(text)
        number = _stated(text, reading, by_form)
        if number is not None:
            node = authority.setdefault(number, _of_known(known[number], number))
            node.spellings.append(text)
        elif reading.is_body or not reading.surname:
            one = bodies.setdefault(reading.surname or text, _Node(readings=[reading]))
            one.spellings.append(text)
        else:
            _put(buckets.setdefault(_bucket(reading), []), reading, text)
    for number, forms in enumerate(known):
        _stand(buckets, authority, _of_known(forms, number))
    joined = [*authority.values(), *bodies.values()]
    merged = _merged(buckets)
    return tuple(_told([*joined, *merged]))


def _by_form(known: Sequence[Sequence[str]]) -> Mapping[str, int | None]:
    """Return by each key of whole names which name of the authority has it; None: several have."""
    found: dict[str, int | None] = {}
    for number, forms in enumerate(known):
        for key in keys_of_all(forms):
            found[key] = number if found.get(key, number) == number else None
    return found


def _stated(text: str, reading: Reading, by_form: Mapping[str, int | None]) -> int | None:
    """Return which name of the authority a spelling is a whole form of; a surname says too little.

    One of another script than ours has no surname that we know.
    """
    if not reading.is_body and not reading.given and folded(reading.surname)[:1] in _RUSSIAN:
        return None
    numbers = {by_form[key] for key in keys_of(text) if key in by_form}
    return numbers.pop() if len(numbers) == 1 else None


_RUSSIAN: Final = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюя")


def _of_known(forms: Sequence[str], number: int) -> _Node:
    readings = [one for one in map(reading_of, forms) if one.surname and not one.is_body]
    return _Node(readings=readings, known=number)


def _bucket(reading: Reading) -> str:
    return key_of(reading.surname) or folded(reading.surname)


def _put(nodes: list[_Node], reading: Reading, text: str) -> None:
    """Put a spelling to the one that says the same, or by itself."""
    for node in nodes:
        if all(
            one.given == reading.given and surnames_agree(one, reading) for one in node.readings
        ):
            node.readings.append(reading)
            node.spellings.append(text)
            return
    nodes.append(_Node(readings=[reading], spellings=[text]))


def _stand(buckets: dict[str, list[_Node]], authority: dict[int, _Node], known: _Node) -> None:
    """Give a person of the authority his place among the spellings of his surname, if he has any.

    Whose given name is stated takes what is spelled with it. Whoever agrees with a bare surname
    alone, where others of that surname stand on the shelf, is not known to stand there.
    """
    node = known if known.known is None else authority.get(known.known, known)
    for bucket in {_bucket(one) for one in known.readings}:
        near = buckets.get(bucket, [])
        mine = [one for one in near if one.known is None and _are_one(one, node)]
        named = [one for one in mine if not one.is_bare and _shares_given(one, node)]
        for one in named:
            node.spellings += one.spellings
            near.remove(one)
        others = any(not one.is_bare for one in near if one not in named)
        if node.spellings or (mine and not (others and all(one.is_bare for one in mine))):
            near.append(node)


def _shares_given(one: _Node, known: _Node) -> bool:
    return any(
        mine.given and theirs.given and surnames_agree(mine, theirs) and given_agree(mine, theirs)
        for mine in one.readings
        for theirs in known.readings
    )


def _are_one(one: _Node, other: _Node) -> bool:
    """Say whether two may be one: surnames agree, and given names, where both have any."""
    pairs = [
        (mine, theirs)
        for mine in one.readings
        for theirs in other.readings
        if surnames_agree(mine, theirs)
    ]
    named = [(mine, theirs) for mine, theirs in pairs if mine.given and theirs.given]
    agree = [given_agree(mine, theirs) for mine, theirs in named]
    is_known = one.known is not None or other.known is not None
    return bool(pairs) and (not agree or (any(agree) if is_known else all(agree)))


def _merged(buckets: Mapping[str, Sequence[_Node]]) -> Iterator[_Node]:
    """Yield persons, each with all that can be nobody else."""
    for nodes in buckets.values():
        for group in _groups(nodes):
            yield _Node(
                readings=[reading for one in group for reading in one.readings],
                spellings=[text for one in group for text in one.spellings],
                known=next((one.known for one in group if one.known is not None), None),
            )


def _groups(nodes: Sequence[_Node]) -> Iterator[list[_Node]]:
    """Yield what is one: names each of which agrees with names alone that agree with one another.

    Of those that are so, whoever agrees with one agrees with all that this one agrees with.
    """
    if len(nodes) > MAX_ALIKE:
        yield from ([one] for one in nodes)
        return
    near = [_agreeing(nodes, place) for place in range(len(nodes))]
    clear = sum(1 << at for at, mine in enumerate(near) if _is_clear(near, mine))
    left = clear
    for place, mine in enumerate(near):
        if not clear >> place & 1:
            yield [nodes[place]]
        elif left >> place & 1:
            group = mine & clear
            left &= ~group
            yield [one for at, one in enumerate(nodes) if group >> at & 1]


def _agreeing(nodes: Sequence[_Node], place: int) -> int:
    """Return with which of these one agrees, itself too, as bits."""
    return sum(
        1 << at for at, other in enumerate(nodes) if at == place or _are_one(nodes[place], other)
    )


def _is_clear(near: Sequence[int], mine: int) -> bool:
    """Say whether all with which one agrees agree with one another."""
    return all(not mine & ~near[at] for at in range(len(near)) if mine >> at & 1)


def _told(nodes: Iterable[_Node]) -> Iterator[Identity]:
    """Yield the entries; of a name of the authority one, in however many places it stands."""
    by_known: dict[int, list[str]] = {}
    for node in nodes:
        if node.known is None:
            yield Identity(spellings=tuple(sorted(node.spellings)))
        else:
            by_known.setdefault(node.known, []).extend(node.spellings)
    for number, spellings in by_known.items():
        if spellings:
            yield Identity(spellings=tuple(sorted(set(spellings))), known=number)
