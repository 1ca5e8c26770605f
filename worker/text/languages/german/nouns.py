"""Genders of German nouns, as far as the numbers before them depend on it."""

import re

_FEMININE = (
    "person frau stunde minute sekunde woche million milliarde billion tonne stimme stadt partei gruppe "
    "seite stelle frage chance niederlage partie runde etage tasse flasche straße nacht meile liga klasse "
    "auflage etappe staffel folge ausgabe welle phase generation stufe reihe hälfte halbzeit hand kammer "
    "legislaturperiode periode amtszeit armee symphonie sinfonie kugel probe wahl ecke spielminute saison "
    "mannschaft familie firma schule kirche brücke dosis impfung idee sache prise zeile zone vorlage bank "
    "internationale kraft macht karte serie reise insel sprache tochter schwester ehefrau mutter fassung"
).split()
_NEUTER = (
    "jahr kind prozent tor haus auto land spiel kilo gramm kilogramm mal viertel drittel opfer pfund dorf "
    "buch team unternehmen zimmer kapitel jahrhundert quartal semester obergeschoss geschoss stockwerk "
    "halbjahr bataillon regiment bild stück mädchen boot schiff flugzeug fahrzeug gebot lebensjahr tier "
    "paar ergebnis ticket foto lied album rennen treffen glas bier finale mitglied jahrzehnt jahrtausend"
).split()
_MASCULINE = (
    "tag monat mann euro dollar meter kilometer liter punkt sieg platz fall mensch gast franken cent "
    "grad ort artikel teil schritt zuschauer abend treffer krieg geburtstag akt satz stock bezirk band "
    "spieltag rang jahrestag fc sc sv präsident könig kanzler mai januar februar märz april juni juli "
    "august september oktober november dezember versuch anlauf todestag hochzeitstag advent sonntag "
    "senat zivilsenat strafsenat weltkrieg kongress parteitag gipfel marathon preis titel sohn bruder wagen "
    "zentimeter millimeter quadratmeter schuss elfmeter verletzter toter einwohner schüler sommer herbst"
).split()
_ENDINGS = (
    ("f", ("ung", "heit", "keit", "schaft", "tion", "sion", "tät", "enz", "anz", "ik", "ur", "ie")),
    ("n", ("chen", "lein", "ment", "nis", "tum", "ium")),
    ("m", ("ismus", "ling", "ner", "ist", "tag")),
)
_TABLES = (("f", _FEMININE), ("n", _NEUTER), ("m", _MASCULINE))
_BY_WORD = {word: gender for gender, words in _TABLES for word in words}
_COMPOUND = re.compile(
    rf"[^\W\d_]*?({'|'.join(sorted((w for w in _BY_WORD if len(w) > 2), key=len, reverse=True))})"
)


def gender_of(noun: str) -> str:
    """Return the gender of a noun in the singular; empty if it is not known."""
    word = noun.lower()
    known = _BY_WORD.get(word) or _BY_WORD.get(word.removesuffix("s"))
    if known:
        return known
    compound = _COMPOUND.fullmatch(word) or _COMPOUND.fullmatch(word.removesuffix("s"))
    if compound:
        return _BY_WORD[compound[1]]
    return next((gender for gender, ends in _ENDINGS if word.endswith(ends)), "")
