"""Settings of the podcast."""

import pytest
from pydantic import ValidationError

from worker.publication.podcast_settings import CATEGORIES, PodcastSettings


def test_nothing_needs_to_be_said() -> None:
    assert PodcastSettings().category in CATEGORIES


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("title", " ", "at least 1"),
        ("disclosure", "", "at least 1"),
        ("link", "news.example", "https://news.example"),
        ("image", "https://news.example/cover.webp", "jpg"),
        ("image", "cover.png", "https://news.example"),
        ("email", "podcast", "podcast@news.example"),
        ("category", "Newz", "Technology"),
        ("subcategory", "Baseball", "Politics"),
        ("language", "English!", "en-US"),
        ("guid", "mine", "UUID"),
        ("page_size", 0, "greater than or equal to 1"),
        ("titel", "The Courier", "Extra inputs"),
    ],
)
def test_a_mistake_is_told(key: str, value: object, why: str) -> None:
    with pytest.raises(ValidationError) as error:
        PodcastSettings.model_validate({key: value})
    assert why in str(error.value)


@pytest.mark.parametrize(("category", "subcategory"), [("News", "Politics"), ("Technology", "")])
def test_categories_are_those_of_directories(category: str, subcategory: str) -> None:
    found = PodcastSettings(category=category, subcategory=subcategory)
    assert (found.category, found.subcategory) == (category, subcategory)
