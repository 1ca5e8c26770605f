"""Podcast settings: the table `[podcast]` of the publication file."""

import re
from collections.abc import Mapping, Sequence
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

CATEGORIES: Mapping[str, Sequence[str]] = {
    "Arts": ("Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"),
    "Business": (
        "Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit",
    ),
    "Comedy": ("Comedy Interviews", "Improv", "Stand-Up"),
    "Education": ("Courses", "How To", "Language Learning", "Self-Improvement"),
    "Fiction": ("Comedy Fiction", "Drama", "Science Fiction"),
    "Government": (),
    "Health & Fitness": (
        "Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality",
    ),
    "History": (),
    "Kids & Family": ("Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"),
    "Leisure": (
        "Animation & Manga", "Automotive", "Aviation", "Crafts", "Games", "Hobbies",
        "Home & Garden", "Video Games",
    ),
    "Music": ("Music Commentary", "Music History", "Music Interviews"),
    "News": (
        "Business News", "Daily News", "Entertainment News", "News Commentary", "Politics",
        "Sports News", "Tech News",
    ),
    "Religion & Spirituality": (
        "Buddhism", "Christianity", "Hinduism", "Islam", "Judaism", "Religion", "Spirituality",
    ),
    "Science": (
        "Astronomy", "Chemistry", "Earth Sciences", "Life Sciences", "Mathematics",
        "Natural Sciences", "Nature", "Physics", "Social Sciences",
    ),
    "Society & Culture": (
        "Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships",
    ),
    "Sports": (
        "Baseball", "Basketball", "Cricket", "Fantasy Sports", "Football", "Golf", "Hockey",
        "Rugby", "Running", "Soccer", "Swimming", "Tennis", "Volleyball", "Wilderness",
        "Wrestling",
    ),
    "TV & Film": ("After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"),
    "Technology": (),
    "True Crime": (),
}  # fmt: skip
"""Categories of podcast directories, each with its subcategories.

Source: Apple Podcasts categories.
"""


class PodcastSettings(BaseModel):
    """Settings of the podcast feed."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    title: str = Field("Listen to Article", min_length=1, max_length=250)
    description: str = Field("Articles, read aloud.", min_length=1, max_length=3_500)
    disclosure: str = Field(
        "Every episode is read by a synthetic voice.",
        min_length=1,
        max_length=400,
        description="Note on the synthetic voice, in the podcast's language, after the description",
    )
    author: str = Field(
        "", max_length=250, description="Name of the publisher; the title if left out"
    )
    email: str = Field(
        "", description="E-mail address of the owner, to which directories write to verify the feed"
    )
    link: str = Field("", description="The publisher's site; the service's own if left out")
    image: str = Field(
        "", description="Cover: a square JPEG or PNG of 1400 to 3000 pixels; ours if left out"
    )
    category: str = Field("News", description="Category in podcast directories")
    subcategory: str = Field("", description="Of that category")
    explicit: bool = Field(False, description="True if it is for adults only")
    language: str = Field("en", description="BCP 47 tag; usually the language of the articles")
    copyright: str = Field("", max_length=500)
    guid: UUID | None = Field(
        None, description="Permanent ID of the podcast; derived from the feed's URL if left out"
    )
    locked: bool = Field(True, description="True to forbid other platforms to import the feed")
    page_size: int = Field(100, ge=1, le=1_000, description="Maximum number of episodes per page")

    @field_validator("link", "image")
    @classmethod
    def _is_web_address(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[!-~]+", value):
            raise ValueError("must look like https://news.example")
        return value

    @field_validator("image")
    @classmethod
    def _is_picture(cls, value: str) -> str:
        if value and not re.search(r"\.(jpe?g|png)(\?|$)", value):
            raise ValueError("must end in .jpg, .jpeg or .png")
        return value

    @field_validator("email")
    @classmethod
    def _is_email(cls, value: str) -> str:
        if value and not re.fullmatch(r"[!-?A-~]+@[A-Za-z0-9.-]+\.[A-Za-z0-9-]+", value):
            raise ValueError("must look like podcast@news.example")
        return value

    @field_validator("language")
    @classmethod
    def _is_language(cls, value: str) -> str:
        if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", value):
            raise ValueError("must look like en or en-US")
        return value

    @model_validator(mode="after")
    def _is_category(self) -> Self:
        if self.category not in CATEGORIES:
            raise ValueError(f"category: {self.category!r} is none of {', '.join(CATEGORIES)}")
        if self.subcategory and self.subcategory not in CATEGORIES[self.category]:
            known = ", ".join(CATEGORIES[self.category]) or "none"
            raise ValueError(
                f"subcategory: {self.subcategory!r} is not in {self.category}: {known}"
            )
        return self
