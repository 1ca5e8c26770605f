"""Every Redis key this service uses, in one place, and what becomes of it.

What is ours begins with `listen:`.

| key | type | holds | goes |
|---|---|---|---|
| `narration:{name}` | hash | the record: state, run, basis, track, failure | when taken down (1) |
| `narration:{name}:utterances` | list | what this run speaks, in order, as JSON | as the run ends |
| `narration:{name}:slots` | hash | index of an utterance -> slot, cues | as the run ends (2) |
| `narration:{name}:leases` | hash | who has which utterance in hand | as the run ends |
| `narration:{name}:attempts` | hash | index of an utterance -> times begun | as the run ends |
| `narration:{name}:jobs` | hash | which of its jobs -> id of the last one | as the run ends |
| `unfinished` | set | narrations that are queued, speaking or stitching | each as its run ends |
| `answer:{name}` | string | the URL cache: a ready narration's answer, as bytes | with the record |
| `revision:{article_id}` | string | what is current of an article, as an `Edition` | expires |
| `plays:{article_id}` | hash | how far listeners heard an article | with the article |
| `plays-begun:{date}` | string | how many plays began on a day | expires |
| `removed:{name}` | string | that a narration was taken down | expires |
| `slot:{key}` | string | a slot that lies in storage, as JSON | expires |
| `alive:{worker}` | string | what a living worker says of itself | expires |
| `workers` | set | workers that lived when last looked at | each when it is found dead |
| `voices` | hash | voice -> what the workers say of it, as JSON | when workers say otherwise |
| `counters` | hash | what `/status` and `/metrics` count | never; as many as names |
| `first-clip-marks` | list | the latest presses, up to their first clips | never; at most 1,000 |
| `failures` | list | the latest failed narrations, newest first | never; at most 100 |
| `verdicts` | list | what was found of the latest tracks, as JSON | never; a few |
| `retryable` | hash | failed ones nobody waits for -> how often | each as it is made or given up |
| `errands` | hash | what must be done once -> who has it, since when | each when done or given up |
| `history` | list | how the service fared every ten seconds, newest first | expires |
| `ended` | list | how the latest narrations came to their ends, as JSON | expires |
| `paused` | string | that nothing is pre-generated, since when, by whom | when resumed |
| `drain:{worker}` | string | that a process shall end after its job | expires |
| `audit` | list | what operators did, newest first, as JSON | never; at most 1,000 |
| `deaths` | list | the latest processes that died, as JSON | expires |
| `alerts` | hash | what is wrong now -> since when | each when it is over |
| `missed` | hash | jobs that were nowhere -> how often in a row | at the next look |
| `source:{name}` | hash | how a source of articles was when last looked at | expires |
| `preview:{token}` | list | a sentence spoken for a publisher, or why not | expires |
| `hook:{source}:{delivery}` | string | that a publish hook is in hand, or was heeded | expires |
| `pressed` | hash | pressed narrations under way -> when admitted, charge, day | expires |
| `spent:{day}` | string | seconds of sound that pressed narrations cost on a day | expires |
| `rates:{what}` | string | how often somebody did something lately, by `limits` | expires |
| `lock:{what}` | string | short locks | expires |
| `sent:{mark}` | string | that a transaction took effect | expires |
| `events:{name}` | channel | the narration's clips and states | at once |

`{name}` is an article ID, `|` and a voice; article IDs hold no `|`.

1. It expires if the narration failed and has no track.
2. It expires a little after the narration is ready, for listeners who follow it.

RQ's own:

| key | type | holds | goes |
|---|---|---|---|
| `rq:job:{id}` | hash | a job | when done; expires as it waits, and once it failed |
| `rq:queue:{queue}` | list | jobs that wait | each as it begins |
| `rq:scheduled:{queue}` | zset | jobs that wait for their time | each at its time |
| `rq:wip:{queue}` | zset | jobs in hand | each when done, or when RQ finds it overdue |
| `rq:failed:{queue}` | zset | jobs that failed | each after a day |
| `rq:executions:{id}` | zset | who has a job in hand | expires |
| `rq:execution:{id}` | hash | how a job is being done | expires |
| `rq:results:{id}` | stream | why a job failed | expires |
| `rq:queues` | set | the queues | never; five |
| `rq:workers` | set | workers | each when it ends or RQ finds it dead |
| `rq:workers:{queue}` | set | workers of a queue | each when it ends or RQ finds it dead |
| `rq:worker:{worker}` | hash | what RQ knows of a worker | expires |
| `rq:worker:{worker}:executions` | zset | what it has in hand | expires |
| `rq:clean_groups` | string | a lock | expires |
| `rq:clean_registries:{queue}` | string | a lock | expires |
| `rq:scheduler:{name}` | hash | the scheduler | expires |
| `rq:scheduler-lock:{queue}` | string | a lock | expires |
| `rq:cron_scheduler:{name}` | hash | when chores are due | expires |
| `rq:cron_schedulers` | zset | schedulers | never; one |
"""

PREFIX = "listen:"

WORKERS = f"{PREFIX}workers"
UNFINISHED = f"{PREFIX}unfinished"
VOICES = f"{PREFIX}voices"
COUNTERS = f"{PREFIX}counters"
FAILURES = f"{PREFIX}failures"
VERDICTS = f"{PREFIX}verdicts"
FIRST_CLIPS = f"{PREFIX}first-clip-marks"
MISSED = f"{PREFIX}missed"
RETRYABLE = f"{PREFIX}retryable"
ERRANDS = f"{PREFIX}errands"
HISTORY = f"{PREFIX}history"
ENDED = f"{PREFIX}ended"
DEATHS = f"{PREFIX}deaths"
PAUSED = f"{PREFIX}paused"
AUDIT = f"{PREFIX}audit"
ALERTS = f"{PREFIX}alerts"
PRESSED = f"{PREFIX}pressed"
SPENT = f"{PREFIX}spent:"
"""Before a day, in days since the epoch."""

RATES = f"{PREFIX}rates"


def narration(name: str) -> str:
    """Return the key of a narration's record."""
    return f"{PREFIX}narration:{name}"


def utterances(name: str) -> str:
    """Return the key of the list of what a narration speaks."""
    return f"{PREFIX}narration:{name}:utterances"


def slots(name: str) -> str:
    """Return the key of the hash of a narration's slots."""
    return f"{PREFIX}narration:{name}:slots"


def leases(name: str) -> str:
    """Return the key of the hash of who has which utterance in hand."""
    return f"{PREFIX}narration:{name}:leases"


def attempts(name: str) -> str:
    """Return the key of the hash of how often each utterance was begun."""
    return f"{PREFIX}narration:{name}:attempts"


def jobs(name: str) -> str:
    """Return the key of the hash of a narration's jobs, by which those that wait are found."""
    return f"{PREFIX}narration:{name}:jobs"


def events(name: str) -> str:
    """Return the channel on which a narration announces its clips and states."""
    return f"{PREFIX}events:{name}"


def answer(name: str) -> str:
    """Return the key of a ready narration's prepared answer."""
    return f"{PREFIX}answer:{name}"


def revision(article_id: str) -> str:
    """Return the key of what is current of an article."""
    return f"{PREFIX}revision:{article_id}"


def plays(article_id: str) -> str:
    """Return the key of the hash of how far listeners have heard an article."""
    return f"{PREFIX}plays:{article_id}"


def plays_begun(date: str) -> str:
    """Return the key of how many plays began on a day, as in 2026-11-23."""
    return f"{PREFIX}plays-begun:{date}"


def removed(name: str) -> str:
    """Return the key that says that a narration was taken down."""
    return f"{PREFIX}removed:{name}"


def source(name: str) -> str:
    """Return the key of how a source of articles was when it was last looked at."""
    return f"{PREFIX}source:{name}"


def slot(slot_key: str) -> str:
    """Return the key of a slot that lies in storage."""
    return f"{PREFIX}slot:{slot_key}"


def alive(worker: str) -> str:
    """Return the key that exists while `worker` lives."""
    return f"{PREFIX}alive:{worker}"


def drain(worker: str) -> str:
    """Return the key that says that `worker` shall end after its job."""
    return f"{PREFIX}drain:{worker}"


def preview(token: str) -> str:
    """Return the key under which a publisher waits for a sentence."""
    return f"{PREFIX}preview:{token}"


def hook(source: str, delivery: str) -> str:
    """Return the key that says that a publish hook is in hand, or was heeded."""
    return f"{PREFIX}hook:{source}:{delivery}"


def sent(mark: str) -> str:
    """Return the key that says that a transaction took effect."""
    return f"{PREFIX}sent:{mark}"


def lock(what: str) -> str:
    """Return the key of a short lock."""
    return f"{PREFIX}lock:{what}"
