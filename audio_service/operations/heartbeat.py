"""What a process of the HTTP face does besides answering: it says that it lives, and watches."""

import logging
import os
import threading

import redis

from audio_service.context import WebContext
from audio_service.operations.alerts import find_alerts
from cache.operations.heartbeats import WEB, Heartbeat

WATCHES_EVERY_S = 5.0

log = logging.getLogger(__name__)


class AlertWatch(threading.Thread):
    """Looks every few seconds what is wrong, and logs what began and what has ended.

    Whoever asks finds since when; with several processes, one of them looks.

    Args:
        desk: What the process uses.
    """

    def __init__(self, desk: WebContext) -> None:
        super().__init__(name="watch", daemon=True)
        self._desk = desk
        self._known: dict[str, str] = {}
        self._ended = threading.Event()

    def run(self) -> None:
        """Look until the end."""
        while not self._ended.wait(WATCHES_EVERY_S):
            try:
                if self._is_my_turn():
                    self._look()
            except Exception:  # nobody would notice that it had stopped
                log.exception("the watch failed")

    def end(self) -> None:
        """Look no further."""
        self._ended.set()

    def _is_my_turn(self) -> bool:
        try:
            return self._desk.leases.try_lock("watch", WATCHES_EVERY_S * 0.8)
        except redis.RedisError:
            return True

    def _look(self) -> None:
        alerts = {alert.name: alert for alert in find_alerts(self._desk.lookout.look())}
        self._desk.lookout.onsets.of(alerts)
        for name in alerts.keys() - self._known.keys():
            log.warning("alert %s: %s", name, alerts[name].sentence)
        for name in self._known.keys() - alerts.keys():
            log.warning("alert %s has ended", name)
        self._known = {name: alert.sentence for name, alert in alerts.items()}


class WebHeartbeat:
    """The threads of one process of the HTTP face.

    Args:
        desk: What it uses.
    """

    def __init__(self, desk: WebContext) -> None:
        self._signs = Heartbeat(
            desk.leases, f"web-{os.getpid()}-{os.urandom(3).hex()}", WEB,
            more=lambda: {"streams": desk.relays.listeners},
        )  # fmt: skip
        self._watch = AlertWatch(desk)

    def begin(self) -> None:
        """Say that the process lives, and watch."""
        self._signs.start()
        self._watch.start()

    def end(self) -> None:
        """Say that it ends."""
        self._watch.end()
        self._signs.end()
