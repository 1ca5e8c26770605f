"""The errors of onnxruntime, which have no common base class but `Exception`."""

import inspect
from typing import Any

from onnxruntime.capi import onnxruntime_pybind11_state


def _errors(module: Any) -> list[type[Exception]]:
    classes = (each for _, each in inspect.getmembers(module, inspect.isclass))
    return [each for each in classes if issubclass(each, Exception)]


RUNTIME_ERRORS: tuple[type[Exception], ...] = (RuntimeError, *_errors(onnxruntime_pybind11_state))
"""Errors of a model that cannot be run."""

LOADING_ERRORS: tuple[type[Exception], ...] = (OSError, ValueError, KeyError, *RUNTIME_ERRORS)
"""Errors of files that are not a model with its configuration."""
