"""The colours of security labels, as the policies give them: a style sheet, made of their files.

A label's class is `label-mid-1951-5`: policy and level. The names of colours are those of RFC 7444;
one of them is its own spelling, which no browser knows.
"""

import hashlib
from functools import cache
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from depesha.station.policies import shipped_policies
from depesha.web.statics import DIGEST_LETTERS, FOR_EVER

OTHERWISE: Final = {"fuschia": "fuchsia"}
RULE: Final = ".label-{policy}-{level} {{ color: {ink}; background-color: {ground}; }}\n"


@cache
def _written() -> tuple[str, bytes]:
    """Return what names the style sheet, and the sheet."""
    text = "".join(
        RULE.format(
            policy=policy.id,
            level=one.level,
            ink=OTHERWISE.get(one.foreground, one.foreground),
            ground=OTHERWISE.get(one.background, one.background),
        )
        for policy in shipped_policies().values()
        for one in policy.classifications
    ).encode()
    return hashlib.sha256(text).hexdigest()[:DIGEST_LETTERS], text


def labels() -> str:
    """Return where the style sheet is: a policy that changed has another address."""
    return f"/labels/{_written()[0]}.css"


async def _labels(_: Request) -> Response:
    return Response(_written()[1], media_type="text/css", headers={"Cache-Control": FOR_EVER})


ROUTES: Final = (Route("/labels/{digest}.css", _labels),)
