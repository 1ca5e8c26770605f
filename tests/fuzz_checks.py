"""Additional checks for schemathesis."""

from typing import Any

import schemathesis
from schemathesis import CheckContext, GenerationMode
from schemathesis.core.transport import Response


@schemathesis.check
def what_fits_the_description_is_understood(
    ctx: CheckContext, response: Response, case: "schemathesis.Case[Any]"
) -> None:
    """Check that a valid request gets 422 only for faults that no schema can describe."""
    if case.meta and case.meta.generation.mode is GenerationMode.POSITIVE:
        code = response.json().get("code") if response.status_code in (400, 422) else None
        assert code not in ("invalid-request", "malformed-json")
