import pytest

from worker.errors import NothingToReadError
from worker.jobs.contexts.reading_rules import reading_rules
from worker.model.article import Article
from worker.model.script import Omission, Role
from worker.model.voice import Limits
from worker.settings import WorkerSettings
from worker.text.script import ReadingRules, write_script
from worker.text.spoken_forms.report_unspoken import find_unspoken
from worker.text.utterances import chunk

RULES = reading_rules(WorkerSettings())
WITH_BYLINE = reading_rules(WorkerSettings(read_byline=True))


def roles_and_words(article: Article, rules: ReadingRules = RULES) -> list[tuple[str, str]]:
    return [(line.role, line.written) for line in write_script(article, rules).lines]


def test_title_dek_and_body_are_read_in_this_order() -> None:
    article = Article("a", title="T", dek="D", byline="B", html="<h2>H</h2><p>P</p>")
    assert roles_and_words(article) == [
        ("title", "T"), ("dek", "D"), ("heading", "H"), ("paragraph", "P"),
    ]  # fmt: skip


def test_the_byline_is_read_only_when_wanted() -> None:
    article = Article("a", title="T", dek="D", byline="B", text="P")
    assert [role for role, _ in roles_and_words(article, WITH_BYLINE)] == [
        Role.TITLE, Role.DEK, Role.BYLINE, Role.PARAGRAPH,
    ]  # fmt: skip


def test_a_body_that_repeats_title_and_dek_has_them_read_once() -> None:
    article = Article("a", title="T  t", dek="D", html="<h1>T t</h1><p>D</p><p>P</p><p>D</p>")
    assert [text for _, text in roles_and_words(article)] == ["T t", "D", "P", "D"]


def test_lines_are_numbered_in_order() -> None:
    script = write_script(Article("a", title="T", text="One.\n\nTwo."), RULES)
    assert [line.block for line in script.lines] == [0, 1, 2]


@pytest.mark.parametrize(
    "html", ["", "<p>—</p>", "<p>!!! …</p><img alt='words'>", "<script>x</script>"]
)
def test_an_article_without_letter_or_digit_is_refused(html: str) -> None:
    with pytest.raises(NothingToReadError, match="no letter and no digit"):
        write_script(Article("a", title="—", html=html), RULES)


def script_of(html: str) -> tuple[list[str], list[Omission]]:
    left_out: list[Omission] = []
    script = write_script(Article("a", title="T", html=html), RULES, left_out.append)
    return [line.written for line in script.lines[1:]], left_out


BY_ROLE = {
    Role.HEADING: "<h2>X</h2>",
    Role.PARAGRAPH: "<p>X</p>",
    Role.LIST_ITEM: "<ul><li>X</ul>",
    Role.QUOTE: "<blockquote>X</blockquote>",
    Role.PULL_QUOTE: "<aside class=pullquote>X</aside>",
    Role.CAPTION: "<figure><figcaption>X</figcaption></figure>",
    Role.TABLE: "<table><tr><td>X<td></table>",
    Role.CODE: "<pre>X</pre>",
    Role.ASIDE: "<aside>X</aside>",
    Role.FOOTNOTE: "<p class=footnote>X</p>",
    Role.POST: "<blockquote class=twitter-tweet>X</blockquote>",
    Role.EMBED: "<div class=wp-block-embed>X</div>",
    Role.RELATED: "<p class=related>X</p>",
    Role.NEWSLETTER: "<p class=newsletter>X</p>",
    Role.BYLINE: "<p class=byline>X</p>",
    Role.VERSE: "<pre class=wp-block-verse>X</pre>",
    Role.NOTE: "<p class=editors-note>X</p>",
    Role.TIMESTAMP: "<p data-listen=timestamp>X</p>",
    Role.CREDIT: "<p class=photo-credit>X</p>",
    Role.FURNITURE: "<p class=sharedaddy>X</p>",
}
READ = {
    Role.HEADING, Role.PARAGRAPH, Role.LIST_ITEM, Role.QUOTE, Role.PULL_QUOTE, Role.VERSE,
    Role.NOTE, Role.TIMESTAMP, Role.POST,
}  # fmt: skip


@pytest.mark.parametrize("role", BY_ROLE)
def test_a_setting_for_each_role_says_whether_it_is_read(role: Role) -> None:
    article = Article("a", title="T", html=BY_ROLE[role])
    setting = f"read_{role.replace('-', '_')}"
    left_out: list[Omission] = []
    default = write_script(article, RULES, left_out.append)
    assert [line.role for line in default.lines[1:]] == ([role] if role in READ else [])
    assert left_out == ([] if role in READ else [Omission(role, "X", setting)])
    turned = reading_rules(WorkerSettings.model_validate({setting: role not in READ}))
    assert len(write_script(article, turned).lines) == (1 if role in READ else 2)


def test_a_pull_quote_is_not_read_twice() -> None:
    html = (
        "<p>The pier, she said, “is a ruin.” It will be rebuilt.</p>"
        "<aside class=pullquote><p>The pier … is a ruin</p><cite>Ann Poe</cite></aside>"
        "<blockquote class=pullquote>Something else</blockquote>"
    )
    written, left_out = script_of(html)
    assert written[1:] == ["Something else"]
    assert [o.text for o in left_out] == ["The pier … is a ruin", "Ann Poe"]


def test_a_pull_quote_with_an_attribution_of_its_own_is_not_read_twice() -> None:
    said = "If you do not have a big booster, you are not going to make it,"
    html = (
        f"<p>He was adamant. “{said}” he said in May.</p>"
        f"<table><tr><td class=pullquote>“{said}” Ray said of the Moon.</td></tr></table>"
        f"<blockquote>{said[:-1]}.</blockquote><blockquote>He was not so sure.</blockquote>"
    )
    written, left_out = script_of(html)
    assert written == [f"He was adamant. “{said}” he said in May.", "He was not so sure."]
    assert [o.reason for o in left_out] == ["pull quote, repeated"] * 2


def test_a_headline_that_differs_from_the_title_by_a_word_is_not_read_twice() -> None:
    title = "The guide of our town to tariffs and trade"
    html = "<h1>The guide of our town to tariffs and world trade</h1><p>P</p><h2>The guide</h2>"
    script = write_script(Article("a", title=title, html=html), RULES)
    assert [line.written for line in script.lines] == [title, "P", "The guide"]


def test_what_an_article_itself_repeats_is_read_twice() -> None:
    html = "<p>Never again.</p><blockquote>Never again.</blockquote><p>Never again.</p>"
    assert script_of(html) == (["Never again."] * 3, [])


def test_a_headline_is_repeated_behind_a_caption_too() -> None:
    html = "<figure><figcaption>Cap</figcaption></figure><h1>t!</h1><p>P</p><p>T</p>"
    written, left_out = script_of(html)
    assert written == ["P", "T"]
    assert [o.reason for o in left_out] == ["title, repeated", "caption"]


def test_numbers_commas_and_aliases_are_spoken_and_not_written() -> None:
    html = (
        "<ol><li>Go on. Stay.<li data-listen-alias='say this'>One. Two. Three.</ol>"
        "<p>The <b data-listen-alias='en pee see'>NPC</b> is "
        "<i data-listen-alias='up. And'>a. B</i> here.</p><p data-listen-alias=break>* * *</p>"
    )
    script = write_script(Article("a", html=html), RULES)
    utterances = chunk(script, Limits(250, packs_sentences=True), RULES)
    assert [(u.written, u.spoken) for u in utterances] == [
        ("Go on. Stay.", "1. Go on. Stay."),
        ("One. Two. Three.", "2. say this"),
        ("The NPC is a. B here.", "The en pee see is up. And here."),
        ("* * *", "break"),
    ]
    for utterance in utterances:
        line = script.lines[utterance.sentences[0].place.block].written
        for sentence in utterance.sentences:
            assert line[sentence.place.start : sentence.place.end] == sentence.written
    assert not list(find_unspoken(script, utterances))


def test_what_has_nothing_to_say_for_it_is_found() -> None:
    html = "<p>Good <b data-listen-alias=''>✨ ✨</b> day.</p>"
    script = write_script(Article("a", html=html), RULES)
    utterances = chunk(script, Limits(250, packs_sentences=True), RULES)
    assert [u.spoken for u in utterances] == ["Good day."]
    assert [o.text for o in find_unspoken(script, utterances)] == ["✨ ✨"]
