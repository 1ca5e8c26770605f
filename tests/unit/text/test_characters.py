"""Characters that a voice would spell out, and their replacements."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.errors import NothingToReadError
from worker.html.plain_text import fold
from worker.jobs.contexts.reading_rules import reading_rules
from worker.model.article import Article
from worker.model.script import ForeignText, Omission
from worker.model.utterance import Utterance
from worker.model.voice import Limits
from worker.settings import WorkerSettings
from worker.text.script import write_script
from worker.text.spoken_forms.characters import normalize
from worker.text.spoken_forms.report_unspoken import OTHER_SCRIPT, find_unspoken
from worker.text.spoken_forms.spoken_form import speak_out
from worker.text.utterances import chunk


def spoken(text: str, language: str = "en", **options: object) -> str:
    return speak_out(text, (0, len(text)), language, **options).text  # type: ignore[arg-type]


PLAIN = [
    ("en", "The ﬁre oﬃcer’s ﬂat", "The fire officer's flat"),
    ("en", "ＡＢＣ！", "ABC!"),
    ("en", "𝗕𝗼𝗹𝗱 and 𝓯𝓪𝓷𝓬𝔂 words", "Bold and fancy words"),
    ("en", "Ⓐ and 🅱", "A and B"),
    ("en", "cafe\u0301", "café"),
    ("en", "H\u0336e\u0336l\u0336l\u0336o\u0336", "Hello"),
    ("en", "Z\u0300\u0301\u0302\u0303\u0304algo", "Z\u0300\u0301algo"),
    ("en", "non\u2011breaking", "non-breaking"),
    ("de", "Ludwig ⅩⅣ. kam.", "Ludwig der Vierzehnte kam."),
    ("de", "２０ Gäste", "zwanzig Gäste"),
    ("fr", "le 1ᵉʳ mai", "le premier mai"),
    ("xx", "ﬁn Ⅳ １２", "fin IV 12"),
    ("zh", "价格１２元！", "价格12元！"),
    ("ja", "ｶﾞｲﾄﾞ", "ガイド"),
]


@pytest.mark.parametrize(("language", "written", "said"), PLAIN)
def test_characters_with_a_plain_form_get_it(language: str, written: str, said: str) -> None:
    assert spoken(written, language) == said


def test_plain_characters_know_the_written_ones_they_came_from() -> None:
    form = speak_out("A ﬁne Ⅳ day", (0, 11), "xx")
    words = [(form.text[p.start : p.end], p.place_start, p.place_end) for p in form.pieces]
    assert words == [("A", 0, 1), ("fine", 2, 5), ("IV", 6, 7), ("day", 8, 11)]


SILENT = [
    ("en", "Great 😀 news", "Great news"),
    ("en", "Thanks 🙏🏽!", "Thanks!"),
    ("de", "Danke 🙏🏽!", "Danke!"),
    ("en", "Great :-) news", "Great news"),
    ("en", "He shrugged ¯\\_(ツ)_/¯ and left", "He shrugged and left"),
    ("en", "(╯°□°）╯︵ ┻━┻ no", "no"),
    ("en", "(^_^) yes", "yes"),
    ("en", "│ a ─── b", "a b"),
    ("fr", "▓▓▓ oui", "oui"),
    ("en", "Xi Jinping (习近平) spoke", "Xi Jinping spoke"),
    ("en", "The sign said 北京 in red", "The sign said in red"),
    ("de", "Wladimir Putin (Владимир Путин) kam", "Wladimir Putin kam"),
    ("en", "Tokyo (東京、とうきょう) is big", "Tokyo is big"),
    ("en", "Athens (Αθήνα) is old", "Athens is old"),
]


@pytest.mark.parametrize(("language", "written", "said"), SILENT)
def test_signs_and_other_scripts_are_left_out(language: str, written: str, said: str) -> None:
    assert spoken(written, language) == said


NAMED = [
    ("en", "Wi-Fi: ✅", "Wi-Fi: yes"),
    ("fr", "Ouvert : ❌", "Ouvert : non"),
    ("en", "We won ✅", "We won"),
    ("en", "I ❤️ New York", "I love New York"),
    ("en", "We ❤️ it", "We it"),
    ("it", "Borsa: ▲ 1,2%", "Borsa: più uno virgola due per cento"),
    ("en", "Apples → oranges", "Apples to oranges"),
    ("de", "Äpfel → Birnen", "Äpfel, Birnen"),
    ("en", "Stars: ★★★★☆", "Stars: four out of five stars"),
    ("de", "Urteil: ★★★☆☆", "Urteil: drei von fünf Sternen"),
    ("fr", "Note : ⭐⭐⭐", "Note : trois étoiles"),
    ("xx", "▲ 3", "3"),
    ("en", "• Rain is likely • Wind will ease", "Rain is likely, Wind will ease"),
]


@pytest.mark.parametrize(("language", "written", "said"), NAMED)
def test_signs_are_named_where_a_name_helps(language: str, written: str, said: str) -> None:
    assert spoken(written, language) == said


KEPT = [
    ("en", "See (a): it is"),
    ("en", "the ΑΦΑ house"),
    ("en", "Smith, J. (ed.); x"),
    ("en", "the note: (see below)"),
    ("ru", "Он сказал: Москва"),
    ("zh", "他说北京"),
    ("el", "Αθήνα"),
    ("xx", "北京"),
    ("en", "naïve café Łódź Ðorđe ßtraße"),
]


@pytest.mark.parametrize(("language", "text"), KEPT)
def test_what_a_voice_reads_stays(language: str, text: str) -> None:
    assert spoken(text, language) == text


RULES = reading_rules(WorkerSettings())


def read(html: str, language: str = "en") -> tuple[list[Utterance], list[Omission]]:
    script = write_script(Article("a", html=html, language=language), RULES)
    utterances = chunk(script, Limits(250, packs_sentences=False), RULES)
    return utterances, list(find_unspoken(script, utterances))


def test_a_name_in_another_script_is_reported() -> None:
    utterances, omissions = read("<p>He met 习近平 in Beijing.</p>")
    assert [u.spoken for u in utterances] == ["He met in Beijing."]
    assert omissions == [Omission(OTHER_SCRIPT, "习近平")]


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<p>He met <ruby>习近平<rt>Xi Jinping</rt></ruby> today.</p>", "He met Xi Jinping today."),
        (
            "<p><ruby>東<rp>(</rp><rt>Tō</rt><rp>)</rp>京<rp>(</rp><rt>kyō</rt></ruby>!</p>",
            "Tōkyō!",
        ),
        ("<p>A <ruby>WHO<rt>World Health</rt></ruby> plan.</p>", "A WHO plan."),
    ],
)
def test_a_reading_in_ruby_is_said_for_words_in_another_script(html: str, said: str) -> None:
    utterances, omissions = read(html)
    assert [u.spoken for u in utterances] == [said]
    assert not [each for each in omissions if each.reason == OTHER_SCRIPT]


def test_a_check_mark_alone_in_its_cell_is_an_answer() -> None:
    rules = reading_rules(WorkerSettings(read_table=True))
    html = "<table><tr><th>Wi-Fi<td>✓<td>✗</tr><tr><th>Pool ✓<td>x</tr></table>"
    script = write_script(Article("a", html=html), rules)
    utterances = chunk(script, Limits(250, packs_sentences=False), rules)
    assert [u.spoken for u in utterances] == ["Wi-Fi, yes, no", "Pool, x"]


def test_an_article_in_another_script_than_its_language_is_read_as_written() -> None:
    utterances, _ = read("<p>Он сказал. Она ушла.</p>")
    assert " ".join(u.spoken for u in utterances) == "Он сказал. Она ушла."


def test_an_article_of_nothing_but_faces_is_refused() -> None:
    with pytest.raises(NothingToReadError):
        read("<p>T_T</p>")


FOREIGN = [
    ('<p>He said <q lang="fr">à 20h30</q> at 8:30 p.m.</p>', "à vingt heures trente"),
    ('<p>He wrote <i lang="de">am 3. Mai um 9.15 Uhr</i>.</p>', "am dritten Mai um neun Uhr"),
    ('<p>The sign read <span lang="fi">klo 12.30, 5 %</span> on 5 May.</p>', "klo 12.30, 5 %"),
    ('<blockquote lang="es"><p>Eran 21 personas.</p></blockquote>', "Eran veintiuna personas."),
    ('<p lang="de">Am 3. Mai. Es regnet.</p>', "Am dritten Mai."),
]  # fmt: skip


@pytest.mark.parametrize(("html", "said"), FOREIGN)
def test_a_quotation_in_another_language_is_read_by_its_own_rules(html: str, said: str) -> None:
    utterances, _ = read(f"<p>It rained all day.</p>{html}<p>It rained all night.</p>")
    assert said in " ".join(u.spoken for u in utterances)


def test_english_around_a_quotation_is_read_by_english_rules() -> None:
    utterances, _ = read('<p>On 5 May she said <q lang="fr">le 5 mai</q> for $5.</p>')
    said = " ".join(u.spoken for u in utterances)
    assert "le cinq mai" in said
    assert "five dollars" in said
    assert "5" not in said


def test_a_wrapper_that_claims_another_language_changes_nothing() -> None:
    words = "The board voted 12 to 3 on it. " * 40
    utterances, _ = read(f'<div lang="de"><p>{words}</p></div>')
    assert "twelve to three" in utterances[0].spoken


VERSES = [
    ("<p>Tyger Tyger burning bright<br>In the forests of the night</p>",
     "Tyger Tyger burning bright, In the forests of the night"),
    ("<p>one<br>two<br>three</p>", "one, two, three"),
    ("<p>Stop.<br>Go;<br>Run</p>", "Stop. Go; Run"),
    ("<h2>Storm closes<br>The harbor</h2>", "Storm closes The harbor"),
    ("<p>a line<br>that goes on</p>", "a line that goes on"),
    (f"<p>{'word ' * 20}<br>Then {'word ' * 20}</p>", f"{'word ' * 20}Then {'word ' * 20}".strip()),
]  # fmt: skip


@pytest.mark.parametrize(("html", "said"), VERSES)
def test_the_lines_of_a_poem_are_parted_by_a_pause(html: str, said: str) -> None:
    utterances, _ = read(html)
    assert " ".join(u.spoken for u in utterances) == said


ODD = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("ﬁⅣ①ＡｶﾞÅ½²️⃣❤️→★☆(╯°□°)╯习近平Москва\u0301\u0336:-)^_ "),
    ),
    max_size=60,
)


@settings(max_examples=600, deadline=None)
@given(ODD, st.sampled_from(["en", "de", "zh", "xx", "ru"]))
def test_nothing_is_lost_nothing_twice_order_kept(text: str, language: str) -> None:
    written = fold(text)
    form = speak_out(written, (0, len(written)), language)
    places = [(piece.place_start, piece.place_end) for piece in form.pieces]
    assert "".join("".join(written[a:b].split()) for a, b in places) == "".join(written.split())
    assert all(b <= c for (_, b), (c, _) in pairwise(places))


@settings(max_examples=600)
@given(ODD)
def test_places_in_plain_text_and_in_written_text_belong_together(text: str) -> None:
    plain = normalize(text, "en")
    places = [plain.to_written(place) for place in range(len(plain.text) + 1)]
    assert places == sorted(places)
    assert (places[0], places[-1]) == (0, len(text))
    assert [plain.to_plain(plain.to_written(0)), plain.to_plain(len(text))] == [0, len(plain.text)]


def test_a_replacement_is_never_divided_between_two_languages() -> None:
    foreign = [ForeignText(4, 9, "fr")]
    form = speak_out("abc 20h30 x", (0, 11), "en", [], foreign=foreign)
    assert "vingt heures trente" in form.text
