"""The decision on letters after a number: meters or million, seconds or a plural.

Every function returns the confidence, from 0 to 1, that a letter stands for one unit.
"""

import re

from worker.text.english.decision.context import Context
from worker.text.english.decision.topics import Topic

LABELED = re.compile(
    r"\b(?:exits?|seats?|rows?|rooms?|flats?|apartments?|apt\.?|units?|gates?|class|form|section"
    r"|pages?"
    r"|blocks?|routes?|bus|doors?|suites?|figures?|tables?|articles?|chapters?|rules?|parts?|lots?"
    r"|plots?"
    r"|years?|grades?|platforms?|bays?|cells?|wards?|junctions?|highway|houses?|numbers?|no\.?"
    r"|schedules?"
    r"|appendix|exhibits?|size|model|tier|stage|type|phase|annex|clauses?|terminal|dock|pier|berth"
    r"|van)\s$",
    re.IGNORECASE,
)
"""Words before a number that is a label: "Exit 12C"."""

_METERS_AFTER = re.compile(
    r"[-\s](?:race|sprint|hurdles|dash|final|finals|heats?|relay|butterfly|backstroke|breaststroke"
    r"|freestyle"
    r"|steeplechase|record|run|runner|swim|tall|high|wide|long|deep|thick|away|above|below|across"
    r"|apart"
    r"|underwater|underground|radius|diameter|title|champion|gold|silver|bronze|event|medley"
    r"|stretch|mark"
    r"|down|up|short|square|beneath|under|over|into|out|behind|ahead|past|offshore|in (?:length"
    r"|height|depth"
    r"|width|diameter)|hurdler|sprinter|walk|row|individual|mixed|air|rifle|platform|springboard"
    r"|waves?"
    r"|swells?|pool|tower|wall|drop|fence|distance|length|height|depth"
    r"|ropes?|cables?|pipes?|ladders?|trench|holes?|boats?|yachts?|vessels?|sharks?|snakes?|pythons?"
    r"|crocodiles?|crocs?|bridges?|tunnels?|cranes?|trees?|statues?|clearance|barriers?|limit"
    r"|exclusion zone|gap|cracks?|sinkhole|telescope|mast|masts|buoy|ledge|cliffs?)\b"
    r"|\s?[x\u00d7]\s?[0-9]"
    r"|\s(?:from|off|of) (?:the|a|an|its|his|her|their|our|shore|land|rock|water|snow|rope|cable"
    r"|fabric|pipe)\b"
)
_PLURAL = re.compile(
    r"\s(?:(?:more|new|extra|additional|fewer|other|young|old|adult|active|monthly|daily"
    r"|registered|paying"
    r"|tourist|foreign|overseas|individual|working|private|public|British|American|small|poor"
    r"|low-income"
    r"|unique|free|older|younger|elderly|displaced|hungry|premature|avoidable|electric|online"
    r"|social|plastic)\s)*"
    r"(?!(?:was|has|this|is|as|its|plus|across|less|yes|thus|his|unless|besides|towards|always"
    r"|afterwards"
    r"|metres|meters)\b)(?:people|children|men|women|pupils|staff|fish|sheep|cattle|poultry"
    r"|livestock"
    r"|[a-z]{2,}s)\b"
)
_ABSTRACT = re.compile(
    r"[-\s](?:strong|euro|pound|dollar|rupee|rand|yen|peso|franc|increase|rise|fall|decline|cut"
    r"|deficit|shortfall|loss|profit|audience|population|total"
    r"|readership|circulation|target|backlog|majority|deal|fund|budget|programme|scheme|contract"
    r"|bid|fee"
    r"|investment|grant|loan|people|viewer|reader|user|member|job|a (?:year|month|week|day)"
    r"|per (?:year|day)"
    r"|annual\w*|worldwide|globally|nationwide|tonnes?|barrels?|doses?|plus|shares?|copies"
    r"|households)\b"
)
_SINGULAR = re.compile(
    r"[-\s](?!(?:of|in|on|at|to|for|from|by|with|and|or|as|is|was|were)\b)[a-z]{3,}\b"
)
_DETERMINED = re.compile(
    r"\b(?:an?|the|this|that|each|every|another|one|its|his|her|their)\s$", re.IGNORECASE
)
_RACES = frozenset(
    "50 60 100 110 200 400 800 1,500 1500 3,000 3000 5,000 5000 10,000 10000".split()
)


def weigh_meters(number: str, gap: str, before: str, after: str, context: Context) -> float:
    """Return the confidence that "m" after a number means meters; otherwise it means million."""
    says_meters = bool(_METERS_AFTER.match(after))
    sure = 0.45 + (0.3 if gap.strip() == "" and gap else 0) + (0.3 if gap == "-" else 0)
    sure += 0.4 if says_meters else 0
    sure += 0.1 if re.search(r"\.[0-9]{2}$", number) else 0
    sure += 0.25 if re.fullmatch(r"[1-9],[0-9]{3}", number) else 0
    sure += 0.3 if number in _RACES and context.about(Topic.TRACK) else 0
    sure += {0: 0.0, 1: 0.05, 2: 0.2}[max(context.about(Topic.WATER), context.about(Topic.TRACK))]
    if not says_meters:
        sure -= 0.5 if _PLURAL.match(after) else 0
        sure -= 0.4 if _ABSTRACT.match(after) else 0
        if _DETERMINED.search(before) and _SINGULAR.match(after) and not _ABSTRACT.match(after):
            sure += 0.3 if "." not in number or len(number) < 4 else 0.1
    sure -= {0: 0.0, 1: 0.05, 2: 0.25}[context.about(Topic.PEOPLE)]
    sure -= 0.1 if context.about(Topic.MARKET) == 2 else 0
    return min(0.95, max(0.05, sure))


_MASS_AFTER = re.compile(
    r"\s(?:of|or more|and) (?:new |heavy |light |fresh |wet |pure |more )?(?:rain\w*|snow\w*|water"
    r"|ice|hail|sleet|sand"
    r"|mud|topsoil|soil|concrete|steel|wood|fabric|foam|insulation|mulch|fresh|precipitation"
    r"|accumulation)\b"
)
_SIZED_AFTER = re.compile(
    r"\s(?:long|tall|wide|across|thick|deep|high|in (?:diameter|length|height|width)|diameter"
    r"|square|apart"
    r"|above|below|by|x|screen|display|nails?|pipe|blade|knife|telescope|guns?|howitzer|vinyl"
    r"|pizza|heels?)\b"
)


def weigh_inches(_number: str, gap: str, _before: str, after: str, _: Context) -> float:
    """Return the confidence that "in" after a number means inches and is not a preposition."""
    if _MASS_AFTER.match(after) or _SIZED_AFTER.match(after):
        return 0.85
    if after.startswith("."):
        follows = after[1:3]
        return 0.8 if not follows.strip() or follows[-1:].islower() or follows[0] in ",)" else 0.5
    if gap == "" and not after[:1].isalpha():
        return 0.8
    if gap == "-":
        return 0.8
    return 0.05


_NAMED_WITH_S = re.compile(
    r"\b(?:iPhone|Nexus|Redmi|Pixel|Galaxy|Model|Mate|Reno|Series|Mark|Falcon|Boeing|Airbus"
    r"|[A-Z]{2,})\s$"
)
_BANKNOTES = re.compile(r"[$£€¥]|\b(?:paid|cash|bills|notes|change|dollars|pounds|euros)\b")
_AGED = re.compile(
    r"\b(?:his|her|their|my|our|your|the|early|late|mid|since|mid-)[\s-]*$", re.IGNORECASE
)
_SECONDS_AFTER = re.compile(
    r"\s(?:clip|video|delay|ad|advert|spot|burst|timer|gap|lead|penalty|exposure)\b"
)
_TIMED = re.compile(r"\b(?:took|takes|lasts?|lasted|within|under|over|for|every|only|just) $")


def weigh_seconds(number: str, gap: str, before: str, after: str, context: Context) -> float:
    """Return the confidence that "s" after a number means seconds and is not a plural ending."""
    is_named = _NAMED_WITH_S.search(before) and not _SECONDS_AFTER.match(after)
    is_note = number in ("1", "5", "10", "20", "50", "100") and before.endswith(" in ")
    if is_named or (is_note and _BANKNOTES.search(context.text)):
        return 0.05
    if "." in number:
        return 0.9
    is_plural = re.match(r" and [0-9]+s\b", after) or re.search(r"\b[0-9]+s and $", before)
    if _AGED.search(before) or is_plural:
        return 0.05
    if _SECONDS_AFTER.match(after):
        return 0.9
    is_odd = not number.endswith("0") and len(number) <= 3
    return 0.7 if is_odd or (_TIMED.search(before) and gap == "") else 0.1


_PLUGGED = re.compile(r"\s(?:plug|fuse|socket|current|charger|circuit|supply|outlet|breaker)s?\b")
_POWERED = re.compile(
    r"[-\s](?:bulb|light|lamp|charg|panel|speaker|motor|heater|solar|output|of|power)"
)
_CAMERA = re.compile(
    r"\s(?:camera|sensor|photo|image|selfie|main|front|lens|ultra|wide|shooter|shots?|rear|photos"
    r"|images|stills|resolution|telephoto)"
)
_GEMS = re.compile(r"\s(?:gold|diamond|ring|gem|ruby|sapphire|emerald|stone)")


_ELECTRIC = re.compile(r"\b[0-9]+(?:\.[0-9]+)?[ -]?(?:V|kV|W|kW|Hz|Ω|volts?|watts?)\b|\bvolts?\b")
_HEATED = re.compile(r"\b(?:[Tt]emp\w*|kelvin|surface|cool\w*|heat\w*|hot|cold|degrees)\b")
_FAR = re.compile(r"\b(?:away|from|distance|wide|across|orbit\w*|sun|Sun|star)\b")


def weigh_letter(
    symbol: str, number: str, gap: str, before: str, after: str, context: Context
) -> float:
    """Return the confidence that a short symbol after a number is the unit it may stand for."""
    if symbol in _SPECIAL:
        return _SPECIAL[symbol](number, gap, before, after, context)
    if symbol == "A" and _ELECTRIC.search(f"{before} {after}"):
        return 0.8
    if symbol in ("K", "AU", "au"):
        is_far = _FAR if symbol != "K" else _HEATED
        return 0.8 if gap and (is_far.search(before[-40:]) or is_far.search(after[:30])) else 0.05
    if symbol in _FOLLOWED:
        return 0.8 if _FOLLOWED[symbol].match(after) else 0.1
    return _USUAL_WEIGHTS.get(symbol, 0.05)


def weigh_plain_letter(_number: str, gap: str, before: str, _after: str, _: Context) -> float:
    """Return the confidence that "g", "t", "L", "h" or "V" is a unit, not the letter of a label."""
    if LABELED.search(before):
        return 0.1
    return 0.3 if gap == "-" else 0.75


_WESTWARD = re.compile(r"\.|\s(?:[A-Z]|[0-9]+(?:st|nd|rd|th)\b)|\sof\b")
_LATITUDE = re.compile(r"[0-9]\s?°?\s?[NS]\b|°|longitude|\b(?:[A-Z][a-z]+|I-[0-9]+)\s[0-9]* ?$")


def weigh_watts(number: str, gap: str, before: str, after: str, context: Context) -> float:
    """Return the confidence that "W" after a number means watts and is not a compass point."""
    is_place = _WESTWARD.match(after) or _LATITUDE.search(before)
    if gap == "" or _POWERED.match(after) or not is_place:
        return weigh_plain_letter(number, gap, before, after, context)
    return 0.2


def weigh_stone(number: str, gap: str, _before: str, after: str, _: Context) -> float:
    """Return the confidence that "st" after a number is the weight and not an ordinal ending."""
    is_ordinal = number[-1:] == "1" and not number.endswith("11")
    weighs = re.match(r"\s?[0-9]{1,2}(?:lbs?\b|\s)", after) is not None
    if gap not in ("", " ") or (gap and not weighs):
        return 0.1
    if weighs and ((gap == "" and not is_ordinal) or "lb" in after[:6]):
        return 0.85
    return 0.1 if is_ordinal else 0.75


_POINTS_BEFORE = re.compile(
    r"\b(?:up|down|rose|fell|gained|lost|added|dropped|shed|by|rises?|falls?|slipped|jumped) $"
)
_POINTS_AFTER = re.compile(r"[\s.](?:lead|font|type|bold|game|average)|\.$")


def weigh_points(_number: str, _gap: str, before: str, after: str, _: Context) -> float:
    """Return the confidence that "pt" after a number means points."""
    return 0.8 if _POINTS_AFTER.match(after) or _POINTS_BEFORE.search(before) else 0.1


def weigh_acres(_number: str, gap: str, _before: str, _after: str, _: Context) -> float:
    """Return the confidence that "ac" after a number means acres."""
    return 0.7 if gap == " " else 0


_SPECIAL = {
    "m": weigh_meters, "in": weigh_inches, "s": weigh_seconds, "st": weigh_stone,
    "W": weigh_watts, "pt": weigh_points, "ac": weigh_acres,
} | dict.fromkeys(("g", "t", "l", "L", "h", "V"), weigh_plain_letter)  # fmt: skip
_USUAL_WEIGHTS = dict.fromkeys(("pp", "pc", "pts", "min", "mt", "MT", "mb"), 0.75) | {
    "ly": 0.7, "nm": 0.7,
}  # fmt: skip
_INGREDIENT = re.compile(
    r"\.?\s(?:[a-z-]+,?\s){0,3}(?:sugar|flour|milk|water|butter|oil|rice|oats|cream|stock|broth"
    r"|cheese|honey|syrup|yogurt|buttermilk|chocolate|chips|nuts|walnuts|pecans|almonds|raisins"
    r"|berries|blueberries|onions?|celery|carrots?|beans|peas|corn|juice|vinegar|shortening"
    r"|cornmeal|breadcrumbs|crumbs|coconut|cocoa|peanut|applesauce|pumpkin|molasses|salt|parsley"
    r"|mayonnaise|ketchup|coffee|wine|noodles|lentils|quinoa|spinach|basil|margarine)\b"
)
_FOLLOWED = {
    "c": _INGREDIENT,
    "A": _PLUGGED, "MP": _CAMERA, "ct": _GEMS,
}  # fmt: skip
