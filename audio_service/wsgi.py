"""Configuration of gunicorn: `gunicorn -c python:audio_service.wsgi ...`.

Settings are here and not on the command line, so that the command line names only the role.

Source: https://docs.gunicorn.org/en/stable/settings.html
"""

import gc
import logging
from typing import Any

from setproctitle import setproctitle

from audio_service.settings import WebSettings
from cache.logs import set_up_logs
from cache.settings import read_settings
from cache.tracing import set_up_spans

YOUNG_OBJECTS = 10_000
"""Threshold of the garbage collector's first generation; at Python's default of 700, collection
takes a tenth of the time of cached presses (2026-11)."""

_settings = read_settings(WebSettings)

bind = _settings.address
workers = _settings.web_workers
worker_class = "gevent"
worker_connections = 2_000
backlog = 2_048
graceful_timeout = 3
timeout = 30
keepalive = 15
control_socket_disable = True
limit_request_line = 4_094
limit_request_fields = 100
limit_request_field_size = 8_190
forwarder_headers = ""  # no proxy may change the requested path
proc_name = "gunicorn"
umask = 0o077  # audio and texts may be paid or embargoed
loglevel = "warning"


def on_starting(_server: object) -> None:
    """Write gunicorn's log lines in our log format."""
    set_up_logs(_settings.log_level, _settings.log_format)
    own = logging.getLogger("gunicorn.error")
    own.handlers.clear()
    own.propagate = True


def post_fork(_server: object, _worker: object) -> None:
    """Name a web process as `listen status` does: a worker is something else here."""
    setproctitle("gunicorn: web process")


def post_worker_init(worker: Any) -> None:
    """Start the heartbeat of a web process once it serves the application."""
    set_up_spans("web")
    worker.wsgi.extensions["heartbeat"].begin()
    gc.collect()
    gc.freeze()  # everything loaded by now stays in memory
    gc.set_threshold(YOUNG_OBJECTS)


def worker_exit(_server: object, worker: Any) -> None:
    """End the heartbeat of a web process."""
    if worker.wsgi is not None:
        worker.wsgi.extensions["heartbeat"].end()
