import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.errors import AddressNotAllowedError
from worker.fetch.urls import read_url


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("http://news.example", "http://news.example/"),
        ("HTTPS://News.Example:443/a?b=c#d", "https://news.example/a?b=c"),
        ("https://news.example:80/", "https://news.example:80/"),
        ("https://news.example?b", "https://news.example/?b"),
        ("http://news.example/städte/à la carte", "http://news.example/st%C3%A4dte/%C3%A0%20la%20carte"),
        ("http://news.example/a%20b?q=%26&x[]=1", "http://news.example/a%20b?q=%26&x%5B%5D=1"),
        ("http://[2A00::1]:8080/", "http://[2a00::1]:8080/"),
    ],
)  # fmt: skip
def test_a_url_is_read_as_it_is_sent(url: str, read: str) -> None:
    assert str(read_url(url)) == read


@pytest.mark.parametrize(
    ("reference", "leads_to"),
    [
        ("/b", "https://news.example/b"),
        ("b?c", "https://news.example/a/b?c"),
        ("?c", "https://news.example/a/?c"),
        ("//other.example/b", "https://other.example/b"),
        ("http://other.example", "http://other.example/"),
    ],
)
def test_a_reference_leads_where_a_browser_would_go(reference: str, leads_to: str) -> None:
    assert str(read_url("https://news.example/a/").join(reference)) == leads_to


@pytest.mark.parametrize(
    "url", ["http://u:secret@news.example/", "ftp://h/?key=secret", "x:/#secret"]
)
def test_no_error_tells_a_secret(url: str) -> None:
    with pytest.raises(AddressNotAllowedError) as refused:
        read_url(url)
    assert "secret" not in str(refused.value)


def test_a_url_without_end_is_refused() -> None:
    with pytest.raises(AddressNotAllowedError, match="not allowed"):
        read_url("http://news.example/" + "a" * 8_000)


PARTS = st.sampled_from(
    "http:// https:// news.example 127.0.0.1 [::1] : @ / \\ ? # % 80 . ü １".split()
)


@given(st.lists(PARTS | st.text(max_size=3), max_size=9).map("".join))
def test_a_url_is_refused_or_means_the_same_when_it_is_read_again(url: str) -> None:
    try:
        read = read_url(url)
    except AddressNotAllowedError:
        return
    assert read_url(str(read)) == read
