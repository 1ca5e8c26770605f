"""Addresses and account names in posts of social networks, which a newsreader leaves out."""

import re

from worker.model.script import Replacement

_UNSPOKEN = re.compile(
    r"(?P<account>\s?\(@[\w.-]{1,60}(?:@[\w.-]{1,60})?\))"
    r"|(?:https?://\S{1,300}|\bpic\.(?:twitter|x)\.com/\w{1,40}|\[image or embed\])"
)


def silence_addresses(text: str) -> list[Replacement]:
    """Return the replacements of the parts of a post that are not spoken, in order.

    The account beside a name becomes a pause, and an address nothing.

    Args:
        text: Text of a paragraph of a post.
    """
    return [
        Replacement(match.start(), match.end(), "," if match["account"] else "")
        for match in _UNSPOKEN.finditer(text)
    ]
