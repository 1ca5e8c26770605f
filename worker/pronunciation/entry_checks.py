"""Validation of lexicon entries, and their normal form."""

import re
import unicodedata

from worker.errors import BadEntryError
from worker.pronunciation.lexicon_entry import LexiconEntry, ReadAs
from worker.pronunciation.tokens import TOKEN

MAX_WRITTEN_CHARS = 100
MAX_RESPELLING_CHARS = 200
MAX_IPA_CHARS = 100
MAX_SECTION_CHARS = 200

IPA_SYMBOLS = frozenset(
    " abcdefhijklmnopqrstuvwxyzæðøħŋœɐɑɒɓɔɕɖɗɘəɚɛɜɞɟɠɡɢɣɤɥɦɧɨɪɫɬɭɮɯɰɱɲɳɴɵɶɸɹɺɻɽɾʀʁʂʃʄʈʉʊʋʌʍʎʏʐʑʒʔʕ"
    "ʘʙʛʜʝʟʡʢʰʲˈˌːˑ˞ˤβεθχᵻⱱ\u0303\u0327\u0329\u032a\u032f"
)
"""Symbols that every Piper voice with phonemes supports, in NFD.

Source: `DEFAULT_PHONEME_ID_MAP` of piper-tts 1.8 and the voices trained before it.
"""

_SOUNDS = frozenset(c for c in IPA_SYMBOLS if unicodedata.category(c) in {"Ll", "Lo"})

_IPA_TYPED = str.maketrans(
    {"g": "ɡ", "'": "ˈ", "’": "ˈ", ":": "ː", "ɝ": "ɜː", ".": None, "\u0361": None, "\u035c": None}
)
"""Typed variants of IPA symbols -> symbols of the voices, without syllable marks and ties."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_VOICE = re.compile(r"[a-z0-9]+(:[A-Za-z0-9_.\-]+(/[A-Za-z0-9_.\-]+)?)?")


def checked(entry: LexiconEntry) -> LexiconEntry:
    """Return a validated entry in normal form: white space folded, IPA in the voices' symbols.

    Raises:
        BadEntryError: The entry cannot be used; the message gives the reason.
    """
    kept = LexiconEntry(
        written=written_form(entry.written),
        respelling=_fold(entry.respelling).translate(str.maketrans("’‘", "''")),
        ipa=_fold(_typed_ipa(entry.ipa)),
        language=entry.language.strip().replace("_", "-"),
        voice=entry.voice.strip(),
        case_sensitive=entry.case_sensitive,
        read_as=entry.read_as.strip().lower(),
        section=_fold(entry.section),
    )
    problem = _problem_with(kept)
    if problem:
        shown = f"{kept.written[:MAX_WRITTEN_CHARS]!r}: " if kept.written else ""
        raise BadEntryError(f"{shown}{problem}")
    return kept


def written_form(text: str) -> str:
    """Return a word or phrase in the normal form of entries."""
    return _fold(unicodedata.normalize("NFC", text))


def _problem_with(entry: LexiconEntry) -> str:
    """Return the first fault of an entry; empty if it is valid."""
    unknown = sorted(set(entry.ipa) - IPA_SYMBOLS)
    checks = {
        "`written` has no letter and no digit": not TOKEN.search(entry.written),
        f"`written` is longer than {MAX_WRITTEN_CHARS} characters": (
            len(entry.written) > MAX_WRITTEN_CHARS
        ),
        "it needs a `respelling`, `ipa` or `read_as`": (
            not (entry.respelling or entry.ipa or entry.read_as)
        ),
        f"`read_as` must be one of {', '.join(ReadAs)}, not {entry.read_as!r}": (
            bool(entry.read_as) and entry.read_as not in set(ReadAs)
        ),
        "`read_as` and `respelling` exclude each other": bool(entry.read_as and entry.respelling),
        f"`section` is longer than {MAX_SECTION_CHARS} characters": (
            len(entry.section) > MAX_SECTION_CHARS
        ),
        "`respelling` has no letter": (
            bool(entry.respelling) and not any(map(str.isalpha, entry.respelling))
        ),
        f"`respelling` is longer than {MAX_RESPELLING_CHARS} characters": (
            len(entry.respelling) > MAX_RESPELLING_CHARS
        ),
        "`respelling` has square brackets; phonemes go into `ipa`": (
            bool(set("[]") & set(entry.respelling))
        ),
        f"`ipa` has symbols that no voice supports: {' '.join(unknown)}": bool(unknown),
        "`ipa` has no letter": bool(entry.ipa) and not set(entry.ipa) & _SOUNDS,
        f"`ipa` is longer than {MAX_IPA_CHARS} characters": len(entry.ipa) > MAX_IPA_CHARS,
        "`language` is not a BCP 47 tag, such as en or en-GB": (
            bool(entry.language) and not _LANGUAGE.fullmatch(entry.language)
        ),
        "`voice` is not an engine or a voice, such as piper or piper:en_US-joe-medium": (
            bool(entry.voice) and not _VOICE.fullmatch(entry.voice)
        ),
    }
    return next((problem for problem, is_so in checks.items() if is_so), "")


def _typed_ipa(ipa: str) -> str:
    """Return IPA in the voices' symbols, without slashes or brackets around it."""
    bare = ipa.strip().strip("/[]").translate(_IPA_TYPED)
    return unicodedata.normalize("NFD", bare)


def _fold(text: str) -> str:
    """Return text with white space folded and invisible characters removed."""
    return " ".join("".join(c for c in text if c.isspace() or not _is_control(c)).split())


def _is_control(char: str) -> bool:
    return unicodedata.category(char)[0] == "C"
