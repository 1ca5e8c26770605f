"""The heartbeat of a web process, and its thread that logs alerts."""

import logging
import os
import threading

import redis

from audio_service.listening.streaming.live_streams import LiveStreams
from audio_service.operations.alerts import find_alerts
from audio_service.operations.snapshot import SnapshotTaker
from cache.narrations.leases import Leases
from cache.operations.counters import Counters
from cache.operations.heartbeats import WEB, Heartbeat

WATCHES_EVERY_S = 5.0

log = logging.getLogger(__name__)


class AlertWatch(threading.Thread):
    """A thread that logs each alert when it starts and when it ends.

    With several web processes, a lock ensures that only one of them does so.

    Args:
        leases: Locks, so that only one of several processes checks.
        snapshots: Snapshots of the service.
    """

    def __init__(self, leases: Leases, snapshots: SnapshotTaker) -> None:
        super().__init__(name="watch", daemon=True)
        self._leases, self._snapshots = leases, snapshots
        self._known: dict[str, str] = {}
        self._ended = threading.Event()

    def run(self) -> None:
        """Check for alerts every few seconds until the process ends."""
        while not self._ended.wait(WATCHES_EVERY_S):
            try:
                if self._is_my_turn():
                    self._look()
            except Exception:  # without this, the thread would stop unnoticed
                log.exception("the check for alerts failed")

    def end(self) -> None:
        """Stop the thread."""
        self._ended.set()

    def _is_my_turn(self) -> bool:
        try:
            return self._leases.try_lock("watch", WATCHES_EVERY_S * 0.8)
        except redis.RedisError:
            return True

    def _look(self) -> None:
        alerts = {alert.name: alert for alert in find_alerts(self._snapshots.look())}
        self._snapshots.alert_times.of(alerts)
        for name in alerts.keys() - self._known.keys():
            log.warning("alert %s: %s", name, alerts[name].sentence)
        for name in self._known.keys() - alerts.keys():
            log.warning("alert %s has ended", name)
        self._known = {name: alert.sentence for name, alert in alerts.items()}


class WebHeartbeat:
    """The background threads of one web process.

    Args:
        leases: Leases in Redis, among them the heartbeat.
        snapshots: Snapshots of the service.
        live_streams: Streams under way, whose listeners the heartbeat counts.
        counters: Counters, written to Redis a last time at the end.
    """

    def __init__(
        self,
        leases: Leases,
        snapshots: SnapshotTaker,
        live_streams: LiveStreams,
        counters: Counters,
    ) -> None:
        self._counters = counters
        self._heartbeat = Heartbeat(
            leases, f"web-{os.getpid()}-{os.urandom(3).hex()}", WEB,
            more=lambda: {"streams": live_streams.listeners},
        )  # fmt: skip
        self._watch = AlertWatch(leases, snapshots)

    def begin(self) -> None:
        """Start the heartbeat and the alert log."""
        self._heartbeat.start()
        self._watch.start()

    def end(self) -> None:
        """Stop the heartbeat and the watch, and write the counters a last time."""
        self._watch.end()
        self._heartbeat.end()
        self._counters.flush()
