"""What can go wrong between an article and its track.

cache.errors.ListenError
├── ArticleError
│   ├── ArticleNotFoundError     no source holds it
│   ├── ArticleWithdrawnError    its publisher has taken it back
│   ├── NothingToReadError       it has no letter and no digit
│   ├── UnreadableSourceError    a file or page is not an article
│   ├── AddressNotAllowedError   it would be asked for where nothing may be asked
│   ├── ArticleGoneError         its source has it no longer, or for others
│   ├── SourceUnavailableError   a page or feed does not answer           (retryable)
│   └── ArticleStoreError        its database does not answer             (retryable)
├── LexiconError
│   ├── BadEntryError            an entry cannot be used
│   ├── LexiconFullError         there are too many
│   └── BadLexiconFileError      a file holds no lexicon
├── EngineError
│   ├── EngineUnavailableError   it does not answer, or refuses for now   (retryable)
│   ├── EngineBusyError          it asks for patience (429)               (retryable)
│   ├── EngineRefusedError       it answers, and will never say this
│   └── NoSuchVoiceError         it has no voice of that name
├── AudioError
│   ├── EmptyClipError           nothing audible came back                (retryable)
│   ├── ImplausibleClipError     what came back is not that text, spoken
│   ├── ImplausibleTrackError    the whole is not fit to be published
│   ├── BadJingleError           an intro's or outro's file cannot be used (retryable)
│   └── LostSlotsError           stored slots are missing or damaged      (retryable)
├── TimedOutError                a job ran longer than it may             (retryable)
├── BadOutputError               the file to record into cannot be written
├── DeadlyJobError               processes died over it, time and again
└── UnexpectedError              a defect of this service                 (retryable)
"""

from cache.errors import ListenError


class ArticleError(ListenError):
    """There is no article to narrate."""

    code = "bad-article"


class ArticleNotFoundError(ArticleError):
    """No source holds an article of that ID."""

    code = "article-not-found"


class ArticleWithdrawnError(ArticleError):
    """The publisher has taken the article back."""

    code = "article-withdrawn"


class NothingToReadError(ArticleError):
    """The article has no letter and no digit that would be read aloud."""

    code = "nothing-to-read"


class UnreadableSourceError(ArticleError):
    """A file or a page holds no article that could be told from what surrounds it."""

    code = "unreadable-source"


class AddressNotAllowedError(ArticleError):
    """An address outside http and https, or inside the operator's own network; nothing was sent."""

    code = "address-not-allowed"


class ArticleGoneError(ArticleError):
    """The source answers that it does not have the article, or not for us."""

    code = "article-gone"


class SourceUnavailableError(ArticleError):
    """A page does not answer, or answers with an error of its own."""

    code = "source-unavailable"
    retryable = True


class ArticleStoreError(ArticleError):
    """The database of the article store refuses or does not answer."""

    code = "article-store-unavailable"
    retryable = True


class LexiconError(ListenError):
    """The lexicon cannot be as it was asked to be."""

    code = "bad-lexicon"


class BadEntryError(LexiconError):
    """An entry of the lexicon cannot be used; the message says what is wrong with it."""

    code = "bad-lexicon-entry"


class LexiconFullError(LexiconError):
    """The lexicon would have more entries than it may."""

    code = "lexicon-full"


class BadLexiconFileError(LexiconError):
    """A file cannot be read, or is no table of entries."""

    code = "bad-lexicon-file"


class EngineError(ListenError):
    """The engine cannot speak."""

    code = "engine-error"


class EngineUnavailableError(EngineError):
    """The engine does not answer, or answers with an error of its own."""

    code = "engine-unavailable"
    retryable = True


class EngineBusyError(EngineUnavailableError):
    """The engine asks for patience: too many requests."""

    code = "engine-busy"


class EngineRefusedError(EngineError):
    """The engine answers, and will never speak this text in this voice."""

    code = "engine-refused"


class NoSuchVoiceError(EngineError):
    """No engine here has a voice of that name."""

    code = "no-such-voice"


class AudioError(ListenError):
    """What came back is not sound that can be published."""

    code = "bad-audio"


class EmptyClipError(AudioError):
    """Nothing audible came back for an utterance; engines are not deterministic, so try again."""

    code = "empty-clip"
    retryable = True


class ImplausibleClipError(AudioError):
    """What came back cannot be its text, spoken: cut off, endless, silent or clipped."""

    code = "clip-implausible"


class ImplausibleTrackError(AudioError):
    """A track is not what its clips should have become: not whole, too loud, too quiet."""

    code = "track-implausible"


class BadJingleError(AudioError):
    """The file of an intro or outro is gone, is another one now, or cannot be used as one.

    Somebody puts it right, and the next press needs no change of the article or the settings.
    """

    code = "bad-jingle"
    retryable = True


class LostSlotsError(AudioError):
    """Slots that were stored are missing or damaged; they are made again.

    Attributes:
        indexes: Of their utterances.
    """

    code = "lost-slots"
    retryable = True

    def __init__(self, indexes: list[int]) -> None:
        super().__init__(f"the slots of {len(indexes)} utterances are missing or damaged")
        self.indexes = indexes


class TimedOutError(ListenError):
    """A job ran longer than it may."""

    code = "timed-out"
    retryable = True


class BadOutputError(ListenError):
    """The file to record into is of no known format, or cannot be written."""

    code = "bad-output"


class DeadlyJobError(ListenError):
    """The process that spoke one utterance, or read or stitched one article, died each time."""

    code = "deadly-job"


class UnexpectedError(ListenError):
    """A defect of this service; a later press tries again, perhaps with its next version."""

    code = "internal-error"
    retryable = True
