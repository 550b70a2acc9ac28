"""Known answers at start-up: the cipher library at hand does what the formats need.

A library or a processor that computes wrongly is met before the first telegram, not at the other
end of the line. It takes about half a millisecond.
"""

import binascii
import hashlib
from typing import Final

from depesha.errors import Malformed
from depesha.seal import age, box
from depesha.seal.identity import identity_from_seed
from depesha.seal.signature import sign, signing_key, verify

_SEED: Final = bytes(range(32))
_PAYLOAD: Final = b"depesha known answer"
_DIGEST: Final = "2382132fe0d385eb4a1e1661109c22ebf347aab6540ffd21cbe8a677f63cb914"
_FINGERPRINT: Final = "c9a3565ffde4f72b51661be391ee13e46378d7f06dd5c8bf5af9d2cfb5b8336b"
_SIGNATURE: Final = (
    "83fbd42b9331b1271a5c25231bf82d266f0600836e44c906d730c7fe0cf124fb"
    "1239eb960df234834256721928817fe73e262b7434eb88ba44d84e3df145d70d"
)
_SEALED: Final = (
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IG1sa2VtNzY4eDI1NTE5IDlSc0VwdHhGNzl0Sm80Mzg2MDd1cHVNYWtS"
    "ajhDWlhnaUtKMWVJWVhBQkEwTFJadU1qVDNYcndrMExyb3lha3VrUUJLSmdOVzl0OEJFS0Q0Ukx4TDh5YjMyYlZH"
    "UTY1R1Y3emQwV3l4dnhwZHZjL2FXRHNxdkdmOEttTktsTlJ4SUxqanJGRGt1eXFqWjNLY0Q1aU9kZlFXZnNHMnhw"
    "dlR5UzZOWnlBYTFTVFV1ZU1TMFVqM3dvckREUWxnQlNhS1FRMGlDOWgxWEFZelRmN1d4SlZVTVk3UFRKN2N2bnlq"
    "Q3hWUVdwVzAzZVdlNGYzS1JNZU9QcHlML3kvK3hwai8ybThDUXMyQi9IRFIwdytxWXc4VmRBQmREeXRRbjc4YmRW"
    "VDRWSnZndXdjUTMxd1VMR3RVYWE0Q2grN2hqNE55dkZCbkptdm45VjJWcnc5YWRWU2lXVis2QlNna2x2anFReVRt"
    "SFJBWTJCbFNmU2pPbUd4enozZGVMLzJPRWpxZlB2SERVUDBubzFIbDdFeEZwZWJmRHVGZU1KYURoY1JvRy9rTEg4"
    "Z0YyMnQ2UWl2dFFyUk5XcHpqNjJ5Q1FuMk1pc0pud05QSzlGblpXcnR6RG12RUttOVhIUkxXS3NjT0xTV1owckEz"
    "bFlpYVhac3gxZ1l2WGlmZ04wUm9DZCtIUThSL2RyMTN0eDNYTXpPWllNQjdESHNmbWhXQ0RxblVpTlgwWmVaNDRQ"
    "REpzN3o2aWFhVTJyTjBTYVVtcmdCb1U5Q1A0KzRmU3NpdDlPSytobHQ5NjgreklaL2JMQS9ydjdDdzZ3MUpXb2xy"
    "bjZ5K0sxYlg1cUZtVHpFSUQxaHIrSkQ4R0JXZkx5VHdxM3NsWCs5NVdFUFhpZWFuWE1yYmpEREV1dW1tOUlVUktm"
    "ZFFKSjNTNzlZWEs2NDZyMnBsSk4zUTJ0YUFQNmEyZ212Wmg5bmpPS3ZqWVpDa1RYaCtKVlpsTU5FNEVQWUVNRmor"
    "dGJ5a1dGWHA3YU5SVTFEell6aWQwZnR3aHFDaG9KS0tJMWVMbkUwNjB6RDFNV2N0blRiUFFEY0toN0VZTlFFZzFU"
    "MTJ2UFBsZzZoZnM4d01wNjFPakViYzgxbnhzU1JTZUpQS3NGaFdpaG5uekt4N0xQVktFTnBEdkdyUUJ0WUVRdGtp"
    "SlVKdmVaWk1FQXVCeTJqa0lndG45YUJ3d29DOW9WMkFoUXlFSzdtTnMvdWppTVByK0dvcXVzdk0xanY4cmYyaUZH"
    "Z1ltM24xM3JCSnZySkNyZW5XREJsbVVTb1ZKdDFQbXVmSnU2ekkrL3FLRVN4MTY4MkNZOEtEclFvQW5HSmZDRnZ0"
    "RlE1cEZGY050eG9JL1gxWWFoQm10aGxob2s2VlN3dkpwc3JsaUNMOFNRKzkvSmlUNTUrWk8ybUwvdUJEaTR5ZzNX"
    "R3NMWGovaG9seTJqUmxKNEFaTldPSVRGMXZyL3gyQzJyUmprMmVLN0ltY1lhbHNabHhTaks4SERacGZjQ2JRcjl5"
    "V1BzVFVFNHIwZ0hSbUFpMURRNkZSb1A4eGpUTUY3VjFMVXdFQ0R3ZmRqSURaUnNxNkcwK3hHZGNEVHBOZGxibzMz"
    "ZzB0bFZnWG5HTk12M3lBTXBNTUZMNGd5OFFFZWtJRUVhOERicWVsMVdTaUVsbjFHQXovYU9Db1NSNUloZUErVE5v"
    "OC8xbjMwQXdCNWZvVE5lcVVyNEY3NnVTblR2VXh5Q3p0V0RTbzgxeDRCdndsTlRUN0xBaWlKaFV6VCsxYmVuQU51"
    "RStCemlZZGN1Z0V1U0YwdXpra3FXRGJXbDR4ek10NWV4QzBsL0F2TVV6K0ZycHN1cEkzdzV3djg3ak4waFBwN1l3"
    "VmJ5ZlVDMWpsTGhDTUxDWUc4RTdFckprYzY1N0w5NTBYZElnb2NOTEJtcFVTNkxkckc0Ly9YeUduY0tZb2pGbVVM"
    "Ny82bmFYQ1NOM2d4M1VRZwpDakNMQkM0N1IrRjBVUFFJakRlREI3c0VraWdPVStBQmltN0ZUOHI2V2dvCi0tLSBY"
    "N2xqZnZONTkvZjRMbkM0aHIyZmF4L2VuQmNaMkthL0hrYmdCMFBGTjJNCtlRNVvTGkdxmKdQ0xtCUXO9Enlf0eLf"
    "9FMcxdNiVozUTeoX846NPHp3bL0UHQgs9/17mLY="
)
"""An age file to the X-Wing key of `_SEED`, in base64; stock age opens it too."""


def known_answer(*, testing_only_sealed: str = _SEALED) -> None:
    """Do nothing if SHA-256, Ed25519, X-Wing with the age file, and the box give known answers.

    Raises:
        RuntimeError: one of them does not. Nothing may be signed or sealed then.
    """
    try:
        answers = _answers(testing_only_sealed)
    except (Malformed, ValueError) as error:
        msg = "the cipher library refuses a known input"
        raise RuntimeError(msg) from error
    wrong = [what for what, right in answers.items() if not right]
    if wrong:
        msg = f"the cipher library gives a wrong answer: {', '.join(wrong)}"
        raise RuntimeError(msg)


def _answers(sealed: str) -> dict[str, bool]:
    identity = identity_from_seed(_SEED)
    key = signing_key(_SEED)
    signature = sign(key, "body@depesha.v1", _PAYLOAD)
    verify(key.public, "body@depesha.v1", _PAYLOAD, signature)
    opened = age.unseal(identity, binascii.a2b_base64(sealed), max_plain=512)
    return {
        "SHA-256": hashlib.sha256(_PAYLOAD).hexdigest() == _DIGEST,
        "X-Wing key": identity.fingerprint.hex() == _FINGERPRINT,
        "Ed25519": signature.hex() == _SIGNATURE,
        "age file": opened == _PAYLOAD,
        "box": box.unpack(box.pack(_PAYLOAD), max_bytes=len(_PAYLOAD)) == _PAYLOAD,
    }
