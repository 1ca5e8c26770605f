"""How gunicorn runs the HTTP face: `gunicorn -c python:audio_service.wsgi ...`.

Settings are given here and not on the command line, which names the process's role and no other.

Source: https://docs.gunicorn.org/en/stable/settings.html
"""

import gc
import logging
from typing import Any

from audio_service.settings import WebSettings
from cache.logs import set_up_logs
from cache.settings import read_settings
from cache.tracing import set_up_spans

YOUNG_OBJECTS = 10_000
"""How many come before those without an owner are looked for; at 700, Python's usual number, that
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
forwarder_headers = ""  # no web server in front may change which path is asked for
proc_name = "gunicorn"
loglevel = "warning"


def on_starting(_server: object) -> None:
    """Have gunicorn's lines written as all others are."""
    set_up_logs(_settings.log_level, _settings.log_format)
    own = logging.getLogger("gunicorn.error")
    own.handlers.clear()
    own.propagate = True


def post_worker_init(worker: Any) -> None:
    """Have a process say that it lives, once it serves the application."""
    set_up_spans("web")
    worker.wsgi.extensions["heartbeat"].begin()
    gc.collect()
    gc.freeze()  # what is there by now stays
    gc.set_threshold(YOUNG_OBJECTS)


def worker_exit(_server: object, worker: Any) -> None:
    """Have a process say that it ends."""
    if worker.wsgi is not None:
        worker.wsgi.extensions["heartbeat"].end()
