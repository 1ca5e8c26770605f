"""The start of each alert is the same in all processes."""

from typing import Any

import redis

from cache.operations.alert_times import AlertTimes


class Slow(redis.client.Redis):
    """A client; during its first request, another process checks and finds no alert."""

    alert_times: AlertTimes | None = None

    def hgetall(self, name: Any) -> Any:
        other, self.alert_times = self.alert_times, None
        if other:
            other.of([])
        return super().hgetall(name)


def test_who_sees_something_is_told_since_when_whatever_others_see(client: redis.Redis) -> None:
    slow = Slow(connection_pool=client.connection_pool)
    slow.alert_times = alert_times = AlertTimes(slow)
    assert alert_times.of(["redis-slow"], now=12.0) == {"redis-slow": 12.0}
