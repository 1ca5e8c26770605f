"""Every Redis key this service uses, in one place. All begin with `listen:`.

| key | type | holds |
|---|---|---|
| `narration:{name}` | hash | the record: state, priority, run, basis, track, failure |
| `narration:{name}:utterances` | list | what this run speaks, in reading order, as JSON |
| `narration:{name}:slots` | hash | index of an utterance -> its slot and cues, as JSON |
| `narration:{name}:leases` | hash | who has which utterance in hand |
| `narration:{name}:attempts` | hash | index of an utterance -> times begun |
| `narration:{name}:jobs` | hash | which of its jobs -> the id of the last one queued |
| `unfinished` | set | names of narrations that are queued, speaking or stitching |
| `answer:{name}` | string | the URL cache: a ready narration's answer, as prepared bytes |
| `revision:{article_id}` | string | what is current of an article, as an `Edition`; expires |
| `plays:{article_id}` | hash | how far listeners heard an article; deleted with the article |
| `removed:{name}` | string | that a narration was taken down; expires |
| `slot:{key}` | string | a slot that lies in storage, as JSON |
| `alive:{worker}` | string | what a living worker says of itself; expires |
| `workers` | set | names of workers that lived when last looked at |
| `voices` | hash | voice -> what the workers say of it, as JSON |
| `counters` | hash | what `/status` and `/metrics` count |
| `first-clips` | list | the latest times from a press to the first clip, in seconds |
| `failures` | list | the latest failed narrations, newest first |
| `verdicts` | list | what was found of the latest tracks, newest first, as JSON |
| `retryable` | hash | failed narrations that nobody waits for -> how often they failed |
| `errands` | hash | what must be done once -> who has it in hand, and since when |
| `history` | list | how the service fared every ten seconds, newest first; expires |
| `ended` | list | the latest narrations that ended, newest first, as JSON |
| `deaths` | list | the latest processes that died, newest first, as JSON |
| `alerts` | hash | what is wrong now -> since when |
| `missed` | hash | jobs that were nowhere when last looked for -> how often in a row |
| `source:{name}` | hash | how a source of articles was when it was last looked at; expires |
| `preview:{token}` | list | a sentence spoken for a publisher, or why not; expires |
| `hook:{source}:{delivery}` | string | that a publish hook is in hand, or was heeded; expires |
| `pressed` | hash | pressed narrations under way -> when admitted, charge, day; expires |
| `spent:{day}` | string | seconds of sound that pressed narrations cost on a day; expires |
| `rates:…` | string | how often somebody did something lately, as `limits` counts; expire |
| `lock:{what}` | string | short locks; expire |
| `events:{name}` | channel | the narration's clips and states, as they come |

`{name}` is an article ID, `|` and a voice; article IDs hold no `|`.
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


def preview(token: str) -> str:
    """Return the key under which a publisher waits for a sentence."""
    return f"{PREFIX}preview:{token}"


def hook(source: str, delivery: str) -> str:
    """Return the key that says that a publish hook is in hand, or was heeded."""
    return f"{PREFIX}hook:{source}:{delivery}"


def lock(what: str) -> str:
    """Return the key of a short lock."""
    return f"{PREFIX}lock:{what}"
