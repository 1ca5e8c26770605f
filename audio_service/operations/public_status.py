"""The part of /status and /readyz that callers without a key see: no article, no error text."""

from typing import Any

_PLAINLY = {
    "redis-down": "Redis does not answer: presses are not served",
    "redis-refuses-writes": "Redis refuses writes: nothing new is narrated",
    "database-down": "the article store cannot be used",
    "storage-down": "storage is not writable: no new audio can be stored",
    "poisoned-article": "processes died while they spoke an article",
    "source-failing": "articles cannot be fetched from a source",
    "process-restarts": "a process has died several times in five minutes",
    "pregenerate-paused": "pre-generation was paused",
}
"""Sentences for alerts whose own sentence quotes an error, or names an article or a person."""

_MORE = ". A key with the scope operate shows more"


def plainly(name: str, sentence: str) -> str:
    """Return the sentence of an alert for callers without a key."""
    return f"{_PLAINLY[name]}{_MORE}" if name in _PLAINLY else sentence


def for_strangers(found: dict[str, Any]) -> dict[str, Any]:
    """Return the part of /status for callers without a key."""
    alerts = [
        {**alert, "sentence": plainly(alert["name"], alert["sentence"])}
        for alert in found["alerts"]
    ]
    return {
        **found,
        "problems": [alert["sentence"] for alert in alerts if alert["severity"] == "critical"],
        "alerts": alerts,
        "workers": [{**worker, "busy_with": None} for worker in found["workers"]],
        "failures": [],
        "narrations": [],
        "articles_hidden": True,
        "verification": {**found["verification"], "latest": []},
        "sources": [{**source, "problem": _code_of(source)} for source in found["sources"]],
    }


def _code_of(source: dict[str, Any]) -> str | None:
    """Return the error code of a source, without its answer."""
    problem: str | None = source["problem"]
    return problem and problem.partition(":")[0]
