"""Signatures for subscribers: the article and the time for which they are valid."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_service.access.signed_urls import carry, expires_at, is_right, sign

KEY, OLD = "k" * 32, "o" * 32
AT = 1_900_000_000
HASH = "0123456789abcdef" * 2


def test_a_signature_is_made_as_the_documents_say() -> None:
    made = hmac.new(KEY.encode(), b"wp:123\n1900000000", hashlib.sha256).hexdigest()
    assert sign(KEY, "wp:123", AT) == f"1900000000.{made}"
    assert expires_at(sign(KEY, "wp:123", AT)) == AT


def test_either_of_two_keys_will_do() -> None:
    for key in (KEY, OLD):
        assert is_right([KEY, OLD], "a", sign(key, "a", AT))
    assert not is_right([KEY], "a", sign(OLD, "a", AT))
    assert not is_right([], "a", sign(KEY, "a", AT))


def test_a_signature_is_of_one_article_one_time_and_one_kind() -> None:
    made = sign(KEY, "a", AT)
    hexadecimal = made.partition(".")[2]
    for article_id, given_signature in (
        ("b", made),
        ("A", made),
        ("a", f"{AT + 1}.{hexadecimal}"),
        (f"clip\n{HASH}", made),
    ):
        assert not is_right([KEY], article_id, given_signature)


@pytest.mark.parametrize(
    "spoilt",
    [
        "{made} ",
        " {made}",
        "{made}\n",
        "0{made}",
        "+{made}",
        "{upper}",
        "{made}.{made}",
        "{short}",
        "{digits}",
        "",
        ".",
        "9" * 5_000,
        "\0",
    ],
)
def test_a_signature_that_is_written_otherwise_is_none(spoilt: str) -> None:
    made = sign(KEY, "a", AT)
    digits = made.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    shown = spoilt.format(made=made, upper=made.upper(), short=made[:-1], digits=digits)
    assert shown == made.upper() == made or not is_right([KEY], "a", shown)


@given(st.text(max_size=100))
def test_nobody_makes_one_up(text: str) -> None:
    assert not is_right([KEY], "a", text)


def test_an_address_carries_a_signature_as_what_it_is() -> None:
    made = sign(KEY, "a", AT)
    assert carry("/a.mp3", made) == f"/a.mp3?signature={made}"
    assert carry("/a.mp3?at=0", made) == f"/a.mp3?at=0&signature={made}"
    assert carry("/a.mp3", "") == "/a.mp3"
