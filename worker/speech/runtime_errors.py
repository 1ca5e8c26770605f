"""The errors of onnxruntime, which have no common base class but `Exception`."""

import inspect
from typing import Any

from onnxruntime.capi import onnxruntime_pybind11_state


def _errors(module: Any) -> list[type[Exception]]:
    classes = (each for _, each in inspect.getmembers(module, inspect.isclass))
    return [each for each in classes if issubclass(each, Exception)]


RUNTIME_ERRORS: tuple[type[Exception], ...] = (RuntimeError, *_errors(onnxruntime_pybind11_state))
"""Errors of a model that cannot be run."""

SPEAKING_ERRORS: tuple[type[Exception], ...] = (
    ArithmeticError,
    AttributeError,
    ImportError,
    LookupError,
    MemoryError,
    TypeError,
    ValueError,
    *RUNTIME_ERRORS,
)
"""Errors of a model whose configuration does not fit it, or whose texts need another package."""

LOADING_ERRORS: tuple[type[Exception], ...] = (OSError, *SPEAKING_ERRORS)
"""Errors of files that are not a model with its configuration."""
