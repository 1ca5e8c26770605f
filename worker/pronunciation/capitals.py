"""Words in capitals: those that are said as words, such as "SEATTLE", and those that are spelled.

Capitals mean nothing in a dateline or a headline, and everything in "FBI". Known acronyms are
listed. Of the others, a short word is said as a word only if it is listed here, and a longer one
if English could pronounce it: "STREET" can be divided into syllables, "CPUC" cannot.
"""

import re
from functools import lru_cache

from worker.pronunciation.acronyms import INITIALISMS, SAID_AS_WORDS

_SHORT_WORDS = frozenset(
    "AN AS AT BE BY DO EL EM GO HE IF IN IS ME MY NO OF ON OR SO TO UP WE ABU ADD AGE AGO AIR "
    "ALE ALL AND ANY APE APP ARE ARK ARM ART ASH ASK ATE AXE BAD BAG BAN BAR BAT BAY BED BEE BEG "
    "BET BIG BIT BOW BOX BOY BUS BUT BUY BYE CAN CAR COW CRY CUP CUT DAD DAM DAR DAY DEN DID DIE "
    "DIG DIM DOG DOT DRY DUE DUG EAR EAT EGG EGO ELM END ERA EVE EYE FAN FAR FAT FEE FEW FIT FIX "
    "FLU FLY FOE FOG FOR FOX FUN FUR GAP GAS GEM GET GIN GOD GOT GUM GUN GUY GYM HAD HAM HAS HAT "
    "HAY HEN HER HID HIM HIS HIT HOG HOT HOW HUG HUT ICY ILL INK INN ITS IVY JAM JAR JAW JET JOB "
    "JOG JOY JUG KEY KID KIN KIT LAB LAS LAW LAY LEG LET LID LIE LIP LOG LOS LOT LOW MAD MAN MAP "
    "MAX MAY MEN MIX MOM MUD MUG MUM NAP NET NEW NOD NOR NOT NOW NUT OAK ODD OFF OIL OLD ONE OUR "
    "OUT OWE OWL OWN PAY PAZ PET PIE PIG PIT POT PUB PUT RAG RAN RAT RAW RAY RED RIB RID RIM RIO "
    "ROB ROD ROT ROW RUB RUG RUM RUN RYE SAN SAW SAY SEA SEE SET SEW SHE SHY SIN SIP SIR SIT SIX "
    "SKI SKY SLY SON SOW SPA SPY SUE SUM SUN TAG TAX TEA TEL TEN THE TIE TIN TIP TOE TON TOO TOP "
    "TOY TRY TUB TWO URN USE VAN VET VIA VOW WAR WAS WAX WAY WEB WED WET WHY WIG WIN WIT WON WOW "
    "YEN YES YET YOU ZOO".split()
)
"""Words of two and three letters that are seldom initialisms."""

_SHORT_BESIDE_WORDS = frozenset(
    "AL BA DA DE DI DU LE ST ACT AID AIM BIN CAP CAT COD FED HIP HUB ICE LED MET PAL PAN PEN PRO "
    "REF SAD SAT SUB TAR VON".split()
)
"""Words of two and three letters that are also initialisms, and words only beside others."""

_ONSETS = frozenset(
    "B C D F G H J K L M N P Q R S T V W X Z BH BL BR CH CHL CHR CL CR CZ DH DJ DN DR DV DW DZ "
    "FJ FL FR GH GHR GL GN GR GW HR HW JH KH KHM KL KN KR KV KW LJ LL LV MB MC MN ND NG NK NDJ "
    "NV PF PH PHL PHN PHR PL PN PR PS PT RH SC SCH SCHW SCHM SCL SCR SH SHL SHM SHR SHT SK SKR "
    "SL SM SN SP SPH SPL SPR SR SQ ST STR SV SW SZ TB TCH TH THR THW TR TS TSCH TW TZ VL VR WH "
    "WR ZB ZH ZL ZV ZW".split()
)
"""Consonants at the start of a syllable, in English and in names that English borrows."""

_CODAS = frozenset(
    "B BB BT C CH CHT CK CT D DD DG DH DST DTH F FF FT FTH G GG GH GHT GHTH GM GN GS H HL HM HN "
    "HR HS HT J K KH KK L LB LC LCH LD LF LFTH LG LK LKS LL LM LN LP LPH LPT LS LST LT LTH LTZ "
    "LZ M MB MM MN MP MPH MPT MPTS MS MT N NC NCH NCT ND NDH NDT NG NGH NGST NGTH NH NJ NK NN "
    "NNY NP NS NSK NST NT NTH NTZ NX NZ P PH PP PS PT PTH Q R RB RC RCH RD RF RG RGH RK RL RLD "
    "RM RMTH RN RND RNT RP RPS RPT RQ RR RS RSCH RSH RST RT RTH RTZ RV RX RZ S SC SCH SH SK SM "
    "SP SS ST STH T TCH TH THM TT TZ V VS W WD WG WK WL WLS WN WNS WS WT WTH X XT XTH XX "
    "Z ZH ZZ".split()
)
"""Consonants at the end of a syllable; a plural's "s" may follow."""

LONGEST_INITIALISM = 7
"""Number of letters; a longer word with a vowel is said as a word."""

_VOWELS = "AEIOUY"
_RUNS = re.compile(f"[{_VOWELS}]+|[^{_VOWELS}]+")
_LETTERS_BY_LOOK = re.compile(f"^AA|II|IY|YY|[{_VOWELS}]{{4}}|^US[^{_VOWELS}]")
"""Vowels that few words of four letters have, and the "US" of agencies such as the USGA."""


def is_spelled(word: str, *, is_beside_word: bool = False) -> bool:
    """Return True if a word in capitals is spelled letter by letter.

    Args:
        word: The word, in capitals.
        is_beside_word: True if an ordinary word or a name in capitals stands beside it.
    """
    if word in SAID_AS_WORDS or word in _SHORT_WORDS or not word.isascii():
        return False
    if is_beside_word and word in _SHORT_BESIDE_WORDS:
        return False
    return word in INITIALISMS or len(word) < 4 or not _is_pronounceable(word)


def is_ordinary(word: str) -> bool:
    """Return True if a word in capitals is an ordinary word or a name, and no acronym."""
    return word not in SAID_AS_WORDS and not is_spelled(word)


@lru_cache(1_000)
def _is_pronounceable(word: str) -> bool:
    """Return True if a word of four or more letters can be divided into syllables."""
    runs = _RUNS.findall(word)
    if len(runs) < 2 or (len(word) == 4 and _LETTERS_BY_LOOK.search(word)):
        return False
    if len(word) > LONGEST_INITIALISM:
        return True
    first, *middle, last = runs
    return (
        (_is_vowels(first) or first in _ONSETS)
        and all(_is_vowels(run) or _is_between_vowels(run) for run in middle)
        and (_is_vowels(last) or _is_coda(last))
    )


def _is_vowels(run: str) -> bool:
    return run[0] in _VOWELS


def _is_coda(run: str) -> bool:
    return run in _CODAS or (run.endswith("S") and run[:-1] in _CODAS)


def _is_between_vowels(run: str) -> bool:
    """Return True if some consonants end one syllable, or begin the next, or both."""
    parts = ((run[:at], run[at:]) for at in range(len(run) + 1))
    return any(
        (not end or _is_coda(end)) and (not start or start in _ONSETS) for end, start in parts
    )
