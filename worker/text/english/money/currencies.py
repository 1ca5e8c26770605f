"""Currencies of the world: their signs, codes and names."""

from typing import NamedTuple


class Currency(NamedTuple):
    """Names of a currency and its hundredth; without a hundredth, amounts are read as decimals."""

    one: str
    many: str
    minor_one: str = ""
    minor_many: str = ""


def _dollar(country: str = "") -> Currency:
    return Currency(f"{country} dollar".strip(), f"{country} dollars".strip(), "cent", "cents")


_DOLLAR = _dollar()

_EURO = Currency("euro", "euros", "cent", "cents")

_POUND = Currency("pound", "pounds", "penny", "pence")

_YEN = Currency("yen", "yen")

_RUPEE = Currency("rupee", "rupees", "paisa", "paise")

_WON = Currency("won", "won")

_RUBLE = Currency("ruble", "rubles", "kopek", "kopeks")

SYMBOLS = {
    "$": _DOLLAR, "US$": _dollar("US"), "A$": _dollar("Australian"), "AU$": _dollar("Australian"),
    "C$": _dollar("Canadian"), "CA$": _dollar("Canadian"), "NZ$": _dollar("New Zealand"),
    "HK$": _dollar("Hong Kong"), "S$": _dollar("Singapore"), "NT$": _dollar("Taiwan"),
    "R$": Currency("real", "reais"), "MX$": Currency("Mexican peso", "Mexican pesos"),
    "€": _EURO, "£": _POUND, "¥": _YEN, "₹": _RUPEE, "Rs": _RUPEE, "Rs.": _RUPEE,
    "₩": _WON, "₽": _RUBLE,
    "₺": Currency("lira", "lira"), "₪": Currency("shekel", "shekels"),
    "₫": Currency("dong", "dong"), "₴": Currency("hryvnia", "hryvnias"),
    "₦": Currency("naira", "naira"), "฿": Currency("baht", "baht"),
    "₱": Currency("peso", "pesos"), "₿": Currency("bitcoin", "bitcoins"),
    "US $": _dollar("US"), "$US": _dollar("US"), "$A": _dollar("Australian"),
    "$C": _dollar("Canadian"),
    "$NZ": _dollar("New Zealand"), "CDN$": _dollar("Canadian"), "Can$": _dollar("Canadian"),
    "J$": _dollar("Jamaican"), "TT$": _dollar("Trinidad"),
    "CN¥": Currency("yuan", "yuan"), "₵": Currency("cedi", "cedis"),
    "GH₵": Currency("cedi", "cedis"), "₡": Currency("colon", "colones"),
    "SFr": Currency("Swiss franc", "Swiss francs"), "SFr.": Currency("Swiss franc", "Swiss francs"),
    "Sfr": Currency("Swiss franc", "Swiss francs"),
    "Fr.": Currency("franc", "francs"), "IR£": Currency("Irish pound", "Irish pounds"),
    "E£": Currency("Egyptian pound", "Egyptian pounds"),
    "LE": Currency("Egyptian pound", "Egyptian pounds"),
    "SKr": Currency("Swedish krona", "Swedish kronor"),
    "NKr": Currency("Norwegian krone", "Norwegian kroner"),
    "DKr": Currency("Danish krone", "Danish kroner"), "RM": Currency("ringgit", "ringgit"),
    "Rp": Currency("rupiah", "rupiah"),
    "KSh": Currency("Kenyan shilling", "Kenyan shillings"),
    "Ksh": Currency("Kenyan shilling", "Kenyan shillings"), "Sh": Currency("shilling", "shillings"),
    "USh": Currency("Ugandan shilling", "Ugandan shillings"),
    "TSh": Currency("Tanzanian shilling", "Tanzanian shillings"),
    "GH¢": Currency("cedi", "cedis"), "Dh": Currency("dirham", "dirhams"),
    "Dhs": Currency("dirham", "dirhams"), "SR": Currency("riyal", "riyals"),
    "DM": Currency("Deutschmark", "Deutschmarks"),
    "N": Currency("naira", "naira", "kobo", "kobo"),
    "R": Currency("rand", "rand", "cent", "cents"), "INR": _RUPEE,
}  # fmt: skip

CODES = {
    "USD": _dollar("US"), "EUR": _EURO, "GBP": _POUND, "JPY": _YEN, "INR": _RUPEE, "KRW": _WON,
    "RUB": _RUBLE, "AUD": _dollar("Australian"), "CAD": _dollar("Canadian"),
    "NZD": _dollar("New Zealand"), "HKD": _dollar("Hong Kong"), "SGD": _dollar("Singapore"),
    "CHF": Currency("Swiss franc", "Swiss francs"), "CNY": Currency("yuan", "yuan"),
    "RMB": Currency("yuan", "yuan"), "SEK": Currency("Swedish krona", "Swedish kronor"),
    "NOK": Currency("Norwegian krone", "Norwegian kroner"),
    "DKK": Currency("Danish krone", "Danish kroner"), "PLN": Currency("zloty", "zlotys"),
    "CZK": Currency("Czech koruna", "Czech korunas"), "HUF": Currency("forint", "forints"),
    "TRY": Currency("Turkish lira", "Turkish lira"), "BRL": Currency("real", "reais"),
    "ZAR": Currency("rand", "rand"), "MXN": Currency("Mexican peso", "Mexican pesos"),
    "ILS": Currency("shekel", "shekels"), "AED": Currency("dirham", "dirhams"),
    "SAR": Currency("Saudi riyal", "Saudi riyals"), "UAH": Currency("hryvnia", "hryvnias"),
    "BTC": Currency("bitcoin", "bitcoins"), "ETH": Currency("ether", "ether"),
    "THB": Currency("baht", "baht"),
    "MYR": Currency("ringgit", "ringgit"), "IDR": Currency("rupiah", "rupiah"),
    "PHP": Currency("peso", "pesos"),
    "NGN": Currency("naira", "naira"), "KES": Currency("Kenyan shilling", "Kenyan shillings"),
    "EGP": Currency("Egyptian pound", "Egyptian pounds"),
    "PKR": Currency("Pakistani rupee", "Pakistani rupees"),
    "TWD": _dollar("Taiwan"), "QAR": Currency("riyal", "riyals"),
    "KWD": Currency("Kuwaiti dinar", "Kuwaiti dinars"), "GHS": Currency("cedi", "cedis"),
}  # fmt: skip

SCALES = {
    "k": "thousand", "K": "thousand", "thousand": "thousand", "hundred": "hundred",
    "m": "million", "M": "million", "mn": "million", "mln": "million", "mm": "million",
    "mil": "million",
    "MM": "million", "million": "million", "mio": "million", "Mn": "million",
    "b": "billion", "B": "billion", "bn": "billion", "bln": "billion", "billion": "billion",
    "Bn": "billion",
    "t": "trillion", "T": "trillion", "tn": "trillion", "trn": "trillion", "trillion": "trillion",
    "crore": "crore", "crores": "crore", "lakh": "lakh", "lakhs": "lakh", "cr": "crore",
    "Cr": "crore", "L": "lakh",
    "lakh crore": "lakh crore", "quadrillion": "quadrillion", "Thousand": "thousand",
    "Million": "million", "Billion": "billion", "Trillion": "trillion", "Crore": "crore",
    "Lakh": "lakh",
}  # fmt: skip

SYMBOLS_BEHIND = {"zł": Currency("zloty", "zlotys"), "kr": Currency("krona", "kronor")}
