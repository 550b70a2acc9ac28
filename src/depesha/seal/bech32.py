"""Bech32 (BIP 173) without its length limit, as age spells its keys.

age1pq1…              a recipient: prefix "age1pq", 1216 bytes
AGE-SECRET-KEY-PQ-1…  an identity: prefix "AGE-SECRET-KEY-PQ-", 32 bytes, in upper case
"""

from typing import Final

from depesha.errors import Malformed

_ALPHABET: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_LENGTH: Final = 6


def encode(prefix: str, data: bytes) -> str:
    """Return `data` in Bech32, all in the case of `prefix`."""
    words = _regroup(data, 8, 5, pad=True)
    check = _checksum(_expand(prefix.lower()) + words + [0] * _CHECKSUM_LENGTH) ^ 1
    words += [check >> 5 * (5 - place) & 31 for place in range(_CHECKSUM_LENGTH)]
    body = "1" + "".join(_ALPHABET[word] for word in words)
    return prefix + (body.upper() if prefix.isupper() else body)


def decode(prefix: str, text: str) -> bytes:
    """Return the data of a Bech32 text with exactly that prefix, in one case.

    Raises:
        Malformed: another prefix, mixed case, a foreign character or a wrong checksum.
    """
    start = f"{prefix}1"
    body = text[len(start) :]
    if not text.startswith(start) or text not in {text.lower(), text.upper()}:
        msg = f"a key that does not begin with {start}, or is in both cases"
        raise Malformed(msg)
    words = [_ALPHABET.find(letter) for letter in body.lower()]
    if -1 in words or len(words) < _CHECKSUM_LENGTH:
        msg = f"a key {start}… with a foreign character, or too short"
        raise Malformed(msg)
    if _checksum(_expand(prefix.lower()) + words) != 1:
        msg = f"a key {start}… whose checksum is wrong"
        raise Malformed(msg, hint="a letter was changed or lost in copying")
    return bytes(_regroup(words[:-_CHECKSUM_LENGTH], 5, 8, pad=False))


def _expand(prefix: str) -> list[int]:
    codes = prefix.encode()
    return [code >> 5 for code in codes] + [0] + [code & 31 for code in codes]


def _checksum(words: list[int]) -> int:
    check = 1
    for word in words:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ word
        for bit, generator in enumerate(_GENERATORS):
            if top >> bit & 1:
                check ^= generator
    return check


def _regroup(words: bytes | list[int], width: int, new_width: int, *, pad: bool) -> list[int]:
    """Return the bits of `words` in groups of `new_width`; the rest is padded or must be zeros."""
    bits = 0
    held = 0
    out: list[int] = []
    for word in words:
        bits = bits << width | word
        held += width
        while held >= new_width:
            held -= new_width
            out.append(bits >> held)
            bits &= (1 << held) - 1
    if pad and held:
        out.append(bits << new_width - held)
    elif not pad and (bits or held >= width):
        msg = "a key with bits left over"
        raise Malformed(msg)
    return out
