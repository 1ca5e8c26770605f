"""German integers in words."""

SMALL = (
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn "
    "fünfzehn sechzehn siebzehn achtzehn neunzehn"
).split()
_TENS = "_ zehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()
_LARGE = (
    (10**12, "Billion", "Billionen"), (10**9, "Milliarde", "Milliarden"),
    (10**6, "Million", "Millionen"),
)  # fmt: skip


def cardinal(number: int) -> str:
    """Return an integer in words, as it is said alone: "eins", "einhunderteins"."""
    for value, one, many in _LARGE:
        if number >= value:
            count, rest = divmod(number, value)
            said = f"eine {one}" if count == 1 else f"{cardinal(count)} {many}"
            return f"{said} {cardinal(rest)}" if rest else said
    if number >= 1000:
        thousands, rest = divmod(number, 1000)
        return f"{within(thousands)}tausend{cardinal(rest) if rest else ''}"
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        return f"{within(hundreds)}hundert{cardinal(rest) if rest else ''}"
    if number < 20:
        return SMALL[number]
    tens, ones = divmod(number, 10)
    return f"{within(ones)}und{_TENS[tens]}" if ones else _TENS[tens]


def within(number: int) -> str:
    """Return an integer in words, in the form that it has within a longer word."""
    said = cardinal(number)
    return said[:-1] if said.endswith("eins") else said


def year(number: int) -> str:
    """Return a year in words: "neunzehnhundertneunzig"."""
    if not 1100 <= number < 2000:
        return cardinal(number)
    hundreds, rest = divmod(number, 100)
    return f"{cardinal(hundreds)}hundert{cardinal(rest) if rest else ''}"
