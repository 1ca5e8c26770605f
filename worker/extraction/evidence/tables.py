"""Tables on a page: those with data, and those that are used only for layout."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from lxml import html

from worker.extraction.paragraphs import Paragraph

_LONGEST_CELL_CHARS = 100
"""Maximum average length of the cells of a data table, in characters."""

_MOST_SHARE = 0.5
"""Maximum share of the kept text in a data table; a table with more is the article itself."""


def find_table_cells(paragraphs: Sequence[Paragraph], kept: Collection[int]) -> set[int]:
    """Return the numbers of kept paragraphs that are cells of a table beside the text.

    The reader of articles reads such a table row by row, if a setting says so.

    Args:
        paragraphs: Paragraphs of the page, in document order.
        kept: Numbers of the article's paragraphs.
    """
    cells: defaultdict[html.HtmlElement, set[int]] = defaultdict(set)
    for number in kept:
        table = next(paragraphs[number].element.iterancestors("table"), None)
        if table is not None:
            cells[table].add(number)
    total = sum(paragraphs[number].chars for number in kept)
    found: set[int] = set()
    for table, numbers in cells.items():
        chars = sum(paragraphs[number].chars for number in numbers)
        if chars <= _MOST_SHARE * total and _holds_data(table, chars / len(numbers)):
            found |= numbers
    return found


def _holds_data(table: html.HtmlElement, average_chars: float) -> bool:
    rows = [row for row in table.iter("tr") if len(row) > 1]
    is_nested = next(table.iterdescendants("table"), None) is not None
    return len(rows) > 0 and not is_nested and average_chars < _LONGEST_CELL_CHARS
