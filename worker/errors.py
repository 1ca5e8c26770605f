"""Errors on the way from an article to its track.

cache.errors.ListenError
├── ArticleError
│   ├── ArticleNotFoundError     no source has the article
│   ├── ArticleWithdrawnError    the publisher has withdrawn the article
│   ├── NothingToReadError       the article has no letter and no digit
│   ├── UnreadableSourceError    a file or page is not an article
│   ├── AddressNotAllowedError   requests to the address are forbidden
│   ├── ArticleGoneError         the source has removed or restricted the article
│   ├── SourceUnavailableError   a page or feed does not answer           (retryable)
│   └── ArticleStoreError        the database does not answer             (retryable)
├── LexiconError
│   ├── BadEntryError            an entry is invalid
│   ├── LexiconFullError         the lexicon has too many entries
│   └── BadLexiconFileError      a file is not a lexicon
├── EngineError
│   ├── EngineUnavailableError   the engine does not answer as it should  (retryable)
│   │   ├── EngineBusyError          it limits requests (429)
│   │   │   └── EngineBudgetError        our own budget for it is spent
│   │   ├── EngineBlockedError       it refuses this service (401, 403)
│   │   ├── EngineUnreachableError   the network or TLS fails, or it is too slow
│   │   ├── EngineNotAudioError      its answer is not audio
│   │   ├── EngineSampleRateError    its audio has another sample rate
│   │   └── EnginePausedError        it keeps failing, so no request was sent
│   ├── EngineRefusedError       the engine refuses this text permanently
│   ├── NoSuchVoiceError         there is no voice of that name
│   │   └── EngineLanguageError      the engine does not speak the language
│   └── DownloadError            a model or voice cannot be downloaded
├── AudioError
│   ├── EmptyClipError           the engine's output is silent            (retryable)
│   ├── ImplausibleClipError     the engine's output does not match its text
│   ├── ImplausibleTrackError    the track failed its checks
│   ├── BadJingleError           the file of an intro or outro is invalid (retryable)
│   └── LostSlotsError           stored slots are missing or damaged      (retryable)
├── VoicesUnknownError           no worker has published its voices yet    (retryable)
├── TimedOutError                a job exceeded its time limit            (retryable)
├── BadOutputError               the output file cannot be written
├── DeadlyJobError               several processes died in the same job
└── UnexpectedError              a defect of this service                 (retryable)
"""

from cache.errors import ListenError


class ArticleError(ListenError):
    """Error for an article that cannot be narrated."""

    code = "bad-article"
    status = 422


class ArticleNotFoundError(ArticleError):
    """Error for an article ID that no source has."""

    code = "article-not-found"
    status = 404


class ArticleWithdrawnError(ArticleError):
    """Error for an article that its publisher has withdrawn."""

    code = "article-withdrawn"
    status = 410


class NothingToReadError(ArticleError):
    """Error for an article without a letter or digit that would be read aloud."""

    code = "nothing-to-read"
    status = 422


class UnreadableSourceError(ArticleError):
    """Error for a file or page in which no article was found."""

    code = "unreadable-source"
    status = 422


class AddressNotAllowedError(ArticleError):
    """Error for a URL without http or https, or in a private network; no request was sent."""

    code = "address-not-allowed"
    status = 422


class ArticleGoneError(ArticleError):
    """Error for an article that its source has removed or restricted."""

    code = "article-gone"
    status = 422


class SourceUnavailableError(ArticleError):
    """Error for a source that does not answer, or answers with a server error."""

    code = "source-unavailable"
    status = 503
    retryable = True


class ArticleStoreError(ArticleError):
    """Error for an article database that does not answer or refuses a request.

    Attributes:
        is_full: True if it refuses because its disk is full.
    """

    code = "article-store-unavailable"
    status = 503
    retryable = True

    def __init__(self, detail: str, *, is_full: bool = False) -> None:
        super().__init__(detail)
        self.is_full = is_full


class LexiconError(ListenError):
    """Error for an invalid change of the lexicon."""

    code = "bad-lexicon"
    status = 422


class BadEntryError(LexiconError):
    """Error for an invalid entry of the lexicon; the message gives the reason."""

    code = "bad-lexicon-entry"
    status = 422


class LexiconFullError(LexiconError):
    """Error for a lexicon with too many entries."""

    code = "lexicon-full"
    status = 422


class BadLexiconFileError(LexiconError):
    """Error for a lexicon file that cannot be read, or is not a table of entries."""

    code = "bad-lexicon-file"
    status = 422


class EngineError(ListenError):
    """Error for a text-to-speech engine that fails."""

    code = "engine-error"
    status = 422


class EngineUnavailableError(EngineError):
    """Error for an engine that does not answer, or answers with a server error.

    Attributes:
        retry_after_s: Pause that the engine has asked for, in seconds; 0 if it has not.
        is_lasting: True if a retry within seconds is useless.
    """

    code = "engine-unavailable"
    status = 503
    retryable = True

    def __init__(
        self, detail: str, *, retry_after_s: float = 0.0, is_lasting: bool = False
    ) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s
        self.is_lasting = is_lasting


class EngineBusyError(EngineUnavailableError):
    """Error for an engine that has received too many requests."""

    code = "engine-busy"
    status = 503


class EngineBudgetError(EngineBusyError):
    """Error for a request that the service's own budget for an engine did not allow in time."""

    code = "engine-budget"
    status = 503


class EngineBlockedError(EngineUnavailableError):
    """Error for an engine that refuses this service, for example because of a wrong key.

    It is retryable: the next press succeeds when the key is right or the block has ended.
    """

    code = "engine-blocked"
    status = 503


class EngineUnreachableError(EngineUnavailableError):
    """Error for an engine that cannot be reached: network, TLS or time-out."""

    code = "engine-unreachable"
    status = 503


class EngineNotAudioError(EngineUnavailableError):
    """Error for an engine whose answer is not audio."""

    code = "engine-not-audio"
    status = 503


class EngineSampleRateError(EngineUnavailableError):
    """Error for an engine whose audio has another sample rate than configured."""

    code = "engine-sample-rate"
    status = 503


class EnginePausedError(EngineUnavailableError):
    """Error for an engine that keeps failing, so that it gets no requests for a while."""

    code = "engine-paused"
    status = 503


class EngineRefusedError(EngineError):
    """Error for a text that an engine permanently refuses to speak."""

    code = "engine-refused"
    status = 422


class NoSuchVoiceError(EngineError):
    """Error for a voice that no installed engine has."""

    code = "no-such-voice"
    status = 422


class EngineLanguageError(NoSuchVoiceError):
    """Error for a voice in a language that the engine does not speak."""

    code = "engine-language"
    status = 422


class DownloadError(EngineError):
    """Error for a model or voice that cannot be downloaded, or is not the published file."""

    code = "download-failed"
    status = 502


class AudioError(ListenError):
    """Error for sound that cannot be published."""

    code = "bad-audio"
    status = 422


class EmptyClipError(AudioError):
    """Error for a silent output of an engine; a retry may help."""

    code = "empty-clip"
    status = 503
    retryable = True


class ImplausibleClipError(AudioError):
    """Error for a clip that does not match its text: cut off, endless, silent or distorted."""

    code = "clip-implausible"
    status = 422


class ImplausibleTrackError(AudioError):
    """Error for a faulty track: incomplete, too loud or too quiet."""

    code = "track-implausible"
    status = 422


class BadJingleError(AudioError):
    """Error for the file of an intro or outro that is missing, changed or invalid.

    It is retryable: after the file is corrected, the next press succeeds without other changes.
    """

    code = "bad-jingle"
    status = 503
    retryable = True


class LostSlotsError(AudioError):
    """Error for stored slots that are missing or damaged; they are made again.

    Attributes:
        indexes: Indexes of their utterances.
    """

    code = "lost-slots"
    status = 503
    retryable = True

    def __init__(self, indexes: list[int]) -> None:
        super().__init__(f"the slots of {len(indexes)} utterances are missing or damaged")
        self.indexes = indexes


class TimedOutError(ListenError):
    """Error for a job that exceeded its time limit."""

    code = "timed-out"
    status = 503
    retryable = True


class VoicesUnknownError(ListenError):
    """Error for a service in which no worker has published its voices yet."""

    code = "voices-unknown"
    status = 503
    retryable = True


class BadOutputError(ListenError):
    """Error for an output file of an unknown format, or that cannot be written."""

    code = "bad-output"
    status = 422


class DeadlyJobError(ListenError):
    """Error for a job in which a process died at every attempt."""

    code = "deadly-job"
    status = 422


class UnexpectedError(ListenError):
    """Error for a defect of this service; a later press tries again."""

    code = "internal-error"
    status = 500
    retryable = True
