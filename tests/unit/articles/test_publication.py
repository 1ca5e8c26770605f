"""The publication file: sources, rules, and error messages."""

from pathlib import Path

import pytest

from cache.errors import BadSettingsError
from worker.model.article import Article
from worker.publication.publication import Publication, read_publication
from worker.publication.rules import Narrate, Traits
from worker.publication.sources import Edits

WORDPRESS = """
[sources.wp]
kind = "wordpress"
url = "https://news.example"
"""


def publication(tmp_path: Path, text: str) -> Publication:
    path = tmp_path / "publication.toml"
    path.write_text(text, encoding="utf-8")
    return read_publication(path)


def test_without_a_file_there_is_the_store_alone() -> None:
    there = read_publication(None)
    assert there.source_of("pier").name == "store"
    assert there.choose(Traits("store", section="World")).narrate is Narrate.PRESS
    assert there.upstream_of("wp:1") is None


def test_an_article_belongs_to_the_source_of_its_prefix(tmp_path) -> None:
    there = publication(
        tmp_path, WORDPRESS + '[sources.old]\nkind="feed"\nurl="https://a.example/"'
    )
    assert there.source_of("wp:123").name == "wp"
    assert there.source_of("old:123").name == "old"
    assert there.source_of("w:123").name == "store"
    assert there.source_of("wp").name == "store"


def test_what_a_source_holds_if_its_table_does_not_say(tmp_path) -> None:
    source = publication(tmp_path, WORDPRESS).upstreams["wp"]
    assert (source.narrate, source.edits, source.quiet_min) == ("always", "regenerate", 0)
    assert source.poll_min == 10
    assert source.webhook_secret == ()


def test_the_store_is_a_source_whose_table_needs_no_kind(tmp_path) -> None:
    there = publication(tmp_path, '[sources.store]\nedits = "keep"\nnarrate = "always"')
    assert there.store.edits is Edits.KEEP
    assert there.choose(Traits("store")).narrate is Narrate.ALWAYS


def test_secrets_come_from_the_environment(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("HOOKS", "0123456789abcdef")
    there = publication(tmp_path, WORDPRESS + 'webhook_secret = "env:HOOKS"')
    (secret,) = there.upstreams["wp"].webhook_secret
    assert secret.get_secret_value() == "0123456789abcdef"
    assert "0123456789abcdef" not in repr(there)


def test_a_secret_may_be_replaced_while_the_old_one_still_signs(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("HOOKS", "0123456789abcdef")
    there = publication(tmp_path, WORDPRESS + 'webhook_secret = ["env:HOOKS", "fedcba9876543210"]')
    secrets = [secret.get_secret_value() for secret in there.upstreams["wp"].webhook_secret]
    assert secrets == ["0123456789abcdef", "fedcba9876543210"]


RULES = """
[[rules]]
section = "Live"
narrate = "never"
[[rules]]
tag = ["Politics", "Elections"]
author = "Jane Doe"
voice = "tone:330"
[[rules]]
language = "fr"
voice = "tone:440"
narrate = "always"
[[rules]]
longer_than_s = 600
narrate = "press"
podcast = false
[[rules]]
source = "wp"
narrate = "always"
"""


@pytest.mark.parametrize(
    ("article", "narrate", "voice", "podcast"),
    [
        (Traits("store"), "press", "", True),
        (Traits("store", section="live"), "never", "", True),
        (Traits("store", section="Livestock"), "press", "", True),
        (Traits("wp", section="World"), "always", "", True),
        (Traits("wp", section="Live"), "never", "", True),
        (Traits("wp", estimated_s=601), "press", "", False),
        (Traits("wp", estimated_s=600), "always", "", True),
        (Traits("store", language="fr-CA"), "always", "tone:440", True),
        (Traits("store", language="fy"), "press", "", True),
        (Traits("store", byline="By Jane Doe", tags=["elections"]), "press", "tone:330", True),
        (Traits("store", byline="By Jane Doe"), "press", "", True),
        (Traits("store", byline="By Jane Doering", tags=["Politics"]), "press", "", True),
        (
            Traits("wp", byline="by JANE DOE and Ann", tags=["x", "Politics"], language="fr"),
            "always",
            "tone:330",
            True,
        ),
    ],
)
def test_the_first_fitting_rule_that_says_it_decides(
    tmp_path, article: Traits, narrate: str, voice: str, podcast: bool
) -> None:
    chosen = publication(tmp_path, WORDPRESS + RULES).choose(article)
    assert (chosen.narrate, chosen.voice, chosen.podcast) == (narrate, voice, podcast)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[sources", "is not TOML"),
        ('[sources.wp]\nkind="wordpress"', "sources.wp.url: Field required"),
        ('[sources.wp]\nkind="joomla"\nurl="https://a.example"', "sources.wp: "),
        ('[sources.wp]\nurl="https://a.example"', "sources.wp: "),
        (WORDPRESS + "pol_min = 5", "sources.wp.pol_min: "),
        (WORDPRESS + "poll_min = -1", "sources.wp.poll_min: "),
        (WORDPRESS + 'webhook_secret = "short"', "sources.wp.webhook_secret: "),
        (
            WORDPRESS + 'webhook_secret = ["0123456789abcdef", "short"]',
            "sources.wp.webhook_secret: ",
        ),
        (WORDPRESS + "webhook_secret = 5", "sources.wp.webhook_secret: "),
        (WORDPRESS + "webhook_secret = [5]", "sources.wp.webhook_secret"),
        (WORDPRESS + 'webhook_secret = "env:NOT_SET"', "the environment variable NOT_SET is not"),
        (WORDPRESS + 'prefix = "_"', "sources.wp.prefix: '_' is not valid in IDs"),
        ('[sources."W P"]\nkind="page"\nurl="https://a.example/{id}"', "'W P' is not a name"),
        ('[sources.wp]\nkind="wordpress"\nurl="ftp://a.example"', "sources.wp.url: "),
        ('[sources.a]\nkind="store"', "only sources.store has the kind store"),
        ('[[rules]]\nvoice = "joe"', "rules.0.voice: is not engine:voice"),
        ('[[rules]]\nnarrate = "maybe"', "rules.0.narrate: "),
        ('[[rules]]\nsections = "World"', "rules.0.sections: "),
        ('[purge]\nurl = "https://cdn.example/"', "purge.url: must contain {url}"),
        ('[purge]\nurl = "file:///{url}"', "purge.url: must begin with"),
        ("surces = 1", "surces: "),
        ('[[rules]]\nintro = "Hear {titel}."', "rules.0.intro: {titel}: there is no such"),
        ('[[rules]]\nintro_file = "none.mp3"', "none.mp3 cannot be read"),
        ('[[rules]]\noutro_file = "publication.toml"', "its name must end in .mp3 or .wav"),
        (
            WORDPRESS + '[sources.two]\nkind="feed"\nurl="https://a.example"\nprefix="wp:2"',
            "overlap in their prefix",
        ),
    ],
)
def test_a_mistake_is_told_by_its_key(tmp_path, text: str, complaint: str) -> None:
    with pytest.raises(BadSettingsError) as caught:
        publication(tmp_path, text)
    assert complaint in str(caught.value)
    assert "publication.toml" in str(caught.value)


def test_a_file_that_is_not_there_is_told_by_its_setting(tmp_path) -> None:
    with pytest.raises(BadSettingsError, match="LISTEN_PUBLICATION_FILE"):
        read_publication(tmp_path / "none.toml")


def test_no_complaint_shows_a_secret(tmp_path) -> None:
    with pytest.raises(BadSettingsError) as caught:
        publication(tmp_path, WORDPRESS + 'webhook_secret = "hush-hush"')
    assert "hush-hush" not in str(caught.value)


def test_what_is_heard_around_an_article_is_said_by_the_first_rule_that_says_it(tmp_path) -> None:
    (tmp_path / "jingle.wav").write_bytes(b"RIFF")
    there = publication(
        tmp_path,
        """
[[rules]]
section = "World"
intro = "From abroad: {title}."
[[rules]]
section = "Quiet"
intro = ""
[[rules]]
intro_file = "jingle.wav"
outro = "Read by a machine."
""",
    )
    world, quiet, other = (
        there.frame_of(Article("a", section=section)) for section in ("World", "Quiet", "")
    )
    assert world.intro
    assert world.intro.text == "From abroad: {title}."
    assert world.outro
    assert world.outro.text == "Read by a machine."
    assert quiet.intro is None
    assert other.intro
    assert other.intro.sound
    assert other.intro.sound.path == str(tmp_path / "jingle.wav")
    assert there.frames_digest
    assert publication(tmp_path, RULES).frames_digest == ""


def test_words_and_a_sound_at_once_are_a_mistake(tmp_path) -> None:
    (tmp_path / "jingle.wav").write_bytes(b"RIFF")
    with pytest.raises(BadSettingsError, match="both intro and intro_file"):
        publication(tmp_path, '[[rules]]\nintro = "Hello."\nintro_file = "jingle.wav"')


CASTS = """
[[rules]]
section = "Talks"
cast = { Quote = "tone:330", "Jane  Doe" = ["tone:440", "kokoro:af_heart"] }

[[rules]]
section = ["Talks", "Quiet"]
cast = {}

[[rules]]
cast = { question = "tone:550" }
"""


def test_a_cast_is_that_of_the_first_rule_that_has_one(tmp_path) -> None:
    there = publication(tmp_path, CASTS)
    found = [
        there.cast_of(Article("a", section=section)) for section in ("Talks", "Quiet", "World")
    ]
    assert found == [
        {"quote": ("tone:330",), "jane doe": ("tone:440", "kokoro:af_heart")},
        {},
        {"question": ("tone:550",)},
    ]
    assert there.cast_voices == ("tone:330", "tone:440", "kokoro:af_heart", "tone:550")
    assert there.casts_digest
    without = there.without_casts()
    assert without.cast_of(Article("a", section="Talks")) == {}
    plain = publication(tmp_path, RULES)
    assert (plain.casts_digest, plain.cast_voices) == ("", ())


@pytest.mark.parametrize(
    ("cast", "message"),
    [
        ('{ quote = "af_heart" }', "'af_heart' is not engine:voice"),
        ("{ quote = [] }", "'' is not engine:voice"),
        ('{ title = "tone:330" }', "always read by the narration's own voice"),
        ('{ narrator = "tone:330" }', "always read by the narration's own voice"),
        ('{ " " = "tone:330" }', "' ' is empty, too long, or there twice"),
        ('{ Ann = "tone:330", ann = "tone:440" }', "'ann' is empty, too long, or there twice"),
    ],
)
def test_a_mistake_in_a_cast_is_named(tmp_path, cast: str, message: str) -> None:
    with pytest.raises(BadSettingsError, match=f"rules.0.cast: .*{message}"):
        publication(tmp_path, f"[[rules]]\ncast = {cast}")
