"""The lexicon store: entries in the article store's database, and in a CSV file of the publisher.

The file has a first line of column names, as spreadsheets save it. It is read again when it
changes. If both have an entry with the same key, the database's entry is used.
"""

import csv
import io
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, cast

from sqlalchemy import (
    Boolean,
    Connection,
    Integer,
    String,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from worker.articles.database import Base, Database, transaction, translating
from worker.errors import BadEntryError, BadLexiconFileError, LexiconFullError
from worker.pronunciation.entry_checks import (
    MAX_IPA_CHARS,
    MAX_RESPELLING_CHARS,
    MAX_SECTION_CHARS,
    MAX_WRITTEN_CHARS,
    checked,
    written_form,
)
from worker.pronunciation.lexicon import Lexicon, VoiceLexicon
from worker.pronunciation.lexicon_entry import LexiconEntry

__all__ = [
    "MAX_IPA_CHARS",
    "MAX_RESPELLING_CHARS",
    "MAX_SECTION_CHARS",
    "MAX_WRITTEN_CHARS",
    "MOST_ENTRIES",
    "Lexicon",
    "LexiconEntry",
    "LexiconStore",
    "VoiceLexicon",
    "checked",
    "read_table",
    "write_table",
]

MOST_ENTRIES = 5_000
_FORMULA_SIGNS = frozenset("=+-@\t\r")
COLUMNS = tuple(field.name for field in fields(LexiconEntry))

log = logging.getLogger(__name__)

_TRUE = frozenset({"1", "true", "yes", "x"})
_FALSE = frozenset({"", "0", "false", "no"})


class _Row(Base):
    """Table of entries, with one column for each field."""

    __tablename__ = "lexicon"

    written: Mapped[str] = mapped_column(String(MAX_WRITTEN_CHARS), primary_key=True)
    language: Mapped[str] = mapped_column(String(35), primary_key=True)
    voice: Mapped[str] = mapped_column(String(200), primary_key=True)
    respelling: Mapped[str] = mapped_column(String(MAX_RESPELLING_CHARS))
    ipa: Mapped[str] = mapped_column(String(MAX_IPA_CHARS))
    case_sensitive: Mapped[bool] = mapped_column(Boolean)
    read_as: Mapped[str | None] = mapped_column(String(20))
    section: Mapped[str | None] = mapped_column(String(MAX_SECTION_CHARS))


class _Revision(Base):
    """Table with one row: the number of changes, so that readers notice each change immediately."""

    __tablename__ = "lexicon_revision"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[int] = mapped_column(Integer)


_TABLE = cast("Table", _Row.__table__)
_REVISION = cast("Table", _Revision.__table__)
_KEY = ("written", "language", "voice")
_COUNT = select(func.count()).select_from(_TABLE)


@dataclass(frozen=True, slots=True)
class FileContent:
    """Content of a lexicon file.

    Attributes:
        entries: Valid entries.
        problems: Error messages of the other lines.
    """

    entries: Sequence[LexiconEntry] = ()
    problems: Sequence[str] = ()


class LexiconStore:
    """Store of all lexicon entries.

    Args:
        database: The database of the process.
        file: CSV file with more entries; None if there is none.

    Raises:
        ArticleStoreError: Every method raises it when the database refuses or does not answer.
    """

    def __init__(self, database: Database, file: Path | None = None) -> None:
        self._database = database
        self._engine = database.open(_Row, _Revision)
        self._file = _WatchedFile(file)
        self._known: tuple[int, FileContent] | None = None
        self._stored: list[LexiconEntry] = []
        self._lexicon = Lexicon([])

    @transaction
    def current(self) -> Lexicon:
        """Return the current lexicon; this takes one small query if nothing has changed."""
        content = self._file.content()
        with translating(), self._engine.connect() as connection:
            known = (connection.scalar(select(_REVISION.c.number)) or 0, content)
            if known != self._known:
                rows = connection.execute(select(_TABLE)).mappings()
                self._stored = [_stored_entry(dict(row)) for row in rows]
                self._lexicon = Lexicon(content.entries).with_entries(self._stored)
                self._known = known
        return self._lexicon

    def entries(self) -> list[LexiconEntry]:
        """Return all entries in alphabetical order."""
        return sorted(self.current().entries, key=lambda entry: entry.key)

    def only_in_file(self) -> set[LexiconEntry]:
        """Return the entries of the file, which can only be removed there."""
        return set(self.current().entries) - set(self._stored)

    def problems(self) -> Sequence[str]:
        """Return the error messages of the file's invalid lines, which are not used."""
        return self._file.content().problems

    @transaction
    def put(self, entries: Iterable[LexiconEntry]) -> bool:
        """Store entries, replacing those with the same key; return True if all are new.

        Raises:
            BadEntryError: An entry is invalid; then none is stored.
            LexiconFullError: There would be too many entries; then none is stored.
        """
        kept = {entry.key: asdict(entry) for entry in map(checked, entries)}
        rows = list(kept.values())
        with translating():
            try:
                return self._replace(rows)
            except IntegrityError:  # another process has just stored the first entry
                return self._replace(rows)

    def _replace(self, rows: list[dict[str, Any]]) -> bool:
        key = [{f"its_{name}": row[name] for name in _KEY} for row in rows]
        same = and_(*(_TABLE.c[name] == bindparam(f"its_{name}") for name in _KEY))
        with self._engine.begin() as connection:
            _count_change(connection)
            before = connection.scalar(_COUNT) or 0
            connection.execute(delete(_TABLE).where(same), key)
            connection.execute(insert(_TABLE), rows)
            after = connection.scalar(_COUNT) or 0
            if after > MOST_ENTRIES:
                raise LexiconFullError(f"the lexicon can have at most {MOST_ENTRIES} entries")
            return after == before + len(rows)

    @transaction
    def remove(self, written: str, language: str | None = None, voice: str | None = None) -> int:
        """Remove the entries of a word or phrase, and return their number.

        Args:
            written: Word or phrase, as in the entry.
            language: Language of the entry; "" for entries of all languages, None for any.
            voice: Voice of the entry; "" for entries of all voices, None for any.
        """
        query = delete(_TABLE).where(_TABLE.c.written == written_form(written))
        if language is not None:
            query = query.where(_TABLE.c.language == language)
        if voice is not None:
            query = query.where(_TABLE.c.voice == voice)
        with translating(), self._engine.begin() as connection:
            _count_change(connection)
            return connection.execute(query).rowcount


def _stored_entry(row: Mapping[str, Any]) -> LexiconEntry:
    """Return the entry of a row; fields that older versions did not have are empty."""
    given = {name: value for name, value in row.items() if value is not None}
    return LexiconEntry(**given)


def _count_change(connection: Connection) -> None:
    """Count a change first, which locks out other changes until the end of the transaction."""
    counted = connection.execute(update(_REVISION).values(number=_REVISION.c.number + 1))
    if not counted.rowcount:
        connection.execute(insert(_REVISION), [{"id": 1, "number": 1}])


def read_table(data: bytes, name: str) -> FileContent:
    """Return the entries in a CSV file: UTF-8, with commas or semicolons between columns.

    Args:
        data: Content of the file.
        name: Name of the file for messages.

    Raises:
        BadLexiconFileError: The file is not such a table.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadLexiconFileError(f"{name} is not UTF-8: {error.reason}") from error
    head = text.split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    columns = [column.strip().lower() for column in rows.fieldnames or ()]
    if "written" not in columns or not {"respelling", "ipa", "read_as"} & set(columns):
        raise BadLexiconFileError(
            f"{name}: the first line must name the columns, such as {','.join(COLUMNS)}"
        )
    rows.fieldnames = columns
    entries, problems = {}, []
    try:
        for row in rows:
            try:
                entry = checked(_entry_of(row))
                entries[entry.key] = entry
            except BadEntryError as error:
                problems.append(f"{name}, line {rows.line_num}: {error}")
    except csv.Error as error:
        raise BadLexiconFileError(f"{name}, line {rows.line_num}: {error}") from error
    if len(entries) > MOST_ENTRIES:
        raise BadLexiconFileError(f"{name} has more than {MOST_ENTRIES} entries")
    return FileContent(tuple(entries.values()), tuple(problems))


def write_table(entries: Iterable[LexiconEntry]) -> str:
    """Return entries as a CSV table for `read_table`."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        shown = {**asdict(entry), "case_sensitive": "yes" if entry.case_sensitive else ""}
        writer.writerow([_guarded(shown[column]) for column in COLUMNS])
    return table.getvalue()


def _guarded(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula: an apostrophe is put before its sign.

    Source: OWASP, CSV Injection.
    """
    return f"'{cell}" if _is_risky(cell) else cell


def _unguarded(cell: str) -> str:
    """Return a cell without the apostrophe that guards it."""
    return cell[1:] if cell.startswith("'") and _is_risky(cell[1:]) else cell


def _is_risky(cell: str) -> bool:
    """Return whether a cell begins as a formula, or as one that is guarded already."""
    return cell.lstrip("'")[:1] in _FORMULA_SIGNS


def _entry_of(row: dict[str, str | None]) -> LexiconEntry:
    """Return the entry of a line.

    Raises:
        BadEntryError: The line is invalid.
    """
    cells = {name: _unguarded((row.get(name) or "").strip()) for name in COLUMNS}
    is_case_sensitive = cells.pop("case_sensitive").lower()
    if is_case_sensitive not in _TRUE | _FALSE:
        raise BadEntryError(f"`case_sensitive` must be yes or no, not {is_case_sensitive!r}")
    return LexiconEntry(**cells, case_sensitive=is_case_sensitive in _TRUE)


class _WatchedFile:
    """A file that is read again when it has changed.

    Args:
        path: Path of the file; None if there is none.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._stamp: tuple[int, int, int] | None = None
        self._content = FileContent()

    def content(self) -> FileContent:
        """Return the content; the last valid content with an error if the file cannot be read."""
        if self._path is None:
            return self._content
        before = self._content
        try:
            status = self._path.stat()
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
            if stamp != self._stamp:
                self._stamp = stamp
                self._content = read_table(self._path.read_bytes(), self._path.name)
        except OSError as error:
            self._stamp = None
            self._keep(f"{self._path}: {error.strerror}")
        except BadLexiconFileError as error:
            self._keep(str(error))
        if self._content.problems != before.problems:
            for problem in self._content.problems:
                log.error("LISTEN_LEXICON_FILE: %s", problem)
        return self._content

    def _keep(self, problem: str) -> None:
        self._content = FileContent(self._content.entries, (problem,))
