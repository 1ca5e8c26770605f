"""A program that requests many unknown articles over several connections."""

import http.client
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial

CONNECTIONS, REQUESTS, IDS = 4, 40, 100


def ask(port: int, address: str, first: int) -> list[int]:
    """Ask over one connection, and return the statuses of the answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    statuses = []
    for number in range(first, REQUESTS, CONNECTIONS):
        ids = [f"unknown-{number}-{each}" for each in range(IDS)]
        body, headers = json.dumps({"article_ids": ids}), {"X-Forwarded-For": address}
        connection.request("POST", "/v1/audio", body, headers)
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)
    return statuses


if __name__ == "__main__":
    _, port, address = sys.argv
    with ThreadPoolExecutor(CONNECTIONS) as asking:
        asked = list(asking.map(partial(ask, int(port), address), range(CONNECTIONS)))
        json.dump([status for statuses in asked for status in statuses], sys.stdout)
