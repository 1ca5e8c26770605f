"""Raised and lowered characters: Unicode's own, and brackets where it has none."""

SUPERSCRIPTS = dict(
    zip(
        "0123456789+-−–=()abcdefghijklmnoprstuvwxyz",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ",
        strict=True,
    )
)
"""Character -> its raised form."""

SUBSCRIPTS = dict(zip("0123456789+-−–=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎", strict=True))
"""Character -> its lowered form."""

_MARKS = frozenset("∗*†⊤")


def raise_(text: str) -> str:
    """Return text in raised characters; after a caret if some of it has no raised form."""
    return _shift(text, SUPERSCRIPTS, "^")


def lower(text: str) -> str:
    """Return text in lowered characters; after an underscore if some of it has no lowered form."""
    return _shift(text, SUBSCRIPTS, "_")


def wrap(text: str) -> str:
    """Return text in brackets, unless it is one number or one name."""
    text = " ".join(text.split())
    is_single = len(text) <= 1 or text.isalnum() or text.startswith("√")
    return text if is_single else f"({text})"


def _shift(text: str, letters: dict[str, str], mark: str) -> str:
    bare = "".join(text.split())
    if bare in _MARKS:
        return bare
    if bare and all(char in letters for char in bare):
        return "".join(letters[char] for char in bare)
    return f"{mark}{wrap(text)}"
