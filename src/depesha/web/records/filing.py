"""The pages on which a telegram is filed, and its filing taken back, as they are shown.

What is refused stands in the page again, whole, with why: also where only a part was asked for.
"""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from depesha.errors import Problem
from depesha.export.labels import caveats, classification
from depesha.web.problems import status_of
from depesha.web.rendering import render
from depesha.web.speech import speech_of


async def form_shown(
    request: Request,
    template: str,
    told: Mapping[str, Any],
    typed: Mapping[str, str],
    problem: Problem | None,
    **more: object,
) -> Response:
    """Show a form about the filing of a telegram.

    Args:
        request: by whom.
        template: of which page.
        told: what the question `archive-filing` answers.
        typed: what stands in its fields.
        problem: why it was refused; None: it was not.
        more: of this page alone.
    """
    speech = speech_of(request)
    answer = await render(
        request,
        template,
        status=status_of(problem) if problem else 200,
        told=told,
        reference=told["reference"],
        typed=typed,
        label=classification(speech, told),
        caveats=caveats(speech, told),
        problem=problem,
        **more,
    )
    answer.headers["HX-Retarget"] = "#main"
    return answer
