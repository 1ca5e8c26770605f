"""The errors of onnxruntime, which have no common base class but `Exception`."""

import inspect

from onnxruntime.capi import onnxruntime_pybind11_state

RUNTIME_ERRORS: tuple[type[Exception], ...] = (
    RuntimeError,
    *(
        error
        for _, error in inspect.getmembers(onnxruntime_pybind11_state, inspect.isclass)
        if issubclass(error, Exception)
    ),
)
"""Errors of a model that cannot be loaded or run."""
