"""The decision on whether an amount of money describes the noun after it: "$9 billion order"."""

import re

from worker.text.english.decision.patterns import describes
from worker.text.english.money.currencies import SCALES

_NOTES = re.compile(
    r"\s(?:bills?|notes?|coins?|banknotes?|tickets?|fines?|stamps?|vouchers?|gift|tax|fees?"
    r"|bonus(?:es)?|cheques?|checks?|grants?"
    r"|contracts?|deals?|loans?|payouts?|settlements?|donations?|shortfall|bonds?|lawsuits?|bets?"
    r"|bounty|reward|rebates?|coupons?"
    r"|discounts?|penalt(?:y|ies)|surcharge|levy|subsid(?:y|ies)|packages?|mortgages?|meals?"
    r"|shares?|apps?|phones?|jackpots?|prizes?|debts?|deficits?|budgets?|plans?|projects?|bailouts?"
    r"|funds?|mergers?|takeovers?|buyouts?|buybacks?|mansions?|questions?|investments?|packages?"
    r"|programs?|programmes?|verdicts?|damages|economy|industry|business|empire|transfer|salary|surplus(?:es)?|turnover|windfall)\b"
)

_NOT_DESCRIBED = re.compile(
    r"\s(?:of|in|on|at|to|for|from|by|with|and|or|nor|as|that|it|he|she|they|we|you|who|which|whose"
    r"|than|per|an?|the|each|every|up|down|into|onto|over|under|across|ago|behind|ahead|apart|before"
    r"|after|when|while|where|if|but|more|less|fewer|away|off|out|above|below|between|during|through"
    r"|about|around|not|since|until|till|because|so|yet|back|last|next|this|these|those|worth|extra"
    r"|be|been|can|could|may|might|must|shall|should|will|would|did|do|had|have|were|are|am"
    r"|all|any|both|his|her|its|our|their|my|your|almost|better|worse|overall|altogether|together"
    r"|beat|beats|topped|tops|drew|bought|sold|brought|kept|led|met|stood|sank|saw|ran|struck|threw|began|caught|chose"
    r"|knew|shook|shot|stole|told|thought|wrote|built|richer|poorer|cheaper|higher|lower|bigger|larger|smaller|earlier|apiece|total|net|gross|cash|alone|again|already|also|instead|elsewhere|abroad|upfront|outright"
    r"|overnight|even|just|now|only|still|then|there|here|too|today|tonight|tomorrow|yesterday|plus"
    r"|minus|times|versus|via|without|within|against|among|amid|towards?|despite|except|upon|like"
    r"|maximum|minimum|tops|short|shy|thanks|due|available|possible|payable|gone|left|paid|spent|won"
    r"|lost|made|given|taken|held|sent|sought|went|came|come|go|got|fell|rose|grew|meant|became"
    r"|afterwards?|later|sooner|anyway|though|although|however|once|unless|whether|south|north|east"
    r"|west|half|twice|thick|annual|compared|overseas|dollars?|pounds?|euros?|year-\w+-year"
    r"|is|was|has|does|goes|comes|pays|covers|buys|gets|includes|represents|means|makes|takes|remains"
    r"|stays|helps|gives|adds|brings|leaves|sits|shows|falls|rises|equals|exceeds|seems|says"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august"
    r"|september|october|november|december|[a-z-]+(?:ed|ing|ly|wide|free))\b",
    re.IGNORECASE,
)
"""Words after an amount that it does not describe."""


def _is_before_noun(text: str, end: int) -> bool:
    """Return whether a noun follows an amount of millions, as in "signs $9 billion order"."""
    shown = re.compile(r"\s[A-Za-z][a-z-]{2,}" if _is_title(text) else r"\s[a-z][a-z-]{2,}")
    return bool(shown.match(text, end)) and not _NOT_DESCRIBED.match(text, end)


def _is_title(text: str) -> bool:
    """Return whether nearly all longer words of a text begin with a capital, as in headlines."""
    words = re.findall(r"\b[A-Za-z][a-z]{4,}", text)
    return len(words) > 3 and sum(word[0].isupper() for word in words) >= 0.8 * len(words)


def is_described(match: re.Match[str]) -> bool:
    """Return whether an amount describes the noun after it, and is said in the singular."""
    scale = match["scale"] or ""
    before, after = match.string[: match.start()], match.string[match.end() :]
    if describes(before, after) and not re.match(r"-(?:an?|per)-", after):
        return True
    scale2 = match.groupdict().get("scale2") or scale
    scale2 = scale2.strip(" -\u00a0")
    is_large = SCALES.get(scale2) in ("million", "billion", "trillion")
    is_plain = not any(match.groupdict().get(each) for each in ("plus", "period", "suffix"))
    is_before_noun = is_large and is_plain and _is_before_noun(match.string, match.end())
    return "-" in scale or bool(_NOTES.match(after)) or is_before_noun
