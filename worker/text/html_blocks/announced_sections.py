"""Sections that are not part of the article, recognized by their headings: "Related stories"."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from worker.html.roles import announces_furniture, is_related_heading
from worker.model.script import Role
from worker.text.html_blocks.block import Block

_SCHEDULE = re.compile(r"(?:coming )?up next|what(?:['’]s| is) next|coming up", re.IGNORECASE)
"""Headings of the games that come next, or of other articles: what follows decides."""

_TEXT = frozenset({Role.PARAGRAPH, Role.HEADING, Role.LIST_ITEM})


def sort_announced(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks with the roles that the headings before them give them.

    Links under "Related stories" lead to other articles. "Share this" is furniture if links follow
    it; if text follows, it is an ordinary heading.

    Args:
        blocks: Blocks of an article, in order.
    """
    announced: Role | None = None
    waiting: Block | None = None
    for block in blocks:
        is_text = block.role in _TEXT
        is_furniture = block.role is Role.FURNITURE or (is_text and block.is_link)
        if waiting is not None and waiting.role is Role.RELATED:
            is_told = is_text and not block.is_link
            yield replace(waiting, role=Role.HEADING) if is_told else waiting
            announced, waiting = None if is_told else Role.RELATED, None
        elif waiting is not None:
            yield replace(waiting, role=Role.FURNITURE) if is_furniture else waiting
            announced = Role.FURNITURE if is_furniture else None
            waiting = None
        if announced and is_text and block.is_link:
            yield replace(block, role=announced)
        elif (is_text and announces_furniture(block.text)) or _is_schedule(block):
            waiting = block
        else:
            is_heading = block.role is Role.RELATED and is_related_heading(block.text)
            announced = Role.RELATED if is_heading else None
            yield block
    if waiting is not None:
        yield waiting if waiting.role is Role.RELATED else replace(waiting, role=Role.FURNITURE)


def _is_schedule(block: Block) -> bool:
    return block.role is Role.RELATED and bool(_SCHEDULE.fullmatch(block.text.rstrip(" :")))
