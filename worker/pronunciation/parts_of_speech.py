"""Parts of speech of English words that are verbs and nouns, decided by their neighbors.

The rules answer only where the neighbors are good evidence; otherwise they leave the word open.
"""

from worker.pronunciation.sentence_words import SentenceWords

MOST_ADVERBS = 3
"""Number of adverbs that may stand between an auxiliary and its verb."""

_DETERMINERS = frozenset(
    "a an the this that these those his her its their our your my whose each every some any no "
    "another both all many several few more most such one two three four five six seven eight nine "
    "ten hundred thousand million billion first second third next last other".split()
)
_PREPOSITIONS = frozenset(
    "of in on for with by at from under into over about against through during between without "
    "after before since per despite via amid versus toward towards within outside upon".split()
)
_ADJECTIVES = frozenset(
    "new old big small high low good bad best great major minor recent current early earlier late "
    "latest sharp steep key own same long short strong weak large huge rapid slow previous initial "
    "strict joint young top main public private royal senior junior former acting free fair "
    "official federal annual global local legal illegal digital social national".split()
)
_NOUNS_LIKE_ADJECTIVES = frozenset(
    "cooperative executive detective representative initiative archive hospital council rival "
    "capital tribunal journal clinic public republic festival appeal fabric metric critic".split()
)
_ADJECTIVE_ENDINGS = ("al", "ive", "ous", "ic", "ful", "less", "ary", "able", "ible", "ish")

_AUXILIARIES = frozenset(
    "will would can could may might must should shall do does did don't doesn't didn't won't "
    "wouldn't can't cannot couldn't shouldn't let's i'll you'll he'll she'll we'll they'll it'll "
    "i'd you'd he'd she'd we'd they'd helped helps help".split()
)
_AGENTS = frozenset(
    "agency analyst association authority bank board bureau city coalition commission committee "
    "company consultancy cooperative council country county department economist firm foundation "
    "fund government group industry institute ministry model office organization panel report "
    "scientist service state study survey team union university watchdog author chief director "
    "forecaster governor leader manager mayor minister president professor researcher secretary "
    "spokesman spokeswoman writer".split()
)
"""Nouns that estimate, project and record."""

_SUBJECTS = frozenset({"i", "you", "we", "they", "who"})
_SINGULAR_SUBJECTS = frozenset({"he", "she", "it", "who", "which"})
_PLURALS = frozenset({"people", "men", "women", "children", "police", "families"})
_SKIPPED = frozenset(
    "also still often always never now then just only even ever soon not further".split()
)
_OBJECTS = frozenset({"it", "them", "him", "us", "me"})
_HUMAN_OBJECTS = _OBJECTS - {"it"}
_OPENS_OBJECT = _DETERMINERS - {"that", "all", "more", "most", "such", "second", "last", "first"}
_CLAUSE_OPENERS = _DETERMINERS | {"even", "it", "he", "she", "they", "we", "there", "nearly"}
_NO_TARGETS = frozenset("according due access compared related thanks subject close end".split())
_ADJUNCTS = frozenset("sales sports arms goods savings games news earnings sanctions".split())
"""Plurals that stand before nouns, as in "sales record"."""

_AFTER_NOUN = _PREPOSITIONS - {"against", "outside"} | frozenset(
    "is was are were has have had will would can could may must should that and or to".split()
)
_JOINS = frozenset({"and", "or", "then"})
_PARTICLES = frozenset({"out", "up", "down", "off"})


def is_verb(words: SentenceWords, at: int) -> bool | None:
    """Return True for a verb, False for a noun or an adjective, and None without evidence."""
    before, after = _lower(words.neighbor(at, -1)), _lower(words.neighbor(at, 1))
    has_ending_s = words.at(at).lower().endswith("s")
    if is_after_determiner(words, at) or before in _PREPOSITIONS:
        return False
    if _leads_verb(words, at, has_ending_s=has_ending_s):
        return True
    if _is_adjective(before) or after == "of":
        return False
    is_found = _is_singular_verb(words, at) if has_ending_s else _is_plain_verb(words, at)
    return True if is_found else None


def _is_plain_verb(words: SentenceWords, at: int) -> bool:
    """Return True if a plural subject or a command precedes a word, and an object follows."""
    before, after = _lower(words.neighbor(at, -1)), _lower(words.neighbor(at, 1))
    has_object = after in _OPENS_OBJECT
    if has_object and begins_sentence(words, at):
        return True
    if is_plural(before):
        follows_subject = at == 1 and after.islower() and after not in _AFTER_NOUN
        opens_clause = after == "that" and _lower(words.at(at + 2)) not in _AFTER_NOUN
        return follows_subject or has_object or after in _OBJECTS or opens_clause
    return (has_object or after in _OBJECTS | _PARTICLES) and is_coordinated(words, at)


def is_after_determiner(words: SentenceWords, at: int) -> bool:
    """Return True if an article, a number or a possessive stands before a word."""
    before = _lower(words.neighbor(at, -1))
    return before in _DETERMINERS or before.endswith(("'s", "s'")) or _is_owner(words, at)


def is_led(words: SentenceWords, at: int) -> bool:
    """Return True if an auxiliary, "to" or a pronoun stands directly before a word."""
    before = _lower(words.neighbor(at, -1))
    leads = _SINGULAR_SUBJECTS if words.at(at).lower().endswith("s") else _AUXILIARIES | _SUBJECTS
    return before in leads - {"wouldn't", "couldn't"} or before == "to"


def _is_owner(words: SentenceWords, at: int) -> bool:
    """Return True if a plural possessive stands before a word: the apostrophe is in the gap."""
    return words.at(at - 1).endswith("s") and words.gap_before(at) in {"' ", "’ "}


def _leads_verb(words: SentenceWords, at: int, *, has_ending_s: bool) -> bool:
    """Return True if a subject, an auxiliary or "to" stands before a word, or before its adverb."""
    number = at - 1
    while at - number <= MOST_ADVERBS and _is_adverb(words.neighbor(number + 1, -1)):
        number -= 1
    before = _lower(words.neighbor(number + 1, -1))
    if has_ending_s:
        return before in _SINGULAR_SUBJECTS
    if before == "to":
        return _lower(words.at(number - 1)) not in _NO_TARGETS
    return before in _AUXILIARIES or before in _SUBJECTS


def _is_adverb(word: str) -> bool:
    return word.lower() in _SKIPPED or (len(word) > 4 and word.endswith("ly"))


def _is_singular_verb(words: SentenceWords, at: int) -> bool:
    """Return True if a singular subject stands before a word with "s", and an object after it."""
    before, after = words.neighbor(at, -1), _lower(words.neighbor(at, 1))
    if not before:
        return words.gap_before(at) == ", " and _opens_clause(words, at + 1)
    is_name = before[0].isupper() and (at > 1 or before.isupper()) and not is_plural(before)
    if not (is_name or before.lower() in _AGENTS):
        return False
    has_object = after in _HUMAN_OBJECTS or after in {"a", "an", "its", "his", "her", "whether"}
    return has_object or _opens_clause(words, at + 1) or _ends_report(words, at)


def _opens_clause(words: SentenceWords, at: int) -> bool:
    """Return True for a "that" before a clause with a subject of its own."""
    following = words.neighbor(at, 1)
    is_subject = following.lower() in _CLAUSE_OPENERS or following[:1].isupper()
    return words.at(at).lower() == "that" and is_subject


def _ends_report(words: SentenceWords, at: int) -> bool:
    """Return True for the verb of "Costs would rise, the cooperative estimates."."""
    if words.at(at).lower() != "estimates" or words.gap_before(at + 1)[:1] not in {".", ","}:
        return False
    gaps = [words.gap_before(number) for number in range(max(0, at - 5), at)]
    return any(gap.startswith(",") for gap in gaps)


def begins_sentence(words: SentenceWords, at: int) -> bool:
    """Return True if a word begins a sentence, or the second part of a command."""
    return words.gap_before(at).strip(" \"'“‘(")[-1:] in {".", "!", "?", ":", ";"}


def is_coordinated(words: SentenceWords, at: int) -> bool:
    """Return True for the second verb of "to cut costs, close shops" and "to finish and close"."""
    if words.neighbor(at, -1) not in _JOINS and words.gap_before(at) != ", ":
        return False
    earlier = [_lower(words.at(number)) for number in range(max(0, at - 8), at)]
    return any(word == "to" or word in _AUXILIARIES for word in earlier)


def _is_adjective(word: str) -> bool:
    if word in _NOUNS_LIKE_ADJECTIVES:
        return False
    return word in _ADJECTIVES or (len(word) > 5 and word.endswith(_ADJECTIVE_ENDINGS))


def is_plural(word: str) -> bool:
    """Return True if a word looks like a plural."""
    is_s_form = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return (is_s_form and word not in _ADJUNCTS) or word in _PLURALS


def _lower(word: str) -> str:
    return word.lower().replace("’", "'")
