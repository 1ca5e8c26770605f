import pytest

from worker.errors import UnreadableSourceError
from worker.fetch.charset import decode
from worker.model.script import Omission

HTML, XML, JSON = "text/html", "application/rss+xml", "application/json"


def meta(label: str) -> str:
    return f'<html><head><meta charset="{label}"></head>'


DECODED = [
    # what it says: by the server, and of itself; how it is encoded; what is read
    (None, "", "utf-8", "Zürich"),
    ("utf-8", "", "utf-8", "Zürich"),
    ("UTF8", "", "utf-8", "Zürich"),
    ("iso-8859-1", "", "latin-1", "Zürich"),
    ("iso-8859-1", "", "cp1252", "“Zürich” – €5"),
    ("us-ascii", "", "cp1252", "“Zürich”"),
    ("latin1", "", "cp1252", "œuvre"),
    ("windows-1252", "", "cp1252", "“Zürich”"),
    ("iso-8859-15", "", "iso-8859-15", "€5"),
    ("windows-1250", "", "cp1250", "Łódź"),
    ("iso-8859-2", "", "iso-8859-2", "Łódź"),
    ("windows-1251", "", "cp1251", "Москва"),
    ("koi8-r", "", "koi8-r", "Москва"),
    ("koi8-u", "", "koi8-u", "Київ"),
    ("ibm866", "", "cp866", "Москва"),
    ("x-mac-cyrillic", "", "mac-cyrillic", "Москва"),
    ("windows-1253", "", "cp1253", "Αθήνα"),
    ("iso-8859-9", "", "cp1254", "“Şişli”"),
    ("windows-1255", "", "cp1255", "שלום"),
    ("windows-1256", "", "cp1256", "سلام"),
    ("windows-874", "", "cp874", "กรุงเทพ"),
    ("tis-620", "", "cp874", "กรุงเทพ"),
    ("gb2312", "", "gbk", "鎔基"),
    ("gbk", "", "gb18030", "北京 €"),
    ("gb18030", "", "gb18030", "𠮷野家"),
    ("big5", "", "big5hkscs", "香港 㗎"),
    ("shift_jis", "", "cp932", "①東京～"),
    ("x-sjis", "", "cp932", "東京"),
    ("windows-31j", "", "cp932", "髙島屋"),
    ("euc-jp", "", "euc-jp", "東京"),
    ("iso-2022-jp", "", "iso2022_jp", "東京"),
    ("euc-kr", "", "cp949", "서울 똠방각하"),
    ("ks_c_5601-1987", "", "cp949", "서울"),
    ("utf-16", "", "utf-16", "Zürich"),
    ("utf-16", "", "utf-16-le", "Zürich"),
    ("utf-16be", "", "utf-16-be", "Zürich"),
    (None, "", "utf-16", "Zürich"),
    (None, "", "utf-8-sig", "Zürich"),
    ("windows-1252", "", "utf-8-sig", "Zürich"),
    (None, meta("windows-1251"), "cp1251", "Москва"),
    (None, '<META HTTP-EQUIV=x CONTENT="text/html; charset=koi8-r">', "koi8-r", "Москва"),
    (None, "<meta charset = 'shift_jis'>", "cp932", "東京"),
    (None, meta("utf-16"), "utf-8", "Zürich"),
    (None, "<!-- <meta charset=koi8-r> -->" + meta("windows-1251"), "cp1251", "Москва"),
    (None, '<?xml version="1.0" encoding="windows-1251"?><html>', "cp1251", "Москва"),
    (None, meta("no-such-encoding"), "utf-8", "Zürich"),
    ("no-such-encoding", "", "utf-8", "Zürich"),
    ("no-such-encoding", meta("windows-1251"), "cp1251", "Москва"),
    ("iso-8859-1", meta("utf-8"), "utf-8", "Zürich"),
    ("windows-1252", meta("UTF-8"), "utf-8", "“Zürich”"),
    ("iso-8859-1", meta("utf-8"), "latin-1", "Zürich"),
    ("iso-8859-1", meta("windows-1251"), "latin-1", "Zürich"),
    ("utf-8", meta("windows-1251"), "utf-8", "Москва"),
]


@pytest.mark.parametrize(("said", "start", "encoding", "text"), DECODED)
def test_pages_are_read_in_the_encoding_they_are_in(
    said: str | None, start: str, encoding: str, text: str
) -> None:
    assert decode((start + text).encode(encoding), said, HTML, "it") == start + text


@pytest.mark.parametrize(
    ("said", "start", "data", "named"),
    [
        (None, "", b"Z\xfcrich \x81\x00", "utf-8"),
        (None, "", "Zürich für Überlingen".encode() + b"\xfc", "utf-8"),
        ("utf-8", "", b"Z\xfcrich", "utf-8"),
        ("utf-8", meta("windows-1252"), b"Z\xfcrich", "utf-8"),
        (None, meta("utf-8"), b"Z\xfcrich", "utf-8"),
        ("shift_jis", "", b"\x82", "shift_jis"),
        ("euc-jp", "", b"\xff\xff", "euc-jp"),
        ("iso-8859-1", "", b"\x81", "windows-1252"),
        ("utf-16", "", b"\xff\xfea", "utf-16le"),
        ("utf-7", "", b"\xff", "'utf-7', which is not a known encoding"),
        (None, meta("unicode_escape"), b"\xff", "'unicode_escape', which is not a known encoding"),
        ("iso-2022-kr", "", b"abc", "replacement"),
    ],
)
def test_bytes_that_are_not_in_their_encoding_are_refused(
    said: str | None, start: str, data: bytes, named: str
) -> None:
    with pytest.raises(UnreadableSourceError, match=named):
        decode(start.encode() + data, said, HTML, "it")


def test_an_encoding_that_runs_code_is_none() -> None:
    assert decode(rb"+ADw-p+AD4- \x41", "utf-7", HTML, "it") == r"+ADw-p+AD4- \x41"


def test_feeds_say_their_encoding_in_their_first_line() -> None:
    feed = '<?xml version="1.0" encoding="windows-1251"?><rss>Москва</rss>'
    assert decode(feed.encode("cp1251"), None, XML, "it") == feed


def test_json_says_no_encoding_of_itself() -> None:
    answer = '{"html": "<meta charset=windows-1251> Москва"}'
    assert decode(answer.encode(), None, JSON, "it") == answer


UNDECLARED = [
    ("de", "cp1252", "Die Stadt öffnet die Brücke, auf die alle Bürger vierzig Jahre warteten."),
    ("en", "cp1252", "The café at the end of the pier – its owner says – will serve “tea” again."),
    (
        "pl",
        "cp1250",
        "Miasto otworzy w środę most, na który mieszkańcy czekali długo, łodzie staną.",
    ),
    ("pl", "iso-8859-2", "Miasto otworzy w środę most, na który mieszkańcy czekali, są tu łodzie."),
    ("ru", "cp1251", "Город откроет мост в субботу после сорока лет, лодки больше не нужны."),
    ("ru", "koi8-r", "Город откроет мост в субботу после сорока лет, лодки больше не нужны."),
    ("ja", "cp932", "町は四十年ぶりに橋を開き、渡し船は土曜日に最後の航海をする。"),
    ("ja", "euc-jp", "町は四十年ぶりに橋を開き、渡し船は土曜日に最後の航海をする。"),
    ("zh", "gb18030", "这座城市将在星期六开放大桥，居民们等待了四十年，渡船将停止航行。"),
    (
        "ko",
        "cp949",
        "도시는 사십 년의 기다림 끝에 토요일에 다리를 열고 배는 더 이상 건너지 않을 것이다.",
    ),
    ("el", "cp1253", "Η πόλη ανοίγει τη γέφυρα το Σάββατο μετά από σαράντα χρόνια αναμονής."),
    ("tr", "cp1254", "Şehir kırk yıllık bekleyişin ardından cumartesi günü köprüyü açıyor."),
    ("he", "cp1255", "העיר תפתח את הגשר ביום שבת לאחר ארבעים שנות המתנה והסירות יפסיקו."),
    ("ar", "cp1256", "تفتح المدينة الجسر يوم السبت بعد أربعين عاما من الانتظار وستتوقف القوارب."),
    ("lt", "cp1257", "Miestas šeštadienį atidarys tiltą, kurio žmonės laukė keturiasdešimt metų."),
    ("th", "cp874", "เมืองจะเปิดสะพานในวันเสาร์หลังจากรอคอยมาสี่สิบปี และเรือจะหยุดแล่น"),
]


@pytest.mark.parametrize(("language", "encoding", "text"), UNDECLARED)
@pytest.mark.parametrize("names_language", [True, False])
def test_a_page_that_declares_no_encoding_is_read_in_that_of_its_language(
    language: str, encoding: str, text: str, names_language: bool
) -> None:
    start = f'<html lang="{language}">' if names_language else "<html>"
    notes: list[Omission] = []
    page = f"{start}<p>{text}</p>"
    assert decode(page.encode(encoding), None, HTML, "it", notes.append) == page
    (note,) = notes
    assert note.reason.startswith("no encoding is declared; read as ")
    assert note.text


def test_a_short_page_without_language_or_declaration_is_western() -> None:
    assert decode(b"Z\xfcrich", None, HTML, "it") == "Zürich"


def test_nothing_is_noted_of_a_page_in_utf_8() -> None:
    notes: list[Omission] = []
    decode("Zürich".encode(), None, HTML, "it", notes.append)
    assert notes == []


def test_a_page_in_utf_8_that_says_otherwise_is_read_with_a_note() -> None:
    notes: list[Omission] = []
    page = meta("gbk") + "在这座城市里，大桥将在星期六开放。" + "“渡船”"
    assert decode(page.encode(), None, HTML, "it", notes.append) == page
    assert [note.reason for note in notes] == ["not valid in gbk, its encoding; read as UTF-8"]


@pytest.mark.parametrize(
    ("stray", "read"), [(b"Z\xfcrich", "Zürich"), (b"caf\xc3 au lait", "caf au lait")]
)
def test_a_stray_byte_in_a_long_page_refuses_no_page(stray: bytes, read: str) -> None:
    notes: list[Omission] = []
    rest = "Die Brücke über die Förde ist offen. " * 60
    page = meta("utf-8").encode() + rest.encode() + stray
    assert decode(page, None, HTML, "it", notes.append) == meta("utf-8") + rest + read
    assert [note.text for note in notes] == ["stray bytes: 1"]
