"""Ruby annotations: readings in Latin letters that stand above words in another script."""

from lxml import etree

from worker.html.plain_text import fold


def reading_of(element: etree._Element) -> str | None:
    """Return the reading that a `<ruby>` element gives of its words; None if it gives none.

    Words in Latin letters need no reading: what stands above them explains them.
    """
    if element.tag != "ruby":
        return None
    reading = fold(" ".join("".join(rt.itertext()) for rt in element.iter("rt")))
    base = element.text or ""
    base += "".join(
        (child.tail or "") + ("".join(child.itertext()) if child.tag in ("rb", "rbc") else "")
        for child in element
    )
    is_read = any(c.isalpha() and c < "\u0250" for c in reading)
    is_other = any(c.isalpha() and c >= "\u0370" for c in base)
    return reading if is_read and is_other else None
