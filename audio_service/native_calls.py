"""Calls of a web process into native code, which run in operating system threads.

Greenlets are not enough: native code, such as that of the object store and of the database driver,
blocks the thread that calls it, and so every request of the process.
"""

from concurrent.futures import Executor, ThreadPoolExecutor

from gevent.monkey import is_module_patched
from gevent.threadpool import ThreadPoolExecutor as NativeThreadPoolExecutor

from cache.audio.native_call_limits import AT_A_TIME, TimeLimitedCalls

ANSWERS_WITHIN_S = 4.0
"""Time-out of a call, in seconds; a request then ends with a retryable error."""


def limited_calls() -> TimeLimitedCalls:
    """Return a runner of calls into native code that leaves the other requests running."""
    is_patched = is_module_patched("threading")  # as gunicorn does
    kind = NativeThreadPoolExecutor if is_patched else ThreadPoolExecutor
    threads: Executor = kind(AT_A_TIME)
    return TimeLimitedCalls(ANSWERS_WITHIN_S, threads, is_impatient=True)
