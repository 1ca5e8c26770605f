"""Common parts of the publication file's tables: field types and their checks."""

import os
import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, SecretStr

from worker.html.selectors import check_selector

MIN_SECRET_CHARS = 16

_ENVIRONMENT = "env:"


def _from_environment(value: object) -> object:
    """Return the value of an environment variable, if `value` names one, such as `env:NAME`.

    Raises:
        ValueError: There is no such variable.
    """
    if isinstance(value, str) and value.startswith(_ENVIRONMENT):
        name = value.removeprefix(_ENVIRONMENT)
        if not os.environ.get(name):
            raise ValueError(f"the environment variable {name} is not set")
        return os.environ[name]
    return value


def _several(value: object) -> object:
    """Return a single word as a list."""
    return [value] if isinstance(value, str) else value


def _is_web_address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#]+[^\s]*", value):
        raise ValueError("must look like https://news.example")
    return value


def _has_id(value: str) -> str:
    host = value.split("/", 3)[2]
    if value.count("{id}") != 1 or "{id}" in host:
        raise ValueError("must contain {id} once, and not in the host name")
    return value


def _read_secrets(value: object) -> object:
    """Return secrets as a list, with environment variables resolved."""
    several = _several(value)
    return [_from_environment(v) for v in several] if isinstance(several, list) else several


def _are_long(value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    if not value:
        raise ValueError("must have at least one secret")
    if any(len(secret.get_secret_value()) < MIN_SECRET_CHARS for secret in value):
        raise ValueError(f"must have {MIN_SECRET_CHARS} characters or more")
    return value


WebAddress = Annotated[str, AfterValidator(_is_web_address)]
ArticleAddress = Annotated[WebAddress, AfterValidator(_has_id)]
Secret = Annotated[SecretStr, BeforeValidator(_from_environment)]
Secrets = Annotated[
    tuple[SecretStr, ...], BeforeValidator(_read_secrets), AfterValidator(_are_long)
]
Several = Annotated[tuple[str, ...], BeforeValidator(_several)]

CssSelectors = Annotated[
    tuple[Annotated[str, AfterValidator(check_selector)], ...], BeforeValidator(_several)
]


class Table(BaseModel):
    """Base class of tables: immutable, and unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)
