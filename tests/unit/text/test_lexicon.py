"""Lexicon entries applied to texts."""

import string
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.errors import BadEntryError
from worker.html.plain_text import fold, is_readable
from worker.jobs.contexts.reading_rules import reading_rules
from worker.model.script import Line, Role, Script
from worker.model.voice import Limits
from worker.pronunciation.entry_checks import checked
from worker.pronunciation.lexicon import Lexicon, VoiceLexicon
from worker.pronunciation.lexicon_entry import LexiconEntry
from worker.settings import WorkerSettings
from worker.text.spoken_forms.lexicon_matches import respell
from worker.text.spoken_forms.spoken_form import speak_out
from worker.text.utterances import chunk

PIPER = "piper:en_US-joe-medium"


def lexicon(*entries: LexiconEntry, voice: str = PIPER, language: str = "en-US") -> VoiceLexicon:
    whole = Lexicon([checked(entry) for entry in entries])
    return whole.for_voice(voice, language, takes_ipa=voice.startswith("piper"))


def spoken(text: str, *entries: LexiconEntry, voice: str = PIPER, language: str = "en-US") -> str:
    given = respell(text, lexicon(*entries, voice=voice, language=language))
    return speak_out(text, (0, len(text)), language, given).text


CLASSES = [
    (LexiconEntry("N.C.", read_as="initials"), "He went to N.C. today.", "He went to N C today."),
    (LexiconEntry("NASA", read_as="initials"), "NASA flew.", "N A S A flew."),
    (LexiconEntry("1234", read_as="digits"), "Room 1234 burned.", "Room 1 2 3 4 burned."),
    (LexiconEntry("A1B2", read_as="digits"), "Unit A1B2 left.", "Unit A 1 B 2 left."),
    (LexiconEntry("UNESCO", read_as="word"), "UNESCO met.", "Unesco met."),
]


@pytest.mark.parametrize(("entry", "text", "said"), CLASSES)
def test_an_entry_may_name_the_class_of_a_form(entry: LexiconEntry, text: str, said: str) -> None:
    assert spoken(text, entry) == said


@pytest.mark.parametrize(
    "entry",
    [
        LexiconEntry("N.C.", read_as="letters"),
        LexiconEntry("N.C.", "en see", read_as="initials"),
        LexiconEntry("N.C.", "en see", section="s" * 201),
    ],
)
def test_an_unknown_class_or_two_readings_are_refused(entry: LexiconEntry) -> None:
    with pytest.raises(BadEntryError):
        checked(entry)


@pytest.mark.parametrize(
    ("section", "applies"), [("Arts", True), ("books", True), ("World", False), ("", False)]
)
def test_an_entry_applies_in_its_sections_alone(section: str, applies: bool) -> None:
    whole = Lexicon([checked(LexiconEntry("N.C.", read_as="initials", section="Arts, Books"))])
    found = whole.for_voice(PIPER, "en-US", takes_ipa=True, section=section).find("N.C. Wyeth")
    assert bool(found) is applies


WORDS = {
    "Nwosu": "Wo",
    "New York": "nyork",
    "New York Times": "the times",
    "York": "yolk",
    "O'Brien": "obreen",
    "O": "oh",
    "can": "ken",
    "Siân": "sharn",
    "co-op": "coop",
    "op": "opp",
    "C++": "see plus plus",
    ".NET": "dot net",
    "Élysée": "elleezay",
    "Київ": "kihyeev",
    "東京": "tokyo",
    "नमस": "namas",
    "ไทย": "tie",
    "9/11": "nine eleven",
    "St. Just": "saint just",
}

APPLIES = [
    ("Nwosu spoke.", "Wo spoke."),
    ("They met Nwosu", "They met Wo"),
    ("They met Nwosu.", "They met Wo."),
    ("“Nwosu,” he said.", '"Wo," he said.'),
    ("(Nwosu)", "(Wo)"),
    ("‘Nwosu’ it says", "'Wo' it says"),
    ("NWOSU and nwosu", "Wo and Wo"),
    ("Nwosu's plan, Nwosu’s team", "Wo's plan, Wo's team"),
    ("NWOSU'S PLAN", "Wo's PLAN"),
    ("NWOSU$5", "NWOSU$5"),
    ("the Nwosus left", "the Nwosus left"),
    ("Unwosu", "Unwosu"),
    ("Nwosu2", "Nwosu2"),
    ("Nwosu_x", "Wo_x"),
    ("the Nwosu-led, anti-Nwosu camp", "the Wo-led, anti-Wo camp"),
    ("Nwosu—the president—and Nwosu/Marsh", "Wo—the president—and Wo/Marsh"),
    ("New York is not York", "nyork is not yolk"),
    ("the New York Times", "the the times"),
    ("New  York\u00a0Times", "the times"),
    ("O'Brien and O’Brien", "obreen and obreen"),
    ("O'Brien's", "obreen's"),
    ("O, I can't, can’t; can", "oh, I can't, can't; ken"),
    ("Siân and Sia\u0302n", "sharn and sharn"),
    ("Siâna", "Siâna"),
    ("Sian", "Sian"),
    ("a co-op, a co‑op", "a coop, a coop"),
    ("an op-ed", "an opp-ed"),
    ("C++ and C++.", "see plus plus and see plus plus."),
    ("uses .NET, ASP.NET", "uses dot net, ASP dot net"),
    ("à l'Élysée", "à l'elleezay"),
    ("у Київ.", "у kihyeev."),
    ("у Києві", "у Києві"),
    ("我在東京工作", "我在 tokyo 工作"),
    ("नमस्ते", "नमस्ते"),
    ("ประเทศไทย", "ประเทศ tie"),
    ("after 9/11 and 9/112", "after nine eleven and 9/112"),
    ("in St. Just today", "in saint just today"),
]


@pytest.mark.parametrize(("text", "said"), APPLIES)
def test_whole_words_are_said_as_the_lexicon_has_them(text: str, said: str) -> None:
    entries = [LexiconEntry(written, respelling) for written, respelling in WORDS.items()]
    assert spoken(text, *entries, language="la") == said  # there are no other rules for Latin


def test_capitals_count_where_an_entry_says_so() -> None:
    entries = [
        LexiconEntry("US", "United States", case_sensitive=True),
        LexiconEntry("who", "hoo"),
        LexiconEntry("WHO", "World Health", case_sensitive=True),
    ]
    assert spoken("The US told us.", *entries) == "The United States told us."
    assert spoken("Who asked the WHO?", *entries) == "hoo asked the World Health?"


def test_an_entry_is_for_its_language_and_voice_alone() -> None:
    entries = [
        LexiconEntry("Reading", "redding"),
        LexiconEntry("Reading", "reading dot", language="en-GB"),
        LexiconEntry("Reading", "google", voice="gtts"),
        LexiconEntry("Reading", "joe", voice=PIPER, language="en-GB"),
    ]
    for voice, language, said in [
        ("tone:220", "en-US", "redding"),
        ("tone:220", "en-GB", "reading dot"),
        ("gtts:en", "en-US", "google"),
        (PIPER, "en-GB", "joe"),
        ("piper:en_US-joe-medium-2", "en", "redding"),
        ("tone:220", "de", "redding"),
    ]:
        assert spoken("Reading", *entries, voice=voice, language=language) == said


def test_phonemes_are_for_engines_that_take_them() -> None:
    both = LexiconEntry("Nwosu", "Nwuh-SOO", "nwoʊˈsuː")
    alone = LexiconEntry("Siân", ipa="ʃɑːn")
    text = "Nwosu met Siân."
    assert spoken(text, both, alone) == "[[nwoʊˈsuː]] met [[ʃɑːn]]."
    assert spoken(text, both, alone, voice="gtts:en") == "Nwuh-soo met Siân."


@pytest.mark.parametrize(
    ("ipa", "possessive"),
    [("nwoʊˈsuː", "nwoʊˈsuːz"), ("lʊk", "lʊks"), ("dʒoʊnz", "dʒoʊnzɪz"), ("mɑːʃ", "mɑːʃɪz")],
)
def test_the_possessive_of_phonemes_is_phonemes(ipa: str, possessive: str) -> None:
    entry = LexiconEntry("Nwosu", ipa=ipa)
    assert spoken("Nwosu’s plan", entry) == f"[[{possessive}]] plan"
    assert spoken("Nwosu’ plan", entry) == f"[[{ipa}]]' plan"


def test_brackets_that_are_written_are_never_phonemes() -> None:
    assert spoken("See [[nwoʊ]] and [a].", LexiconEntry("See", ipa="siː")) == (
        "[[siː]] ((nwoʊ)) and (a)."
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Gen. Nwosu won 5 on 9/11.", "general Wo won five on nine eleven."),
        ("At 10 Downing Street, 10 wait.", "At number ten, ten wait."),
        ("US$5m, US troops", "five million US dollars, American troops"),
    ],
)
def test_the_lexicon_comes_before_other_rules_and_leaves_them_the_rest(
    text: str, said: str
) -> None:
    entries = [
        LexiconEntry("Nwosu", "Wo"),
        LexiconEntry("9/11", "nine eleven"),
        LexiconEntry("10 Downing Street", "number ten"),
        LexiconEntry("US", "American", case_sensitive=True),
    ]
    assert spoken(text, *entries) == said


def test_rules_of_other_languages_leave_the_lexicon_alone() -> None:
    entry = LexiconEntry("Studio 54", "Studio fifty-four")
    said = spoken("Das Studio 54 hat 54 Plätze.", entry, language="de")
    assert said.startswith("Das Studio fifty-four hat ")
    assert "54" not in said


@pytest.mark.parametrize(
    ("respelling", "said"),
    [
        ("Nwuh-SOO", "Nwuh-soo"),
        ("kuh-MAH-luh HAR-iss", "kuh-mah-luh har-iss"),
        ("F B I", "F B I"),
        ("BBC-ITV", "BBC-ITV"),
        ("X-ray", "X-ray"),
        ("O’Bree-AN", "O'Bree-an"),
    ],
)
def test_capitals_for_stress_are_not_spelled_out(respelling: str, said: str) -> None:
    assert spoken("Nwosu", LexiconEntry("Nwosu", respelling)) == said


def test_ipa_is_taken_as_people_type_it() -> None:
    assert checked(LexiconEntry("x", ipa=" /ˈt͡ʃɔr.dʒɪŋ/ ")).ipa == "ˈtʃɔrdʒɪŋ"
    assert checked(LexiconEntry("x", ipa="[gu:'gəl]")).ipa == "ɡuːˈɡəl"
    assert checked(LexiconEntry("x", ipa="mõ")).ipa == "mo\u0303"


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (LexiconEntry("", "x"), "`written` has no letter"),
        (LexiconEntry(" … ", "x"), "`written` has no letter"),
        (LexiconEntry("a" * 101, "x"), "`written` is longer than 100"),
        (LexiconEntry("a"), "needs a `respelling`, `ipa` or `read_as`"),
        (LexiconEntry("a", " ", " "), "needs a `respelling`, `ipa` or `read_as`"),
        (LexiconEntry("a", "!?"), "`respelling` has no letter"),
        (LexiconEntry("a", "b" * 201), "`respelling` is longer than 200"),
        (LexiconEntry("a", "[[b]]"), "square brackets"),
        (LexiconEntry("a", ipa="b]] [[c"), r"no voice supports: \[ \]"),
        (LexiconEntry("a", ipa="bQ9"), "no voice supports: 9 Q"),
        (LexiconEntry("a", ipa="ˈ"), "`ipa` has no letter"),
        (LexiconEntry("a", ipa="b" * 101), "`ipa` is longer than 100"),
        (LexiconEntry("a", "b", language="english!"), "`language`"),
        (LexiconEntry("a", "b", voice="Piper Joe"), "`voice`"),
    ],
)
def test_an_entry_that_cannot_be_used_says_why(entry: LexiconEntry, problem: str) -> None:
    with pytest.raises(BadEntryError, match=problem):
        checked(entry)


def test_an_entry_is_kept_in_one_form() -> None:
    kept = checked(LexiconEntry(" Sia\u0302n\n  \u200bPhillips ", "sharn’s", language="en_GB"))
    assert kept == LexiconEntry("Siân Phillips", "sharn's", language="en-GB")
    assert checked(kept) == kept


TEXT = st.text(f"abNwosu NY{string.punctuation}’‘é\u0301ไท東京9", max_size=200)
ENTRY = st.builds(
    LexiconEntry,
    written=TEXT,
    respelling=st.sampled_from(["", "Wo", "two words", "東"]),
    ipa=st.sampled_from(["", "nwoʊ ˈsuː"]),
    case_sensitive=st.booleans(),
)


def usable(entries: list[LexiconEntry]) -> list[LexiconEntry]:
    kept = []
    for entry in entries:
        try:
            kept.append(checked(entry))
        except BadEntryError:
            continue
    return kept


@given(TEXT, st.lists(ENTRY, max_size=8), st.integers(0, 50))
def test_every_written_character_is_still_in_exactly_one_piece(
    text: str, entries: list[LexiconEntry], cut_out: int
) -> None:
    text = fold(text)
    slices = [LexiconEntry(text[cut_out : cut_out + n], "Wo") for n in (1, 3, 9)]
    found = lexicon(*usable(entries + slices))
    matches = found.find(text)
    assert all(a.end <= b.start for a, b in pairwise(matches))
    form = speak_out(text, (0, len(text)), "en", respell(text, found))
    pieces = form.pieces
    assert "".join("".join(text[p.place_start : p.place_end].split()) for p in pieces) == (
        "".join(text.split())
    )
    assert all(a.end <= b.start for a, b in pairwise(pieces))
    if is_readable(text):
        script = Script([Line(Role.PARAGRAPH, text, 0)], "en")
        rules = reading_rules(WorkerSettings())
        utterances = chunk(script, Limits(40, packs_sentences=True, takes_ipa=True), rules, found)
        assert "".join("".join(u.written.split()) for u in utterances) == "".join(text.split())
        assert all(u.spoken.count("[[") == u.spoken.count("]]") for u in utterances)


def test_one_of_many_entries_is_found_wherever_it_is_written() -> None:
    entries = [LexiconEntry(f"Name{number} of Place", "said") for number in range(5_000)]
    found = lexicon(*entries)
    text = "The ferry captains met Name77 of Place and asked for a second pier at noon. " * 100
    assert len(found.find(text)) == 100
