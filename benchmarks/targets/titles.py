"""New headlines of known lengths."""

from collections.abc import Iterator
from itertools import product

PLACES = "Harbor Border Valley Market Island Canyon Forest Bridge Meadow Castle".split()
MOODS = (
    "Quiet Weary Proud Happy Angry Eager Brave Tired Sober Loyal Noble Small Great Rough Sleek"
).split()
"""Words of the same length, so that all titles of one template have the same length."""

FORMS = {
    30: "{mood} {place} Ferries Run Again",
    60: "As a {mood} {place} Pact Nears Its End, Two Towns Count Losses",
    100: "{mood} {place} Fares Rise by {number} Percent in 2027, and "
    "Commuters Ask the Council to Delay the Resolution",
}
"""Titles by their length in characters; the longest has numbers."""


def make_titles(length: int) -> Iterator[str]:
    """Yield titles of a length in characters, no two alike."""
    for number, (place, mood) in enumerate(product(PLACES, MOODS)):
        yield FORMS[length].format(place=place, mood=mood, number=10 + number % 90)
