"""Win-loss records of American teams: "(6-5, 3-4)", "improved to 9-0", "a 4-2-1 start"."""

import re

from worker.text.english.decision.candidates import Form
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import LEFT, RIGHT
from worker.text.english.number_words import count

_RECORD = re.compile(
    rf"{LEFT}(?<![A-Za-z]-)(?P<won>[0-9]{{1,3}})[-–](?P<lost>[0-9]{{1,3}})(?:[-–](?P<tied>[0-9]{{1,2}}))?"
    rf"{RIGHT}(?![\w%–-])"
)
_OPENED = re.compile(
    r"(?P<before>.*[A-Z][\w.’']*)\s\((?:[0-9–-]+(?:\s[A-Z][\w-]*)?,\s)*$", re.DOTALL
)
"""A team and the bracket behind it, up to a record."""

_CLOSED = re.compile(
    r"(?:\s[A-Z][\w-]*)?(?:,\s[0-9–-]+(?:\s[A-Z][\w-]*)?)*(?P<rest>\).*)", re.DOTALL
)
_SET = re.compile(r"6[-–][0-4]|[0-4][-–]6|7[-–][56]|[56][-–]7")
_TEAM = re.compile(r"\b[Tt]he (?:[A-Z][\w.’']* )*[A-Z][\w’']*s$|^(?:[A-Z][\w.’']* ?)+$")
_BEATEN = re.compile(
    r"\b(?:beat|beats|beating|defeat\w*|edged|thrashed|routed|crushed|downed|topped|swept"
    r"|(?:lost|fell|loss|win|victory|lose|loses|losing) (?:to|over|against|at)|won (?:at|against)"
    r"|against)\b[^.;0-9]*$"
)
_ANOTHER_SCORE = re.compile(r"\)[^.;(]*\b[0-9]+[-–][0-9]+")

_CHANGED = re.compile(
    r"\b(?:improv(?:e|es|ed|ing)|drop(?:s|ped|ping)?|fall(?:s|ing)?|fell|mov(?:e|es|ed|ing)"
    r"|slip(?:s|ped|ping)?|record|mark)\s(?:to|of)\s(?:an? )?$"
)
_IS = re.compile(
    r"(?:\b(?:is|are|was|were|went|go|goes|be|been)|['’]re) (?:now |just |only |still )?$"
)
_COUNTED = re.compile(
    r"\b(?:[Ss]cores?|[Ss]eries|[Vv]otes?|[Tt]ally|[Cc]ount|aggregate|ratio|split|[Ii]t|sets?|[Mm]argin"
    r"|[Oo]dds|leads?|[Mm]atch|[Gg]ame)\b[^.;]*$"
)
_NOUN = re.compile(r"\s(?:(?:overall|home|road|career|league|conference) )?(?:record|mark|start)\b")
_STREAK = re.compile(r"\s(?:run|stretch|skid|slide|season|finish|homestand|road trip|spell|tear)\b")
_SPAN = re.compile(
    r"\s(?:this|last) (?:season|year)\b|\s(?:on|for) the (?:season|year|road)\b"
    r"|\s(?:overall|all-time)\b|\sat home\b|\sagainst\b|\ssince\b|\swith an? [0-9.]+ ERA\b"
    r"|\s(?:in|over) (?:its|their|his|her|the) (?:last|past|previous|first|final)\b"
)


def _read_record(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    """Return "six and five" for a record, if the words around it tell that it is no score."""
    numbers = [match["won"], match["lost"], *([match["tied"]] if match["tied"] else [])]
    is_written_so = all(each == "0" or each[0] != "0" for each in numbers)
    if not (context.is_american and is_written_so and _is_record(match)):
        return None
    *before, last = ("oh" if each == "0" else count(each) for each in numbers)
    return f"{', '.join(before)} and {last}", 0.95


def _is_record(match: re.Match[str]) -> bool:
    before, after = match.string[: match.start()], match.string[match.end() :]
    opened, closed = _OPENED.match(before), _CLOSED.match(after)
    if opened and closed:
        return _is_of_team(opened["before"], closed["rest"], match)
    if before.endswith("streak (") or _CHANGED.search(before) or _NOUN.match(after):
        return True
    if match["tied"] and _STREAK.match(after):
        return True
    is_spanned = bool(_SPAN.match(after)) and not _COUNTED.search(before)
    return bool(_IS.search(before) or match["tied"]) and is_spanned


def _is_of_team(before: str, rest: str, match: re.Match[str]) -> bool:
    """Return whether a bracket holds the record of a team, and no result of a match."""
    start = len(before)
    inside = match.string[start : len(match.string) - len(rest)]
    pairs = re.findall(r"[0-9]+(?:[-–][0-9]+)+", inside)
    if all(_SET.fullmatch(each) for each in pairs) and len(pairs) > 1 and not _TEAM.search(before):
        return False
    is_result = _BEATEN.search(before) and not _ANOTHER_SCORE.match(rest)
    return not is_result or len(pairs) > 1 or bool(match["tied"])


RULES = (Form(_RECORD, _read_record, needs="-–"),)
