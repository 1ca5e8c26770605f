"""Legal citations: statutes, sections, reporters, and accounts named by a section."""

import re

from worker.text.english.decision.candidates import Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.number_words import cardinal, model_number, ordinal

_CODE = re.compile(
    r"(?<![\w.])(?P<title>[0-9]{1,2})\s(?P<code>U\.?\s?S\.?\s?C\.?(?:A\.?)?"
    r"|C\.?\s?F\.?\s?R\.?)(?![\w])(?:\s(?P<mark>§§?|[Ss]ecs?\.?|[Ss]ections?|[Pp]t\."
    r"|[Pp]art)?\s?(?P<number>[0-9]{1,5}[a-z]{0,2}"
    r"(?:-[0-9]{1,3})?)(?P<rest>(?:\([0-9A-Za-z]{1,4}\))*)(?:\.(?P<point>[0-9]+))?(?P<more>(?<=[0-9)])"
    r"(?:(?:,\s|,?\sand\s|,?\sor\s)[0-9]{2,5}(?![\w,.]\w)(?!\w|\s[a-z]+s\b))+)?)?"
)
_REPORTER = re.compile(
    r"(?<![\w.])(?P<volume>[0-9]{1,4})\s(?P<name>U\.?\s?S\.?|S\.?\s?Ct\.?|F\.?\s?(?:2d|3d|4th)"
    r"|F\.?\s?Supp\.?(?:\s?[23]d)?|L\.?\s?Ed\.?(?:\s?2d)?|A\.?[23]d|P\.?[23]d|N\.?E\.?[23]d"
    r"|N\.?W\.?2d|S\.?E\.?2d|S\.?W\.?3d|So\.?\s?[23]d|Cal\.?\s?App\.?\s?[2-5]th|Cal\.?\s?[2-5]th"
    r"|N\.?Y\.?[23]d|U\.?\s?N\.?T\.?S\.?)\s(?P<page>[0-9]{1,4})(?![\w])(?!\s(?:people"
    r"|troops))(?:,\s(?P<pin>[0-9]{1,4})(?=\s\())?"
)
_REPORTERS = {
    "US": "U S",
    "SCt": "Supreme Court Reporter",
    "F": "Federal",
    "FSupp": "Federal Supplement",
    "LEd": "Lawyers' Edition",
}
_SUBSECTION = re.compile(
    r"\b(?P<word>[Ss]ections?|[Ss]ecs?\.|[Rr]ules?|[Aa]rticles?|[Aa]rts?\.|[Pp]aragraphs?"
    r"|[Cc]lauses?|[Rr]egulations?|[Rr]egs?\.?|[Ss]chedules?|[Ss]ub-?sections?|[Pp]ara\.?"
    r"|[Cc]hapters?|[Tt]itles?|[Ff]orms?|[Pp]arts?|[Cc]odes?"
    r"|[Ss]tatutes?)\s(?P<number>[0-9]{1,5}[A-Z]?)(?P<rest>(?:\([0-9A-Za-z]{1,4}\))+)"
)
_SECTION = re.compile(
    r"\b(?P<word>[Ss]ections?|[Ss]ec\.|§§?|[Tt]itle|[Ll]aw|[Oo]rdinance|[Rr]esolution|[Dd]ocument"
    r"|[Bb]ill|[Pp]ublic Law)\s?(?:[Nn]o\.?\s)?(?P<number>[0-9]{3,4})(?P<letter>[A-Z]?)(?![\w(]"
    r"|[.,][0-9]|-[0-9])"
)
_SMALL_SECTION = re.compile(
    r"(?<![\w.’'])(?P<word>ss?|cl|r|[Aa]rt|[Rr]eg|para|[Ss]ch"
    r"|pt)\.?\s?(?P<number>[0-9]{1,4}[A-Z]?)(?P<rest>"
    r"(?:\([0-9A-Za-z]{1,4}\))*)(?:(?P<dash>[-–])(?P<to>[0-9]{1,4}))?(?:\.(?P<point>[0-9]{1,3}[A-Z]?))?(?![\w])(?!\.[0-9])"
)
_SMALL = {
    "s": "section",
    "ss": "sections",
    "cl": "clause",
    "r": "rule",
    "art": "article",
    "reg": "regulation",
    "para": "paragraph",
    "sch": "schedule",
    "pt": "part",
}
_MARKED = re.compile(
    r"(?P<mark>§§?)\s?(?P<number>[0-9]{1,5}[A-Za-z]?)"
    r"(?P<rest>(?:\([0-9A-Za-z]{1,4}\))*)(?:(?P<dash>[-–])"
    r"(?P<to>[0-9]{1,4}))?(?:\.(?P<point>[0-9]+))?(?![\w])"
)
_FUND = re.compile(
    r"(?<![\w.(])(?P<number>401|403|457|501|527|529|408|509"
    r"|1031)\s?(?P<rest>(?:\([0-9A-Za-z]{1,2}\))+|(?<=401)k|(?<=403)b|(?<=529)(?=s?\s(?:plan|account)))(?P<many>s?)(?![\w(])"
)
_PUBLIC_LAW = re.compile(
    r"\bPub\.?\s?L\.?(?:\s?No\.?)?\s(?P<congress>[0-9]{2,3})[-–](?P<number>[0-9]{1,3})\b"
)
_BILL = re.compile(
    r"(?<![\w.])(?P<name>H\.\s?R\.|S\.|H\.\s?J\.\s?Res\.|S\.\s?J\.\s?Res\.|H\.\s?Res\.|S\.\s?Res\."
    r"|H\.\s?Con\.\s?Res\.|S\.\s?B\.|H\.\s?B\.|A\.\s?B\.|HR|SB|HB|AB|LD|LB|SJR|HJR|SCR|HCR"
    r"|C-)\s?(?P<number>[1-9][0-9]{0,4})(?![\w]|,[0-9]|\.[0-9]|\s(?:people|homes))"
)
_NEUTRAL = re.compile(
    r"\[(?P<year>[12][0-9]{3})\]\s(?P<volume>[0-9]{1,2}\s)?"
    r"(?P<court>[A-Z][A-Za-z]*(?:\s[A-Z][A-Za-z]+)?)\s"
    r"(?P<number>[0-9]{1,5})(?:\s\((?P<division>[A-Z][A-Za-z]+)\))?"
)
_CIRCUIT = re.compile(r"\b(?P<number>[0-9]{1,2})(?P<suffix>d|st|nd|rd|th)\sCir\.")
_SECTIONS = re.compile(
    r"\b(?P<word>[Ss]ections|[Ss]ecs?\.|[Aa]rticles|[Rr]ules)\s(?P<all>[0-9]{1,4}[A-Z]{0,2}"
    r"(?:(?:,\s|,?\sand\s|,?\sor\s)[0-9]{1,4}[A-Z]{0,2}(?![\w(]|[.,-][0-9])){1,9})(?![\w(])"
)
_FEDERAL_RULES = re.compile(
    r"\bFed\.\s?R\.\s?(?P<kind>Civ|Crim|Evid|App|Bankr)\.(?:\s?P\.)?"
    r"(?:\s(?P<number>[0-9]{1,4})(?P<rest>(?:\([0-9A-Za-z]{1,4}\))*))?"
)
_RULE_KINDS = {
    "Civ": "Civil Procedure", "Crim": "Criminal Procedure", "Evid": "Evidence",
    "App": "Appellate Procedure", "Bankr": "Bankruptcy Procedure",
}  # fmt: skip
_STATUTES = re.compile(r"\bStat\.(?=\s(?:§|[Ss]ec))")
_EX_REL = re.compile(r"\bex rel\.")


def _parts(text: str) -> str:
    """Return the parts in brackets after a section: "(c)(3)" as " c three"."""
    parts = re.findall(r"\(([0-9A-Za-z]+)\)", text or "")
    return "".join(f" {_part(part)}" for part in parts)


def _part(text: str) -> str:
    if text.isdecimal():
        return model_number(text)
    return text if len(text) == 1 else _small_roman(text)


def _small_roman(text: str) -> str:
    romans = {
        "ii": "two",
        "iii": "three",
        "iv": "four",
        "vi": "six",
        "vii": "seven",
        "viii": "eight",
        "ix": "nine",
    }
    return romans.get(text, " ".join(text.upper()))


def section_number(text: str) -> str:
    """Return the number of a section: "thirteen forty three", "two thirty", "one A"."""
    number, letters = re.fullmatch(r"([0-9]+)([A-Za-z]*)", text).groups()  # type: ignore[union-attr]
    said = model_number(number)
    return f"{said} {' '.join(letters.upper())}" if letters else said


def _say_code(match: re.Match[str]) -> str | None:
    name = re.sub(r"[.\s]", "", match["code"]).removesuffix("A")
    said = f"{cardinal(int(match['title']))} {' '.join(name)}"
    if not match["number"]:
        return said
    base, _, dash = match["number"].partition("-")
    mark = (
        "sections"
        if match["mark"] in ("§§", "sections", "Sections")
        else "part"
        if (match["mark"] or "").lower().startswith("p")
        else "section"
    )
    said += f" {mark} {section_number(base)}"
    said += f" dash {section_number(dash)}" if dash else ""
    said += f" point {section_number(match['point'])}" if match["point"] else ""
    more = match["more"] if mark == "sections" else ""
    if match["more"] and not more:
        return None
    others = re.sub("[0-9]+", lambda number: section_number(number[0]), more or "")
    return said + _parts(match["rest"]) + others


def _say_reporter(match: re.Match[str]) -> str:
    name = re.sub(r"[.\s]", "", match["name"])
    base, edition = re.fullmatch(r"([A-Za-z]+?)([2-5](?:d|th))?", name).groups()  # type: ignore[union-attr]
    said = _REPORTERS.get(base, " ".join(base) if len(base) < 4 else base)
    nth = f" {ordinal(int(edition[0]))}" if edition else ""
    pin = f", {model_number(match['pin'])}" if match["pin"] else ""
    return f"{model_number(match['volume'])} {said}{nth} {model_number(match['page'])}{pin}"


def _say_subsection(match: re.Match[str]) -> str:
    words = {
        "sec.": "section",
        "secs.": "sections",
        "art.": "article",
        "arts.": "articles",
        "reg.": "regulation",
        "reg": "regulation",
        "regs.": "regulations",
        "para": "paragraph",
        "para.": "paragraph",
    }
    word = words.get(match["word"].lower(), match["word"])
    return f"{word} {section_number(match['number'])}{_parts(match['rest'])}"


def _say_section(match: re.Match[str]) -> str:
    word = {"§": "section", "§§": "sections", "Sec.": "Section", "sec.": "section"}.get(
        match["word"], match["word"]
    )
    letter = f" {match['letter']}" if match["letter"] else ""
    return f"{word} {model_number(match['number'])}{letter}"


def _read_small_section(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    word = match["word"]
    has_stop = "." in match[0]
    if word in ("r", "art", "reg", "pt", "cl", "para", "sch") and not has_stop:
        return None
    is_law = re.search(
        r"\b(?:IPC|CrPC|UAPA|ECHR|GDPR|Penal|[Aa]rticle|[Ss]ection|Act|Code|notices?|charges?|offences?|section|court|statute|[Ll]aw|orders?|Order"
        r"|Rules?|Convention|Bill|charged|convicted|wounding|GBH|duty|powers?|UKSC|EWCA|UKHL"
        r"|tribunal|prosecut\w+|breach\w*|landlords?"
        r"|tenants?|agreements?|judge|claim|under|Constitution)\b",
        context.text,
    )
    is_glued = word == "s" and match[0].startswith("s.") and match[0][2].isdecimal()
    if not is_law and (context.is_american or not is_glued):
        return None
    said = f"{_SMALL[word.lower()]} {section_number(match['number'])}{_parts(match['rest'])}"
    if match["to"]:
        said += f" to {section_number(match['to'])}"
    if match["point"]:
        said += f" point {section_number(match['point'])}"
    return said, 0.85 if has_stop or match["point"] else 0.6


def _say_marked(match: re.Match[str]) -> str:
    word = "sections" if match["mark"] == "§§" else "section"
    said = f"{word} {section_number(match['number'])}{_parts(match['rest'])}"
    if match["to"]:
        said += f" to {section_number(match['to'])}"
    return f"{said} point {section_number(match['point'])}" if match["point"] else said


def _say_fund(match: re.Match[str]) -> str:
    rest = _parts(match["rest"]) if "(" in match["rest"] else f" {match['rest']}".rstrip()
    return f"{model_number(match['number'])}{rest}{match['many']}"


def _read_bill(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    name = match["name"]
    if name in ("S.", "C-", "HR", "LD", "LB") and not re.search(
        r"\b(?:[Bb]ill|Senate|House|legislation|lawmakers|Congress|Act|passed|sponsor\w*"
        r"|Parliament)\b",
        context.text,
    ):
        return None
    letters = (
        re.sub(r"[.\s]", "", name)
        .replace("JRes", " joint resolution")
        .replace("ConRes", " concurrent resolution")
        .replace("Res", " resolution")
    )
    said = "C-" if name == "C-" else f"{letters} "
    return f"{said}{model_number(match['number'])}", 0.85


def _say_neutral(match: re.Match[str]) -> str:
    court = match["court"]
    volume = f"{cardinal(int(match['volume']))} " if match["volume"] else ""
    said = f"{model_number(match['year'])} {volume}{court} {model_number(match['number'])}"
    return f"{said} ({match['division']})" if match["division"] else said


def _say_federal_rule(match: re.Match[str]) -> str:
    kind = _RULE_KINDS[match["kind"]]
    if not match["number"]:
        return f"Federal Rules of {kind}"
    return f"Federal Rule of {kind} {model_number(match['number'])}{_parts(match['rest'])}"


def _say_sections(match: re.Match[str]) -> str | None:
    """Return a list of sections, one of which has a letter: "Sections 420 and 120B"."""
    if not re.search("[0-9][A-Z]", match["all"]):
        return None
    said = re.sub("[0-9]+[A-Z]*", lambda number: section_number(number[0]), match["all"])
    return f"{match['word']} {said}"


RULES = (
    Rule(_SECTIONS, _say_sections, "SsAaRr", 0.97),
    Rule(_FEDERAL_RULES, _say_federal_rule, "F", 0.98),
    Rule(_STATUTES, lambda _: "Statutes", "S", 0.9),
    Rule(_CODE, _say_code, "UC", 0.98),
    Rule(_REPORTER, _say_reporter, "USFLANPC", 0.97),
    Rule(
        _PUBLIC_LAW,
        lambda m: f"Public Law {model_number(m['congress'])} {model_number(m['number'])}",
        "P",
        0.98,
    ),
    Rule(_SUBSECTION, _say_subsection, "(", 0.95),
    Rule(_SECTION, _say_section, "0123456789", 0.8),
    Form(_SMALL_SECTION, _read_small_section),
    Rule(_MARKED, _say_marked, "§", 0.9),
    Rule(_FUND, _say_fund, "0123456789", 0.97),
    Form(_BILL, _read_bill, needs="HSALC"),
    Rule(_NEUTRAL, _say_neutral, "[", 0.95),
    Rule(_CIRCUIT, lambda m: f"{ordinal(int(m['number']))} Circuit", "C", 0.95),
    Rule(_EX_REL, lambda _: "ex rel", "x", 0.9),
)
