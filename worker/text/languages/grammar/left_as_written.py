"""Forms that stay as they are written: addresses, telephone numbers, codes, versions."""

from worker.text.languages.rule import Rule, keep, rule

RULES: tuple[Rule, ...] = (
    rule(r"(?:https?://|www\.)\S+", keep, needs="."),
    rule(r"(?<![\w.])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", keep, needs="@"),
    rule(r"(?<![\w&])[#@]\w+", keep, needs="#@"),
    rule(
        r"(?<![\w@.])(?=[\w.-]{0,60}[A-Za-z])(?:[A-Za-z0-9-]+\.)+"
        r"(?:com|org|net|edu|gov|info|eu|de|at|ch|fr|be|es|mx|ar|cl|it|pt|br|nl|uk|us|io|tv|app"
        r"|dev)"
        r"(?:/\S*)?(?![\w@]|\.\w)",
        keep,
        needs=".",
    ),
)
"""Rules that are tried before all others."""

NUMBER_RULES: tuple[Rule, ...] = (
    # international, or with a leading zero: telephone numbers
    rule(r"(?<![\w.,])\+\d{1,3}(?:[ ()/.-]{1,3}\d{1,9}){2,7}(?!\d)", keep, needs="+"),
    rule(
        r"(?<![\w.,/:-])(?<!\d )\(?0\d{1,4}\)?(?:[ /.-]{1,3}\d{2,8}){1,6}(?![\w,]|[.:]\d)",
        keep,
        needs="0",
    ),
    rule(
        r"(?<![\w.,/:-])(?<!\d )(?!\d{1,3}(?: \d{3})+(?!\d| \d))"
        r"\d{2,4}(?: \d{2,4}){3,6}(?![\w,]|[.:]\d)",
        keep,
        needs=" ",
    ),
    rule(r"(?<!\w)\(\d{2,4}\)\s?\d{3,5}[ -]\d{3,4}(?!\w)", keep, needs="("),
    rule(r"(?<![\w.,/:-])\d{4,5}-\d{4}(?![\w-])(?<!\d{4}-[12]\d{3})", keep, needs="-"),
    # ISBN, IBAN, formations, dates that no calendar has
    rule(r"(?<![\w.,])\d+(?:-\d+){2,}(?!\w)", keep, needs="-"),
    # versions, network addresses, sections
    rule(
        r"(?<![\w.,])(?!\d{1,3}(?:\.\d{3})+(?![\d.]\d))\d+(?:\.\d+){2,}(?![\w.]\d)", keep, needs="."
    ),
    # lap times and ratios of three
    rule(r"(?<![\w.,:])\d+(?::\d+){2,}(?:[.,]\d+)?(?!\w)", keep, needs=":"),
    rule(r"(?<![\w.,:])\d{1,2}:\d{2}[.,]\d+(?!\w)", keep, needs=":"),
    # agents, postal codes
    rule(r"(?<![\w.,/:–-])(?<!\d )0\d+(?![\w,]|[.:/-]\d)", keep, needs="0"),
)
"""Rules that are tried after those of dates and times."""
