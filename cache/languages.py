"""Language tags: reading and comparing them.

Source: RFC 5646 (BCP 47), ISO 639-1 and 639-2.
"""

import re

_ISO_639_2 = dict(
    pair.split(":")
    for pair in (
        "aa:aar ab:abk ae:ave af:afr ak:aka am:amh an:arg ar:ara as:asm av:ava ay:aym az:aze "
        "ba:bak be:bel bg:bul bi:bis bm:bam bn:ben bo:bod br:bre bs:bos ca:cat ce:che ch:cha "
        "co:cos cr:cre cs:ces cu:chu cv:chv cy:cym da:dan de:deu dv:div dz:dzo ee:ewe el:ell "
        "en:eng eo:epo es:spa et:est eu:eus fa:fas ff:ful fi:fin fj:fij fo:fao fr:fra fy:fry "
        "ga:gle gd:gla gl:glg gn:grn gu:guj gv:glv ha:hau he:heb hi:hin ho:hmo hr:hrv ht:hat "
        "hu:hun hy:hye hz:her ia:ina id:ind ie:ile ig:ibo ii:iii ik:ipk io:ido is:isl it:ita "
        "iu:iku ja:jpn jv:jav ka:kat kg:kon ki:kik kj:kua kk:kaz kl:kal km:khm kn:kan ko:kor "
        "kr:kau ks:kas ku:kur kv:kom kw:cor ky:kir la:lat lb:ltz lg:lug li:lim ln:lin lo:lao "
        "lt:lit lu:lub lv:lav mg:mlg mh:mah mi:mri mk:mkd ml:mal mn:mon mr:mar ms:msa mt:mlt "
        "my:mya na:nau nd:nde ne:nep ng:ndo nl:nld no:nor nr:nbl nv:nav ny:nya oc:oci oj:oji "
        "om:orm or:ori os:oss pa:pan pi:pli pl:pol ps:pus pt:por qu:que rm:roh rn:run ro:ron "
        "ru:rus rw:kin sa:san sc:srd sd:snd se:sme sg:sag si:sin sk:slk sl:slv sm:smo sn:sna "
        "so:som sq:sqi sr:srp ss:ssw st:sot su:sun sv:swe sw:swa ta:tam te:tel tg:tgk th:tha "
        "ti:tir tk:tuk tn:tsn to:ton tr:tur ts:tso tt:tat tw:twi ty:tah ug:uig uk:ukr ur:urd "
        "uz:uzb ve:ven vi:vie vo:vol wa:wln wo:wol xh:xho yi:yid yo:yor za:zha zh:zho zu:zul"
    ).split()
)
"""Two-letter code of every language (ISO 639-1) -> its three-letter code (ISO 639-2)."""

_OTHER_NAMES = {three: two for two, three in _ISO_639_2.items()} | {
    "alb": "sq", "arm": "hy", "baq": "eu", "bur": "my", "chi": "zh", "cze": "cs", "dut": "nl",
    "fre": "fr", "geo": "ka", "ger": "de", "gre": "el", "ice": "is", "mac": "mk", "mao": "mi",
    "may": "ms", "per": "fa", "rum": "ro", "slo": "sk", "tib": "bo", "wel": "cy",
    "in": "id", "iw": "he", "ji": "yi", "jw": "jv", "mo": "ro", "tl": "fil", "tgl": "fil",
    "nb": "no", "nn": "no", "nob": "no", "nno": "no", "arb": "ar", "cmn": "zh",
}  # fmt: skip
"""Alternative codes of a language -> the code used here, so that voices match articles."""

TWINS = {"id": "ms", "ms": "ms", "bs": "sh", "hr": "sh", "sr": "sh"}
"""Languages so close that a voice of one can read the other -> the code of their group.

Source: the language matching data of CLDR.
"""

_NO_LANGUAGE = frozenset({"und", "mul", "mis", "zxx"})

_TAG = re.compile(
    r"([a-z]{2,3})(?:-([a-z]{3}))?(?:-([a-z]{4}))?(?:-([a-z]{2}|[0-9]{3}))?(?:-[a-z0-9]{1,8})*"
)


def read_tag(text: str) -> str:
    """Return a language tag in canonical form: `pt-BR` for `pt_br`, `por-BR` or `pt-BR-x-sp`.

    Language, script and region are kept. The result is "" if the text is not a language tag.
    """
    match = _TAG.fullmatch(text.strip().lower().replace("_", "-"))
    if match is None:
        return ""
    primary = match[2] or match[1]
    primary = _OTHER_NAMES.get(primary, primary)
    if primary in _NO_LANGUAGE or (len(primary) == 2 and primary not in _ISO_639_2):
        return ""
    parts = (primary, (match[3] or "").title(), (match[4] or "").upper())
    return "-".join(part for part in parts if part)


def three_letters(tag: str) -> str:
    """Return the ISO 639-2 code of a tag's language, or "und" if it has none."""
    primary = primary_language(read_tag(tag))
    return _ISO_639_2.get(primary, primary) or "und"


def speaks(voice_language: str, language: str) -> bool:
    """Return True if a voice can read articles in `language`; an empty tag matches everything."""
    voice, article = primary_language(voice_language), primary_language(language)
    return not voice or not article or TWINS.get(voice, voice) == TWINS.get(article, article)


def primary_language(tag: str) -> str:
    """Return the first part of a tag, such as `en` of `en-GB`."""
    return tag.partition("-")[0]


def region_of(tag: str) -> str:
    """Return the region of a tag, such as `GB` of `en-GB`; empty if it has none."""
    last = tag.rpartition("-")[2]
    return last if last.isupper() or last.isdigit() else ""
