"""Ends of sentences: each place where one may end is judged by the words on both sides."""

import re
from dataclasses import dataclass

from worker.text.sentences.english_abbreviations import (
    EXCLAIMED,
    LOUD_OPENERS,
    OPENERS,
    SURE_OPENERS,
    Stop,
    what_stops,
)
from worker.text.sentences.other_abbreviations import what_stops_elsewhere

_NEXT = re.compile(r"\s*([\s\"'“”‘’„‚«»‹›(\[{¿¡—–•·*▪◦…>.-]*)((?:[\w&]|['’.-](?=\w))*\.?)")
"""Quotes, dashes and brackets, then the first word after them."""

_MARKER = re.compile(r"\W*(?:\d{1,3}|[A-Za-z]|[ivx]{1,4}|[IVX]{1,4})\.")
"""The number of an item of a list, which is read with its item."""

_BRAND = re.compile(r"[a-z]{1,6}[A-Z]")
"""A name that begins with a small letter: "iPhone", "eBay"."""

_ASKED = re.compile(
    r"(?:[A-Z][\w.’'-]*\s+){1,4}(?:said|says|asks|asked|cried|shouted|yelled|replied|answered"
    r"|added|"
    r"wondered|whispered|exclaimed|wrote|tweeted|demanded|called|screamed|recalled|joked)\b"
)
"""Attribution of a quotation: the speaker and the verb."""

_SPEECH = re.compile(r"[^”\"»›]*(?:[,.!?…]['’]?[”\"»›]|$)")
"""The rest of a quote that is more than the name of something, as its punctuation shows."""

_RUNNING_WORD = re.compile(
    r"(?<![\w.’'@/-])(?!(?:a|an|and|as|at|but|by|for|from|in|into|nor|of|off|on|or|over|per|the|to"
    r"|up|"
    r"v|via|vs|with|[ap]\.m)\b)[a-z]++(?![\w.]*[A-Z@/])"
)
"""A word that a headline would write with a capital."""

_VERBS = (
    r"(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|did|does|do|said"
    r"|says|"
    r"fell|rose|came|went|left|began|took|made|got|gave|ran|won|lost|met|led|held|kept|sold|works?"
    r"|lives?|"
    r"[a-z]{2,}ed)\b"
)
_VERB = re.compile(rf"(?<=\s){_VERBS}")
_SUBJECT_AND_VERB = re.compile(rf"[A-Z][a-z]+\s{_VERBS}")
_SENTENCE_CHARS = 80

_COMPOUNDS = frozenset(("op-ed", "co-ed", "pre-med", "anti-gov", "pro-gov"))
_QUOTES = frozenset("\"'“”‘’„‚«»‹›")
_FULL_WIDTH = "。！？｡"


@dataclass(frozen=True, slots=True)
class Ending:
    """A place where a sentence may end.

    Attributes:
        mark: Index of the first character of its punctuation.
        at: Index after its punctuation.
        behind: Index after the closing quotes and brackets that follow the punctuation.
        is_suggested: True if sentencex ends a sentence there.
    """

    mark: int
    at: int
    behind: int
    is_suggested: bool


class Paragraph:
    """A paragraph, with the weight of its capital letters.

    Args:
        text: Text of the paragraph.
        code: Code of its language, in two or three small letters.
    """

    def __init__(self, text: str, code: str) -> None:
        self._text = text
        self._code = code
        self._is_shouted = text.isupper()
        self._is_small = text.islower()
        self._is_list = bool(_MARKER.match(text))
        self._is_headline = not self._is_shouted and not _RUNNING_WORD.search(text)

    def ends_at(self, ending: Ending, start: int) -> bool:
        """Return whether the sentence whose first word begins at `start` ends there."""
        if _MARKER.fullmatch(self._text, start, ending.at):
            return False
        if self._text[ending.at - 1] in _FULL_WIDTH:
            return self._ends_full_width(ending)
        side = _Side(self._text, ending, start)
        return self._ends_english(side) if self._code == "en" else self._ends_elsewhere(side)

    def _ends_full_width(self, ending: Ending) -> bool:
        """Return whether Chinese or Japanese quoted speech ends its sentence, too."""
        text = self._text
        following = text[ending.behind : ending.behind + 1]
        is_quoted = text[ending.behind - 1] in "」』”’"
        if not is_quoted or following in "「『“‘ ":
            return True
        opener = max(text.rfind(quote, 0, ending.at) for quote in "「『“‘")
        is_kana = "\u3040" <= following <= "\u309f"
        return opener > 0 and text[opener - 1] in "：:，," and not is_kana

    def _ends_elsewhere(self, side: "_Side") -> bool:
        if side.following[:1].islower() and not self._is_small:
            return False
        is_likely = side.ending.is_suggested or self._is_item(side)
        if side.marks != ".":
            return is_likely
        stop = what_stops_elsewhere(self._code, side.word, side.previous, side.after)
        return stop in (Stop.TIME, Stop.CAPITAL) or (stop is Stop.END and is_likely)

    def _ends_english(self, side: "_Side") -> bool:
        stop = self._what_stops(side)
        following = side.following
        if following[:1].islower() and not _BRAND.match(following):
            return stop is Stop.END and self._opens_small(side)
        if side.is_trailing_off:
            return following[:1].isupper() and _shorten(following) not in {"I", side.word}
        if stop is Stop.END:
            return not side.is_answered
        return self._ends_abbreviated(side, stop)

    def _ends_abbreviated(self, side: "_Side", stop: Stop) -> bool:
        following = side.following
        if stop is Stop.LINK or not set(side.lead) <= {*_QUOTES, " "}:
            return False
        if following[:1].isdigit() and self._is_item(side):
            return True
        if stop in (Stop.TIME, Stop.CAPITAL):
            is_measure = stop is Stop.CAPITAL and side.previous[-1:].isdigit()
            is_acronym = is_measure and following[1:2].isupper()
            return following[:1].isupper() and not is_acronym
        return not self._is_headline and self._ends_before_opener(side, stop)

    def _ends_before_opener(self, side: "_Side", stop: Stop) -> bool:
        following = side.following
        if stop is Stop.INITIAL:
            return self._is_opener(following, SURE_OPENERS)
        if stop is Stop.NAME and side.is_between_verbs:
            return True
        is_speech = side.lead != "" and following[:1].isupper() and _SPEECH.match(side.after)
        return bool(is_speech) or self._is_opener(following, OPENERS)

    def _what_stops(self, side: "_Side") -> Stop:
        if side.marks == ".":
            word = side.word
            if side.is_compound:
                return Stop.END
            if self._is_shouted and len(word) > 1 and "." not in word:
                word = word.capitalize()
            stop = what_stops(word, side.before, side.after)
        elif side.marks[0] == "!" and side.word in EXCLAIMED:
            stop = Stop.EITHER
        else:
            stop = Stop.END
        return Stop.EITHER if stop is Stop.END and side.is_within_sentence else stop

    def _opens_small(self, side: "_Side") -> bool:
        """Return whether a sentence without a capital follows."""
        if side.ending.behind > side.ending.at:
            return False
        is_plain = side.marks == "." and len(side.word) > 2 and side.word.islower()
        is_opener = is_plain and self._is_opener(side.following, LOUD_OPENERS)
        return self._is_small or is_opener or self._is_item(side)

    def _is_item(self, side: "_Side") -> bool:
        """Return whether the next item of a list follows."""
        return self._is_list and bool(_MARKER.match(side.after))

    def _is_opener(self, word: str, openers: frozenset[str]) -> bool:
        word = _shorten(word)
        if self._is_shouted:
            return word.capitalize() in openers & LOUD_OPENERS
        return (word.capitalize() if word.islower() else word) in openers


class _Side:
    """The words on both sides of an ending.

    Attributes:
        ending: The ending.
        marks: Its punctuation, with the quotes and brackets that close in between.
        is_compound: True if the last word before it is one whose end looks like an abbreviation.
        word: The last word before it, without quotes and brackets.
        before: Up to two words before that.
        after: Text after it, from the first word on.
        lead: Quotes and brackets that open before that word.
        following: That word.
    """

    def __init__(self, text: str, ending: Ending, start: int) -> None:
        self._text = text
        self.ending = ending
        self.marks = text[ending.mark : ending.at]
        words = text[max(start, ending.mark - 80) : ending.mark].split()
        self.before = words[-3:-1]
        self.is_compound = bool(words) and words[-1].lower().strip("\"'“”‘’") in _COMPOUNDS
        self.word = re.split(r"[\s—–/(\[“„‘\"«»-]", words[-1])[-1].strip("'’‚") if words else ""
        match = _NEXT.match(text, ending.behind)
        self.lead, self.following = match.groups() if match else ("", "")
        self.after = text[match.start(2) : match.start(2) + 300] if match else ""

    @property
    def previous(self) -> str:
        """The word before the last one."""
        return self.before[-1] if self.before else ""

    @property
    def is_trailing_off(self) -> bool:
        """True if it is an ellipsis."""
        return self.marks != "." and set(self.marks) <= set(".… ")

    @property
    def is_between_verbs(self) -> bool:
        """True if both sides have a verb, so that each may be a sentence."""
        start = max(0, self.ending.mark - _SENTENCE_CHARS)
        has_verb = _VERB.search(self._text, start, self.ending.mark)
        return bool(has_verb) and bool(_SUBJECT_AND_VERB.match(self.after))

    @property
    def is_answered(self) -> bool:
        """True if the speaker of the quotation follows: “Is it done?” Marsh asked."""
        closed = self._text[self.ending.at : self.ending.behind].strip()
        is_quoted = closed != "" and set(closed) <= _QUOTES
        is_asked = self.marks[-1] in "!?" and is_quoted and _ASKED.match(self.after)
        return bool(is_asked) and self.following not in OPENERS

    @property
    def is_within_sentence(self) -> bool:
        """True if a bracket closes that opened within a sentence: He left (at last!) and slept."""
        if not {")", "]"} & set(self._text[self.ending.at : self.ending.behind]):
            return False
        opened = max(self._text.rfind(bracket, 0, self.ending.at) for bracket in "([")
        before = self._text[max(0, opened - 3) : max(0, opened)].rstrip()
        return opened >= 0 and before[-1:] not in {"", *'.!?…”’")]'}


def _shorten(word: str) -> str:
    """Return "It" for "It’s" and "They" for "They'll"."""
    return re.split("['’]", word)[0]
