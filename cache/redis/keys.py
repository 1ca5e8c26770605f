"""Names of all Redis keys of this service, with their content and lifetime.

Our own keys begin with `listen:`.

| key | type | content | deleted |
|---|---|---|---|
| `narration:{name}` | hash | the record: state, run, basis, track, failure | when taken down (1) |
| `narration:{name}:utterances` | list | utterances in order, as JSON | as the run ends |
| `narration:{name}:slots` | hash | index of an utterance -> slot, cues | as the run ends (2) |
| `narration:{name}:parts` | hash | frames of the slot that is being made | expires (3) |
| `narration:{name}:leases` | hash | token of a job -> holder and utterance | as the run ends |
| `narration:{name}:attempts` | hash | index of an utterance -> attempts | as the run ends |
| `narration:{name}:jobs` | hash | kind of job -> id of the last one | as the run ends |
| `narration:{name}:known` | hash | key of a slot -> the stored slot, for later runs | expires |
| `last-run` | string | the highest run number | never; one |
| `unfinished` | set | narrations that are queued, speaking or stitching | each as its run ends |
| `answer:{name}` | string | a ready narration's prepared answer, as bytes | with the record |
| `revision:{article_id}` | string | current edition of an article, as an `Edition` | expires |
| `entitled:{article_id}` | string | the best right shown for an article not fetched yet | expires |
| `in-advance:{article_id}` | string | mark of a request in advance, by its publisher | expires |
| `plays:{article_id}` | hash | play counts of an article | with the article |
| `plays-begun:{date}` | string | number of plays started on a day | expires |
| `removed:{name}` | string | mark of a removed narration: number of the removal | expires |
| `removing:{name}` | hash | tokens of removals that are deleting audio | expires |
| `slot:{key}` | string | a stored slot that many articles share, as JSON | expires |
| `alive:{worker}` | string | heartbeat of a process, as JSON | expires |
| `workers` | set | names of processes with a heartbeat | each when it is found dead |
| `voices` | hash | voice -> its published properties, as JSON | when workers publish others |
| `voice-samples` | hash | voice -> name of its latest sample | never; one for each voice |
| `articles-by-voice` | hash | voice -> number of articles with a track | at the next count |
| `counters` | hash | counters of `/status` and `/metrics` | never; a fixed number |
| `first-clip-marks` | list | timings of the latest first clips | never; at most 1,000 |
| `failures` | list | the latest failed narrations, newest first | never; at most 100 |
| `verdicts` | list | verification results of the latest tracks, as JSON | never; a few |
| `retryable` | hash | failed pre-generations -> number of failures | each when ready or given up |
| `tasks` | hash | unfinished tasks -> lease holder, time, job | each when done or given up |
| `history` | list | a sample of figures every ten seconds, newest first | expires |
| `ended` | list | histories of the latest ended narrations, as JSON | expires |
| `paused` | string | the pause of pre-generation: start time, operator | when resumed |
| `drain:{worker}` | string | flag: a process must end after its job | expires |
| `audit` | list | actions of operators, newest first, as JSON | never; at most 1,000 |
| `deaths` | list | the latest unexpected ends of processes, as JSON | expires |
| `alerts` | hash | active alert -> start time | each when it ends |
| `missed` | hash | missing jobs -> number of checks in a row | at the next check |
| `source:{name}` | hash | state of an article source at its last poll | expires |
| `lexicon-update:{id}` | hash | state of an update of all narrations to the lexicon | expires |
| `lexicon-update:{id}:names` | list | narrations that it has still to check | expires |
| `lexicon-update:{id}:found` | zset | narrations to update -> minus their utterances | expires |
| `last-lexicon-update:{kind}` | string | id of the last update of a kind | expires |
| `preview:{token}` | list | a spoken sentence for a publisher, or an error | expires |
| `hook:{source}:{delivery}` | string | state of a webhook delivery: locked or done | expires |
| `pressed` | hash | running pressed narrations -> admission time, charge, day, address | expires |
| `spent:{day}` | string | seconds of sound of a day's pressed narrations | expires |
| `proof-key` | string | random key of the proofs in the addresses of segments | never; one |
| `rules` | string | fingerprint of the publication file that was last in use | never; one |
| `costs:{month}` | string | estimated costs of the voices with a price in a month | expires |
| `studio-spent:{date}` | string | seconds of sound that studio voices spoke on a day | expires |
| `spent-by:{day}` | hash | address -> seconds of sound of its pressed narrations | expires |
| `breaker:{upstream}` | hash | circuit breaker of a speech server: latest outcomes | expires |
| `upstream-requests:{upstream}` | zset | requests to a speech server under way | expires |
| `rates:{what}` | string | rate-limit counters, by the library `limits` | expires |
| `lock:{what}` | string | short locks | expires |
| `sent:{mark}` | string | mark of a transaction that took effect | expires |
| `listened:{tag}` | string | mark: a narration in progress has a listener | expires |
| `events:{name}` | channel | events of a narration: clips and states | not stored |

`{name}` is an article ID, `|` and a voice; article IDs contain no `|`.

`{tag}` is the short form of such a name, as in job ids.

1. It expires if the narration failed and has no track.
2. It expires shortly after the narration is ready, for listeners of its live stream.
3. It is deleted earlier, as soon as the slot is stored or the run ends.

Keys of RQ:

| key | type | content | deleted |
|---|---|---|---|
| `rq:job:{id}` | hash | a job | when done; expires while waiting and after a failure |
| `rq:queue:{queue}` | list | waiting jobs | each as it begins |
| `rq:scheduled:{queue}` | zset | jobs scheduled for later | each at its time |
| `rq:wip:{queue}` | zset | running jobs | each when done, or when RQ finds it overdue |
| `rq:failed:{queue}` | zset | jobs that failed | each after a day |
| `rq:executions:{id}` | zset | executions of a job | expires |
| `rq:execution:{id}` | hash | one execution of a job | expires |
| `rq:results:{id}` | stream | the error of a failed job | expires |
| `rq:queues` | set | the queues | never; six |
| `rq:workers` | set | workers | each when it ends or RQ finds it dead |
| `rq:workers:{queue}` | set | workers of a queue | each when it ends or RQ finds it dead |
| `rq:worker:{worker}` | hash | state of a worker | expires |
| `rq:worker:{worker}:executions` | zset | its current executions | expires |
| `rq:clean_groups` | string | a lock | expires |
| `rq:clean_registries:{queue}` | string | a lock | expires |
| `rq:scheduler:{name}` | hash | the scheduler | expires |
| `rq:scheduler-lock:{queue}` | string | a lock | expires |
| `rq:cron_scheduler:{name}` | hash | due times of periodic jobs | expires |
| `rq:cron_schedulers` | zset | schedulers | never; one |
"""

PREFIX = "listen:"

WORKERS = f"{PREFIX}workers"
UNFINISHED = f"{PREFIX}unfinished"
LAST_RUN = f"{PREFIX}last-run"
VOICES = f"{PREFIX}voices"
VOICE_SAMPLES = f"{PREFIX}voice-samples"
ARTICLES_BY_VOICE = f"{PREFIX}articles-by-voice"
COUNTERS = f"{PREFIX}counters"
FAILURES = f"{PREFIX}failures"
VERDICTS = f"{PREFIX}verdicts"
FIRST_CLIPS = f"{PREFIX}first-clip-marks"
MISSED = f"{PREFIX}missed"
RETRYABLE = f"{PREFIX}retryable"
TASKS = f"{PREFIX}errands"
HISTORY = f"{PREFIX}history"
ENDED = f"{PREFIX}ended"
DEATHS = f"{PREFIX}deaths"
PAUSED = f"{PREFIX}paused"
AUDIT = f"{PREFIX}audit"
ALERTS = f"{PREFIX}alerts"
PRESSED = f"{PREFIX}pressed"
SPENT = f"{PREFIX}spent:"
"""Prefix; the day follows, in days since the epoch."""

SPENT_BY = f"{PREFIX}spent-by:"
"""Prefix; the day follows, as after `SPENT`."""

RATES = f"{PREFIX}rates"
PROOF_KEY = f"{PREFIX}proof-key"
RULES = f"{PREFIX}rules"


def narration(name: str) -> str:
    """Return the key of a narration's record."""
    return f"{PREFIX}narration:{name}"


def utterances(name: str) -> str:
    """Return the key of the list of a narration's utterances."""
    return f"{PREFIX}narration:{name}:utterances"


def slots(name: str) -> str:
    """Return the key of the hash of a narration's slots."""
    return f"{PREFIX}narration:{name}:slots"


def parts(name: str) -> str:
    """Return the key of the hash of the frames of a narration's slot that is being made."""
    return f"{PREFIX}narration:{name}:parts"


def leases(name: str) -> str:
    """Return the key of the hash of a narration's leases."""
    return f"{PREFIX}narration:{name}:leases"


def attempts(name: str) -> str:
    """Return the key of the hash of the attempts at each utterance."""
    return f"{PREFIX}narration:{name}:attempts"


def jobs(name: str) -> str:
    """Return the key of the hash of the ids of a narration's jobs."""
    return f"{PREFIX}narration:{name}:jobs"


def events(name: str) -> str:
    """Return the name of the channel of a narration's events."""
    return f"{PREFIX}events:{name}"


def listened(tag: str) -> str:
    """Return the key of the mark that a narration has a listener; their prefix for an empty tag."""
    return f"{PREFIX}listened:{tag}"


def answer(name: str) -> str:
    """Return the key of a ready narration's prepared answer."""
    return f"{PREFIX}answer:{name}"


def revision(article_id: str) -> str:
    """Return the key of an article's current edition."""
    return f"{PREFIX}revision:{article_id}"


def entitled(article_id: str) -> str:
    """Return the key of the best right that was shown for an article not fetched yet."""
    return f"{PREFIX}entitled:{article_id}"


def in_advance(article_id: str) -> str:
    """Return the key of the mark that the publisher has requested an article in advance."""
    return f"{PREFIX}in-advance:{article_id}"


def plays(article_id: str) -> str:
    """Return the key of the hash of an article's play counts."""
    return f"{PREFIX}plays:{article_id}"


def costs(month: str) -> str:
    """Return the key of the costs of a month, such as 2026-11."""
    return f"{PREFIX}costs:{month}"


def studio_spent(date: str) -> str:
    """Return the key of the seconds of sound that studio voices spoke on a day."""
    return f"{PREFIX}studio-spent:{date}"


def plays_begun(date: str) -> str:
    """Return the key of the number of plays started on a day, such as 2026-11-23."""
    return f"{PREFIX}plays-begun:{date}"


def removed(name: str) -> str:
    """Return the key of the mark that a narration was taken down."""
    return f"{PREFIX}removed:{name}"


def removing(name: str) -> str:
    """Return the key of the removals of a narration whose files are being deleted."""
    return f"{PREFIX}removing:{name}"


def source(name: str) -> str:
    """Return the key of the state of an article source."""
    return f"{PREFIX}source:{name}"


def known_slots(name: str) -> str:
    """Return the key of the hash of a narration's stored slots."""
    return f"{PREFIX}narration:{name}:known"


def slot(slot_key: str) -> str:
    """Return the key of a stored slot that many articles share."""
    return f"{PREFIX}slot:{slot_key}"


def alive(worker: str) -> str:
    """Return the key of the heartbeat of a process."""
    return f"{PREFIX}alive:{worker}"


def drain(worker: str) -> str:
    """Return the key of the drain flag of a process."""
    return f"{PREFIX}drain:{worker}"


def lexicon_update(update_id: str) -> str:
    """Return the key of the state of an update of all narrations to the lexicon."""
    return f"{PREFIX}lexicon-update:{update_id}"


def names_of_lexicon_update(update_id: str) -> str:
    """Return the key of the list of narrations that an update has still to check."""
    return f"{PREFIX}lexicon-update:{update_id}:names"


def found_by_lexicon_update(update_id: str) -> str:
    """Return the key of the sorted set of narrations that did not agree with the lexicon."""
    return f"{PREFIX}lexicon-update:{update_id}:found"


def last_lexicon_update(kind: str) -> str:
    """Return the key of the id of the last update of a kind."""
    return f"{PREFIX}last-lexicon-update:{kind}"


def preview(token: str) -> str:
    """Return the key of a preview."""
    return f"{PREFIX}preview:{token}"


def hook(source: str, delivery: str) -> str:
    """Return the key of a webhook delivery."""
    return f"{PREFIX}hook:{source}:{delivery}"


def sent(mark: str) -> str:
    """Return the key of the mark that a transaction took effect."""
    return f"{PREFIX}sent:{mark}"


def lock(what: str) -> str:
    """Return the key of a short lock."""
    return f"{PREFIX}lock:{what}"


def breaker(upstream: str) -> str:
    """Return the key of the circuit breaker of a speech server."""
    return f"{PREFIX}breaker:{upstream}"


def upstream_requests(upstream: str) -> str:
    """Return the key of the sorted set of requests to a speech server that are under way."""
    return f"{PREFIX}upstream-requests:{upstream}"
