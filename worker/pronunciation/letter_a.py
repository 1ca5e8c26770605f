"""The letter A, as in "Group A" and "Elizabeth A Burton", which espeak reads as the article."""

from worker.pronunciation.sentence_words import SentenceWords

SAID = "Eigh"
"""Respelling that espeak says like the name of the letter."""

_OPENERS = frozenset('.!?:—–(“"‘[')
_CLOSERS = frozenset(".,;:!?)]\"”’'")
_JOINTS = frozenset("—–/+&")

_BEFORE_LETTER = frozenset(
    "group vitamin hepatitis influenza type class grade section schedule block serie serial level "
    "plan option exhibit appendix table figure annex team part point route channel unit wing ward "
    "gate platform terminal stand court flat apartment lot series category tier league triple "
    "double streptococcus strep hemophilia haemophilia bisphenol liga cell model division straight "
    "mister misses miz doctor professor senator representative justice judge captain sergeant sir "
    "general colonel reverend governor inspector constable president director "
    "an the a every each his her their my our your two three four five six seven eight nine ten "
    "zero one eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty "
    "thirty forty fifty sixty seventy eighty ninety hundred".split()
)
"""Words after which "A" is a letter in a headline too; an article never follows them."""

_SMALL_WORDS = frozenset(
    "a an and as at but by for from in into is it nor not of off on or over per so than that the "
    "to up upon via was with like what such has had have be how once".split()
)
_DIGITS = frozenset("one two three four five six seven eight nine ten zero".split())


def is_letter_a(words: SentenceWords, at: int) -> bool:
    """Return True if a capital "A" is the letter, and not the article."""
    before, after = words.neighbor(at, -1), words.neighbor(at, 1)
    if before.lower() in _BEFORE_LETTER or _is_among_letters(words, at):
        return True
    is_opening = _opens_sentence(words.gap_before(at))
    if is_opening or _is_title(words):
        return not is_opening and after.lower() in _DIGITS
    if before[:1].isupper() and after[:1].isupper():
        is_shouted = len(before) > 1 and before.isupper() and after.isupper()
        is_short = before.lower() in _SMALL_WORDS or not before.isalpha()
        return not (is_shouted or is_short)
    return after[:1].islower() or after == ""


def _is_among_letters(words: SentenceWords, at: int) -> bool:
    """Return True for the A of "A and E", "A to Z", "A B C" and "(Group A)"."""
    is_linked = words.at(at + 1) in {"and", "or", "to"} and _is_single(words.at(at + 2))
    is_closed = _closes_word(words.gap_before(at + 1))
    singles = _is_single(words.neighbor(at, -1)) or _is_single(words.neighbor(at, 1))
    return is_linked or is_closed or singles


def _opens_sentence(gap: str) -> bool:
    """Return True if a sentence, a quotation or a title begins after some signs."""
    return gap.rstrip()[-1:] in _OPENERS or gap.endswith(("'", ")"))


def _closes_word(gap: str) -> bool:
    """Return True if some signs end a phrase, or join a word to another sign."""
    return gap[:1] in _CLOSERS or gap.lstrip()[:1] in _JOINTS


def _is_single(word: str) -> bool:
    """Return True if a word is a single capital, other than "I"."""
    return len(word) == 1 and word.isupper() and word != "I"


def _is_title(words: SentenceWords) -> bool:
    """Return True if all longer words of a sentence begin with a capital."""
    counted = [word.text for word in words if word.text.lower() not in _SMALL_WORDS]
    return len(counted) > 2 and all(word[0].isupper() for word in counted)
