"""Heteronyms: words with one spelling and two pronunciations, decided by their neighbors.

Espeak knows most of these pairs, but says the noun unless a word such as "to", "will" or "they"
stands directly before. Words that these rules leave open are left to it.
"""

from collections.abc import Callable
from typing import NamedTuple

from worker.pronunciation.parts_of_speech import (
    begins_sentence,
    is_after_determiner,
    is_coordinated,
    is_led,
    is_plural,
    is_verb,
)
from worker.pronunciation.phonemes import possessive_ending
from worker.pronunciation.sentence_words import SentenceWords

_PAIRS = """
abuse əbjˈuːs əbjˈuːz
alternate ˈɔːltɚnət ˈɔːltɚnˌeɪt
appropriate əpɹˈoʊpɹiət əpɹˈoʊpɹiˌeɪt
approximate əpɹˈɑːksɪmət əpɹˈɑːksɪmˌeɪt
attribute ˈætɹɪbjˌuːt ətɹˈɪbjuːt
compound kˈɑːmpaʊnd kəmpˈaʊnd
conduct kˈɑːndʌkt kəndˈʌkt
conflict kˈɑːnflɪkt kənflˈɪkt
console kˈɑːnsoʊl kənsˈoʊl
contest kˈɑːntɛst kəntˈɛst
contract kˈɑːntɹækt kəntɹˈækt
contrast kˈɑːntɹæst kəntɹˈæst
convert kˈɑːnvɜːt kənvˈɜːt
convict kˈɑːnvɪkt kənvˈɪkt
coordinate koʊˈɔːɹdᵻnət koʊˈɔːɹdɪnˌeɪt
defect dˈiːfɛkt dᵻfˈɛkt
deliberate dᵻlˈɪbɚɹət dᵻlˈɪbɚɹˌeɪt
desert dˈɛzɚt dᵻzˈɜːt
escort ˈɛskɔːɹt ɛskˈɔːɹt
estimate ˈɛstᵻmət ˈɛstᵻmˌeɪt
exploit ˈɛksplɔɪt ɛksplˈɔɪt
export ˈɛkspɔːɹt ɛkspˈɔːɹt
extract ˈɛkstɹækt ɛkstɹˈækt
graduate ɡɹˈædʒuːət ɡɹˈædʒuːˌeɪt
house hˈaʊs hˈaʊz
incense ˈɪnsɛns ɪnsˈɛns
increase ˈɪŋkɹiːs ɪŋkɹˈiːs
moderate mˈɑːdɚɹət mˈɑːdɚɹˌeɪt
object ˈɑːbdʒɛkt əbdʒˈɛkt
perfect pˈɜːfɛkt pɚfˈɛkt
permit pˈɜːmɪt pɚmˈɪt
present pɹˈɛzənt pɹɪzˈɛnt
produce pɹˈoʊduːs pɹədˈuːs
progress pɹˈɑːɡɹɛs pɹəɡɹˈɛs
project pɹˈɑːdʒɛkt pɹədʒˈɛkt
protest pɹˈoʊtɛst pɹətˈɛst
rebel ɹˈɛbəl ɹᵻbˈɛl
record ɹˈɛkɚd ɹᵻkˈɔːɹd
refund ɹˈiːfʌnd ɹᵻfˈʌnd
refuse ɹˈɛfjuːs ɹᵻfjˈuːz
separate sˈɛpɹət sˈɛpɚɹˌeɪt
subordinate sʌbˈɔːɹdᵻnət sʌbˈɔːɹdᵻnˌeɪt
suspect sˈʌspɛkt səspˈɛkt
torment tˈɔːɹmɛnt tɔːɹmˈɛnt
transfer tɹˈænsfɜː tɹænsfˈɜː
transport tɹˈænspɔːɹt tɹænspˈɔːɹt
upgrade ˈʌpɡɹeɪd ʌpɡɹˈeɪd
upset ˈʌpsɛt ʌpsˈɛt
use jˈuːs jˈuːz
"""
"""Word, its phonemes as a noun or an adjective, and those as a verb; espeak knows both."""

_PAIRS_USUALLY_NOUNS = """
advocate ˈædvəkət ˈædvəkˌeɪt
affiliate əfˈɪliət əfˈɪliˌeɪt
aggregate ˈæɡɹɪɡət ˈæɡɹɪɡˌeɪt
associate əsˈoʊʃiət əsˈoʊʃiˌeɪt
combat - kəmbˈæt
decrease - dᵻkɹˈiːs
delegate dˈɛlɪɡət dˈɛlɪɡˌeɪt
duplicate dˈuːplᵻkət dˈuːplᵻkˌeɪt
elaborate ᵻlˈæbɚɹət ᵻlˈæbɚɹˌeɪt
excuse - ɛkskjˈuːz
import ˈɪmpɔːɹt ɪmpˈɔːɹt
insult - ɪnsˈʌlt
intimate - ˈɪntᵻmˌeɪt
subject - səbdʒˈɛkt
syndicate sˈɪndɪkət sˈɪndɪkˌeɪt
"""
"""Pairs that espeak does not tell apart; they are nouns unless there is evidence of a verb.

A hyphen stands for a noun that espeak says correctly.
"""


class _Pair(NamedTuple):
    noun: str
    verb: str
    is_usually_noun: bool


_LEAD_METAL = frozenset(
    "pipe pipes paint poisoning contamination exposure bullet bullets acid levels smelter".split()
)
_WEEPING = frozenset({"gas", "gassed", "gassing", "ducts", "drop", "drops"})
_RENDING = frozenset({"down", "up", "apart", "off", "through", "away", "into", "itself", "the"})
_TURNING = frozenset({"down", "up", "its", "their", "through"})
_PLACES = frozenset("in with at on near under here there alone together by outside across".split())
_QUARRELS = frozenset("diplomatic political bitter furious escalating trade racism sleaze".split())
_OF_READING = frozenset("FC Borough Council Crown University Festival Station Gaol".split())
_AFTER_USE = frozenset(
    "of for by in and or are is was were has have include includes at on among vary will "
    "would".split()
) | {""}
_AT_CLOSE = frozenset({"", "of", "on", "in", "at", "as", "and", "after", "before", "the"})
_NEARNESS = frozenset("to by enough behind together friend friends ally allies range".split())
_NOT_CLOSING = frozenset({"not", "so", "too", "very", "as", "how"})
_LIVING = frozenset({"people", "men", "women", "children", "families"})
_LIVING_ENDINGS = ("ers", "ors", "dents", "ians", "ees", "ants")
_BEFORE_LIVES = frozenset(
    "save saved saving cost lost lose losing claim claimed risk risked risking take took taken "
    "change changed ruin ruined rebuild spend human civilian private daily personal everyday "
    "innocent young black and or of".split()
)
_FISH = frozenset({"sea", "striped", "largemouth", "smallmouth", "black", "chilean"})
_MARKETS = frozenset({"market", "trading", "at", "by", "session", "before", "after", "since"})
_RIGHTLY = frozenset({"right", "correctly", "wrong", "aloud"})


def disambiguated(words: SentenceWords, at: int) -> str | None:
    """Return the phonemes of a heteronym; None for other words, and where nothing decides."""
    word = words.at(at)
    key = word.lower()
    rule = _RULES.get(key)
    ipa = rule(words, at) if rule else None
    if ipa is None and key in _READINGS:
        ipa = _read_pair(words, at, _READINGS[key])
    return f"[[{ipa}]]" if ipa else None


def _read_pair(words: SentenceWords, at: int, pair: _Pair) -> str | None:
    """Return the phonemes of a noun or a verb; None where espeak decides as well."""
    is_name = words.at(at)[0].isupper() and not begins_sentence(words, at)
    found = False if is_name else is_verb(words, at)
    if pair.is_usually_noun:
        return pair.verb if found else pair.noun.strip("-") or None
    return pair.verb if found and not is_led(words, at) else None


def _read_close(words: SentenceWords, at: int) -> str | None:
    before, after = words.neighbor(at, -1).lower(), words.neighbor(at, 1).lower()
    if after in _AT_CLOSE and (is_after_determiner(words, at) or before in _MARKETS):
        return "klˈoʊz"
    if after in _NEARNESS or before in _NOT_CLOSING or is_led(words, at):
        return None
    is_shutting = is_plural(before) and after in {"on", "at", "for", "early"}
    is_joined = after != "" and is_coordinated(words, at)
    return "klˈoʊz" if is_shutting or is_joined or is_verb(words, at) else None


def _read_read(words: SentenceWords, at: int) -> str | None:
    before, after = words.neighbor(at, -1), words.neighbor(at, 1).lower()
    if before.lower() in {"he", "she", "it", "who"}:
        return "ɹˈɛd"
    if not words.at(at).islower():
        return None
    is_name = before[:1].isupper() and before.lower() not in {"i", "you", "we", "they", "please"}
    has_object = after in {"a", "an", "the", "from", "out", "his", "her", "it", "aloud"}
    is_told = is_name and has_object and not is_plural(before)
    opens_quotation = words.gap_before(at + 1).lstrip(",:").startswith((' "', " '"))
    is_quoting = opens_quotation and before != "" and is_verb(words, at) is None
    is_past = after in {"it", "that", "this"} and words.at(at + 2).lower() in _RIGHTLY
    return "ɹˈɛd" if is_told or is_quoting or is_past else None


def _read_lead(words: SentenceWords, at: int) -> str | None:
    return "lˈɛd" if words.neighbor(at, 1).lower() in _LEAD_METAL else None


def _read_tear(words: SentenceWords, at: int) -> str | None:
    after = words.neighbor(at, 1).lower()
    if after in _WEEPING:
        return "tˈɪɹ"
    return "tˈɛɹ" if after in _RENDING and not is_after_determiner(words, at) else None


def _read_wind(words: SentenceWords, at: int) -> str | None:
    is_turned = words.neighbor(at, 1).lower() in _TURNING
    return "wˈaɪnd" if is_turned and not is_after_determiner(words, at) else None


def _read_wound(words: SentenceWords, at: int) -> str | None:
    is_turned = words.neighbor(at, 1).lower() in _TURNING
    return "wˈaʊnd" if is_turned and not is_after_determiner(words, at) else None


def _read_bow(words: SentenceWords, at: int) -> str | None:
    after = words.neighbor(at, 1).lower()
    return "bˈaʊ" if after in {"out", "down", "to"} and is_verb(words, at) else None


def _read_lives(words: SentenceWords, at: int) -> str | None:
    before, after = words.neighbor(at, -1), words.neighbor(at, 1).lower()
    if is_after_determiner(words, at) or before.lower() in _BEFORE_LIVES:
        return None
    has_place = before != "" and after in _PLACES and not is_plural(before)
    return "lˈɪvz" if before.lower() in {"he", "she", "it", "who"} or has_place else None


def _read_live(words: SentenceWords, at: int) -> str | None:
    if is_led(words, at):
        return None
    before = words.neighbor(at, -1).lower()
    is_living = before in _LIVING or before.endswith(_LIVING_ENDINGS) or is_verb(words, at)
    return "lˈɪv" if is_living and words.neighbor(at, 1).lower() in _PLACES else None


def _read_bass(words: SentenceWords, at: int) -> str | None:
    return "bˈæs" if words.neighbor(at, -1).lower() in _FISH else None


def _read_content(words: SentenceWords, at: int) -> str | None:
    is_feeling = words.neighbor(at, -1).lower() in {
        "is",
        "was",
        "are",
        "were",
        "be",
        "not",
        "seems",
    }
    return "kəntˈɛnt" if is_feeling and words.neighbor(at, 1).lower() in {"with", "to"} else None


def _read_use(words: SentenceWords, at: int) -> str | None:
    """Return the verb of "Use caution" and "The app uses data"."""
    after = words.neighbor(at, 1).lower()
    if after in _AFTER_USE or is_led(words, at):
        return None
    if words.at(at) == "Use" and begins_sentence(words, at):
        return "jˈuːz"
    before = words.neighbor(at, -1)
    has_subject = before != "" and not is_plural(before) and is_verb(words, at) is not False
    return "jˈuːzɪz" if words.at(at) == "uses" and has_subject else None


def _read_object(words: SentenceWords, at: int) -> str | None:
    """Return the verb of "Residents object to it"."""
    is_opposing = words.neighbor(at, 1) == "to" and words.neighbor(at, -1) != ""
    is_open = is_verb(words, at) is not False and not is_led(words, at)
    ending = "s" if words.at(at).endswith("s") else ""
    return f"əbdʒˈɛkt{ending}" if is_opposing and is_open else None


def _read_resume(words: SentenceWords, at: int) -> str | None:
    return "ɹˈɛzəmˌeɪ" if is_after_determiner(words, at) else None


def _read_dove(words: SentenceWords, at: int) -> str | None:
    is_fall = words.neighbor(at, 1).lower() in {"into", "in", "for", "onto", "under", "through"}
    before = words.neighbor(at, -1)
    is_diver = before.lower() in {"he", "she", "they", "who", "i", "we"} or before[:1].isupper()
    return "dˈoʊv" if is_fall and (is_diver or before.endswith("er")) else None


def _read_row(words: SentenceWords, at: int) -> str | None:
    before, after = words.neighbor(at, -1).lower(), words.neighbor(at, 1).lower()
    is_quarrel = before in _QUARRELS or (after in {"over", "about", "erupted"} and before != "to")
    is_line = before in {"front", "back", "top", "death"} or words.at(at - 2).lower() == "in"
    return "ɹˈaʊ" if is_quarrel and not is_line else None


def _read_reading(words: SentenceWords, at: int) -> str | None:
    is_club = words.at(at).istitle() and words.neighbor(at, 1) in _OF_READING
    return "ɹˈɛdɪŋ" if is_club or _is_place(words, at) else None


def _read_nice(words: SentenceWords, at: int) -> str | None:
    return "nˈiːs" if _is_place(words, at) else None


def _is_place(words: SentenceWords, at: int) -> bool:
    """Return True if a preposition of place stands before a word with a capital."""
    is_led_to = words.neighbor(at, -1) in {"in", "at", "near", "from", "to"}
    return words.at(at).istitle() and is_led_to and words.at(at + 1) not in {"and", "or"}


_RULES: dict[str, Callable[[SentenceWords, int], str | None]] = {
    "bass": _read_bass,
    "bow": _read_bow,
    "close": _read_close,
    "content": _read_content,
    "dove": _read_dove,
    "lead": _read_lead,
    "live": _read_live,
    "lives": _read_lives,
    "nice": _read_nice,
    "object": _read_object,
    "objects": _read_object,
    "read": _read_read,
    "reading": _read_reading,
    "resume": _read_resume,
    "row": _read_row,
    "tear": _read_tear,
    "use": _read_use,
    "uses": _read_use,
    "wind": _read_wind,
    "wound": _read_wound,
}


def _readings() -> dict[str, _Pair]:
    """Return the pairs by word, with their forms with "s"."""
    found: dict[str, _Pair] = {}
    for table, is_usually_noun in ((_PAIRS, False), (_PAIRS_USUALLY_NOUNS, True)):
        for line in filter(None, table.split("\n")):
            word, noun, verb = line.split()
            found[word] = _Pair(noun, verb, is_usually_noun)
            if not word.endswith("ss"):
                verb += possessive_ending(verb)
                noun += possessive_ending(noun) if noun != "-" else ""
                found[f"{word}s"] = _Pair(noun, verb, is_usually_noun)
    return found


_READINGS = _readings()
