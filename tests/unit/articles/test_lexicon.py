"""The lexicon file of a publisher."""

import csv
import io
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from worker.articles.database import Database
from worker.articles.lexicon_store import LexiconStore, read_table, write_table
from worker.errors import BadLexiconFileError
from worker.pronunciation.lexicon_entry import LexiconEntry


def test_a_table_comes_back_as_it_was_written() -> None:
    entries = (
        LexiconEntry("Nwosu", "Nwuh-SOO", "nwoʊˈsuː", "en-GB", "piper", case_sensitive=True),
        LexiconEntry('Smith, "Jones" & Sons', "smith; jones"),
    )
    content = read_table(write_table(entries).encode(), "names.csv")
    assert (content.entries, content.problems) == (entries, ())


@pytest.mark.parametrize(
    "data",
    [
        b"written,respelling\nNwosu,Nwuh-SOO\n",
        b"\xef\xbb\xbfWritten;Respelling;Note\r\nNwosu;Nwuh-SOO;president\r\n;;\r\n",
        b"respelling\twritten\nNwuh-SOO\tNwosu",
        b"written,respelling\n\nNwosu,wrong\nNwosu,Nwuh-SOO\n",
    ],
)
def test_tables_of_spreadsheets_are_read(data: bytes) -> None:
    assert read_table(data, "names.csv").entries == (LexiconEntry("Nwosu", "Nwuh-SOO"),)


def test_what_cannot_be_used_is_told_by_its_line() -> None:
    data = "written,ipa,case_sensitive\nA,ʃ,\nB,9,\nC,ʃ,perhaps\nD,ʃ,yes\n".encode()
    content = read_table(data, "names.csv")
    assert [entry.written for entry in content.entries] == ["A", "D"]
    assert [problem.split(":")[0] for problem in content.problems] == [
        "names.csv, line 3", "names.csv, line 4",
    ]  # fmt: skip


@pytest.mark.parametrize("data", [b"", b"Nwosu,Nwuh-SOO\n", b"\xff\xfe", b"written,voice\n"])
def test_what_is_no_table_of_entries_is_refused(data: bytes) -> None:
    with pytest.raises(BadLexiconFileError, match="names"):
        read_table(data, "names.csv")


def write(file: Path, text: str, age_s: int) -> None:
    file.write_text(text, encoding="utf-8")
    os.utime(file, ns=(age_s * 10**9, age_s * 10**9))


def test_the_file_is_read_again_when_it_changes_and_the_database_wins(tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    store = LexiconStore(Database(f"sqlite:///{tmp_path}/a.db"), file)
    assert store.entries() == []
    assert "names.csv" in store.problems()[0]
    write(file, "written,respelling\nNwosu,one\n", 1)
    assert store.entries() == [LexiconEntry("Nwosu", "one")]
    assert store.problems() == ()
    write(file, "written,respelling\nNwosu,two\nSian,sharn\n", 2)
    store.put([LexiconEntry("Nwosu", "three")])
    nwosu, sian = store.entries()
    assert (nwosu, sian) == (LexiconEntry("Nwosu", "three"), LexiconEntry("Sian", "sharn"))
    assert store.only_in_file() == {sian}
    write(file, "no table", 3)
    assert len(store.entries()) == 2
    assert "first line" in store.problems()[0]
    file.unlink()
    assert len(store.entries()) == 2
    assert store.remove("Nwosu") == 1
    assert store.entries()[0] == LexiconEntry("Nwosu", "two")


@pytest.mark.parametrize("written", ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''@x", "'tis", "a=b"])
def test_no_spreadsheet_takes_a_cell_for_a_formula(written: str) -> None:
    entry = LexiconEntry(written, "said so")
    table = write_table([entry])
    [_, row] = csv.reader(io.StringIO(table))
    assert row[0][0] not in "=+-@"
    assert read_table(table.encode(), "names.csv").entries == (entry,)


def test_entries_of_an_earlier_version_are_read_without_class_and_section(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/old.db"
    LexiconStore(Database(url)).put([LexiconEntry("Nwosu", "Nwuh-SOO")])
    with closing(sqlite3.connect(tmp_path / "old.db")) as old:
        old.execute("ALTER TABLE lexicon DROP COLUMN read_as")
        old.execute("ALTER TABLE lexicon DROP COLUMN section")
        old.commit()
    store = LexiconStore(Database(url))
    assert store.entries() == [LexiconEntry("Nwosu", "Nwuh-SOO")]
    store.put([LexiconEntry("N.C.", read_as="initials", section="Arts")])
    assert LexiconEntry("N.C.", read_as="initials", section="Arts") in store.entries()
