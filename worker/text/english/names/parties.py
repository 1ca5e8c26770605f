"""Political parties in brackets after a politician's name."""

import re

from worker.text.english.decision.candidates import Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import alternatives, ends_sentence
from worker.text.english.names.states import POSTAL_NAMES, STATES, state_name

_PARTIES = {"D": "Democrat", "R": "Republican", "I": "independent", "L": "Libertarian"}

_BRITISH_PARTIES = {
    "Con": "Conservative", "Lab": "Labour", "LD": "Liberal Democrat", "Lib Dem": "Liberal Democrat",
    "Ind": "independent",
    "Lab Co-op": "Labour Co-op", "ALP": "Labor", "Nat": "National", "Lib": "Liberal",
}  # fmt: skip

_PARTY = re.compile(
    rf"\((?P<party>[DRIL])[-–](?P<place>{alternatives(STATES)}|[A-Z]{{2}}"
    rf"|[A-Z][a-z]+(?:\s[A-Z][a-z]+)*)\.?\)"
)

_PARTY_COMMA = re.compile(
    rf"(?:(?<=[a-z’'.], )|(?<=[IVX], ))(?P<party>[DRI])[-–]"
    rf"(?P<place>{alternatives(STATES)}|[A-Z]{{2}}|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)(?P<stop>\.?)(?=[,;:)]|\s|$)"
)

_BRITISH_PARTY = re.compile(rf"\((?P<party>{alternatives(_BRITISH_PARTIES)})(?P<rest>\)|,\s)")

_LONE_PARTY = re.compile(r"(?<=[a-z] )\((?P<party>[DRI])\)")


def _say_party(match: re.Match[str]) -> str:
    return f"({_PARTIES[match['party']]} of {state_name(match['place'])})"


def _say_party_comma(match: re.Match[str]) -> str | None:
    place = match["place"]
    if place == "Day":
        return None
    if place not in STATES and place not in POSTAL_NAMES and match["stop"]:
        return None
    stop = "." if match["stop"] and ends_sentence(match.string[match.end() :]) else ""
    return f"{_PARTIES[match['party']]} of {state_name(place)}{stop}"


def _read_british_party(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    return (
        None
        if context.is_american
        else (f"({_BRITISH_PARTIES[match['party']]}{match['rest']}", 0.8)
    )


RULES = (
    Rule(_PARTY, _say_party, "(", 0.9),
    Rule(_PARTY_COMMA, _say_party_comma, "-–", 0.85),
    Form(_BRITISH_PARTY, _read_british_party, needs="("),
    Rule(_LONE_PARTY, lambda match: f"({_PARTIES[match['party']]})", "("),
)
