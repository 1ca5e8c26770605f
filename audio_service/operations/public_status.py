"""The part of /status and /readyz that callers without a key see: no article, no error text."""

from typing import Any

_PLAINLY = {
    "redis-down": "Redis does not answer: no press is served",
    "redis-refuses-writes": "Redis refuses to write: nothing new is narrated",
    "database-down": "the article store cannot be used",
    "storage-down": "storage cannot be written: nothing new can be heard",
    "poisoned-article": "processes died over an article",
    "source-failing": "articles cannot be fetched from a source",
    "process-restarts": "a process has died several times in five minutes",
    "pregenerate-paused": "pre-generation was paused",
}
"""Sentences in place of those that quote an error, or name an article or a person."""

_MORE = ". A key with the scope operate tells more"


def plainly(name: str, sentence: str) -> str:
    """Return what callers without a key are told of an alert."""
    return f"{_PLAINLY[name]}{_MORE}" if name in _PLAINLY else sentence


def for_strangers(found: dict[str, Any]) -> dict[str, Any]:
    """Return what /status shows to callers without a key."""
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
    """Return why a source cannot be read, without what it answered."""
    problem: str | None = source["problem"]
    return problem and problem.partition(":")[0]
