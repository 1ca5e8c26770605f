"""Fields of an article, from the data of its source."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.articles.fields import (
    complete,
    dek_of,
    join_names,
    latest,
    opening_time,
    plain_text,
    publication_text,
    read_time,
    time_text,
    web_address,
)
from worker.errors import NothingToReadError
from worker.model.article import Article

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "said",
    [
        "2026-03-10T12:00:00",
        "2026-03-10T12:00:00Z",
        "2026-03-10T12:00:00.000+00:00",
        "2026-03-10T14:00:00+0200",
        " 2026-03-10 12:00:00 ",
        "Tue, 10 Mar 2026 12:00:00 GMT",
        "Tue, 10 Mar 2026 07:00:00 EST",
        "10 Mar 2026 14:00 +0200",
        1_773_144_000,
        1_773_144_000.0,
        1_773_144_000_000,
    ],
)
def test_times_are_read_in_all_usual_notations(said: object) -> None:
    assert read_time(said) == NOON


@pytest.mark.parametrize(
    "said", ["", "soon", "0000-00-00T00:00:00", None, True, [], {}, 10**30, float("nan"), "9" * 400]
)
def test_what_is_no_time_is_none(said: object) -> None:
    assert read_time(said) is None


@given(st.text())
def test_no_text_breaks_the_reading_of_times(said: str) -> None:
    time = read_time(said)
    assert time is None or time.tzinfo is UTC


def test_times_are_written_in_utc_to_the_second() -> None:
    assert time_text(datetime.fromisoformat("2026-03-10T14:00:00.123456+02:00")) == (
        "2026-03-10T12:00:00Z"
    )
    assert time_text(None) == ""


def test_the_latest_time_is_never_yet_to_come() -> None:
    assert latest(None, NOON, NOON - timedelta(days=1)) == NOON
    assert latest(None, None) is None
    future = latest(datetime(2999, 1, 1, tzinfo=UTC))
    assert future is not None
    assert future <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("Harbor&#8217;s <em>last</em> ferry", "Harbor’s last ferry"),
        ("Two<br>lines", "Two lines"),
        ("Tom & Jerry", "Tom & Jerry"),
        ("5 < 6", "5 < 6"),
        ("<p>One</p><p>Two</p>", "One Two"),
        ("  a \n b\x00\x0b ", "a b"),
        ("<!-- nothing -->", ""),
        ("", ""),
        (None, ""),
        (5, ""),
    ],
)
def test_titles_are_plain_text(markup: object, said: str) -> None:
    assert plain_text(markup) == said


@given(st.text())
def test_no_text_breaks_a_title(markup: str) -> None:
    plain_text(markup).encode()


@pytest.mark.parametrize(
    ("excerpt", "dek"),
    [
        ("<p>Old harbor. The ferry left the old harbor at six, as it has [&hellip;]</p>", ""),
        ("Old harbor", ""),
        ("<p>OLD HARBOR: THE FERRY LEFT&#8230;</p>", ""),
        ("The ferry left the old harbor at six, as it has done every morning for years.", ""),
        ("The ferry left the old harbor", "The ferry left the old harbor"),
        ("Why the ferry left &amp; why it stays away", "Why the ferry left & why it stays away"),
        ("<p></p>", ""),
        (None, ""),
    ],
)
def test_a_dek_that_was_cut_from_the_text_is_none(excerpt: object, dek: str) -> None:
    body = (
        "<h2>Old harbor</h2><p>The ferry left the <b>old</b> harbor at six, as it has done every "
        "morning for years.</p>"
    )
    assert dek_of(excerpt, body) == dek


def test_names_are_joined_each_once() -> None:
    assert join_names(["Ada", None, "Bo &amp; Co", "Ada", ""]) == "Ada, Bo & Co"


@pytest.mark.parametrize(
    "said", ["javascript:alert(1)", "/path", "", None, 5, "http://", "ftp://a"]
)
def test_what_is_no_web_address_is_left_out(said: object) -> None:
    assert web_address(said) == ""


def test_an_article_is_cleaned_before_it_is_stored() -> None:
    article = Article(
        id="a",
        title="T\x00",
        html="<p>x\ud800\x0by</p>",
        tags=("a", "", "a", "b\x01"),
        url="javascript:x",
    )
    assert complete(article, "nl") == Article(
        id="a", title="T", html="<p>xy</p>", tags=("a", "b"), language="nl"
    )
    assert complete(Article(id="a", text="x", language="en"), "nl").language == "en"


@pytest.mark.parametrize("html", ["", "<p>—</p>", "<img alt='a'>", "<script>let a = 1</script>"])
def test_an_article_without_words_has_nothing_to_read(html: str) -> None:
    with pytest.raises(NothingToReadError, match="'a'"):
        complete(Article(id="a", title="Title", html=html), "")


@pytest.mark.parametrize(
    ("value", "stored", "opens"),
    [
        ("2026-03-10T08:00:00+02:00", "2026-03-10T06:00:00Z", "2026-03-10T06:00:00"),
        ("2026-03-10T08:00:00", "2026-03-10T08:00:00", "2026-03-10T20:00:00"),
        ("2026-03-10 08:00", "2026-03-10T08:00:00", "2026-03-10T20:00:00"),
        ("Tue, 10 Mar 2026 08:00:00", "2026-03-10T08:00:00", "2026-03-10T20:00:00"),
        ("Tue, 10 Mar 2026 08:00:00 GMT", "2026-03-10T08:00:00Z", "2026-03-10T08:00:00"),
        ("2026-03-10", "2026-03-10T00:00:00Z", "2026-03-10T00:00:00"),
        (1_773_129_600, "2026-03-10T08:00:00Z", "2026-03-10T08:00:00"),
    ],
)
def test_a_time_of_publication_without_a_zone_stays_without_and_opens_in_the_last_one(
    value: object, stored: str, opens: str
) -> None:
    assert publication_text(value) == stored
    opening = opening_time(stored)
    assert opening
    assert opening.replace(tzinfo=None).isoformat() == opens


@pytest.mark.parametrize("value", [None, "", "soon", [], {}])
def test_what_is_no_time_of_publication_is_stored_as_none(value: object) -> None:
    assert publication_text(value) == ""
