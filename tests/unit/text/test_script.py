import pytest

from worker.errors import NothingToReadError
from worker.settings import WorkerSettings
from worker.stages import Article, Role
from worker.studio import reading_rules
from worker.text.script import ReadingRules, write_script

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
