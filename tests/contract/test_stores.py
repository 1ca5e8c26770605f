"""The contract of audio storage, article store and lexicon."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from cache.articles.edition import Edition
from cache.audio.storage import Storage
from cache.errors import MissingObjectError, StorageError
from worker.articles.database import Database
from worker.articles.database_health import look_at
from worker.articles.lexicon_store import MOST_ENTRIES, LexiconStore
from worker.articles.store import ArticleStore
from worker.errors import ArticleStoreError, BadEntryError, LexiconFullError
from worker.model.article import Article
from worker.pronunciation.lexicon_entry import LexiconEntry
from worker.text.duration_estimate import estimate_s


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage((tmp_path / "audio").as_uri())


def test_what_is_written_is_read(storage: Storage) -> None:
    storage.write("a/b.mp3", b"one")
    assert storage.read("a/b.mp3") == b"one"
    assert storage.size("a/b.mp3") == 3
    storage.write("a/b.mp3", b"another")
    assert storage.read("a/b.mp3") == b"another"


def test_what_is_missing_is_said_to_be_missing(storage: Storage) -> None:
    with pytest.raises(MissingObjectError):
        storage.read("none")
    assert storage.read_if_present("none") is None
    assert storage.size("none") is None
    assert storage.read_json("none") is None
    storage.delete("none")


def test_the_first_one_wins(storage: Storage) -> None:
    assert storage.write_first("x", b"first") == b"first"
    assert storage.write_first("x", b"second") == b"first"


def test_of_many_at_once_one_wins_and_all_get_it(storage: Storage) -> None:
    got: list[bytes] = []
    barrier = threading.Barrier(16)

    def write(number: int) -> None:
        barrier.wait()
        got.append(storage.write_first("x", b"%d" % number * 10_000))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(got)) == 1
    assert storage.read("x") == got[0]


def test_files_are_written_piece_by_piece_and_read_anywhere(
    storage: Storage, tmp_path: Path
) -> None:
    data = bytes(range(256)) * 100_000
    (tmp_path / "big").write_bytes(data)
    with (tmp_path / "big").open("rb") as file:
        storage.write("big", file)
    stored = storage.open("big")
    assert stored.seek(1_000_003) == 1_000_003
    assert stored.read(5) == data[1_000_003:1_000_008]
    assert stored.tell() == 1_000_008


def test_folders_are_listed(storage: Storage) -> None:
    for path in ("n/a/1.json", "n/a/2.json", "n/b/1.json"):
        storage.write(path, b"{}")
    assert sorted(found.path for found in storage.objects("n/a/")) == ["n/a/1.json", "n/a/2.json"]
    assert list(storage.objects("none/")) == []


def test_json_that_is_not_whole_counts_as_missing(storage: Storage) -> None:
    storage.write_json("x", {"a": "é"})
    assert storage.read_json("x") == {"a": "é"}
    storage.write("x", b'{"a": ')
    assert storage.read_json("x") is None


def test_a_store_that_refuses_is_an_error_that_names_its_setting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="LISTEN_STORAGE_URL"):
        Storage((tmp_path / "file" / "below").as_uri())


@pytest.fixture
def store(tmp_path: Path) -> ArticleStore:
    return ArticleStore(Database(f"sqlite:///{tmp_path}/var/articles.db"))


def test_an_article_comes_back_as_it_was(store: ArticleStore) -> None:
    article = Article("a", title="“T”", html="<p>é</p>", language="en-US")
    assert store.put(article) is True
    assert store.get("a") == article
    assert store.edition("a") == Edition(article.revision, "en-US", 1)
    changed = Article("a", title="T2", text="x")
    assert store.put(changed) is False
    assert store.get("a") == changed
    assert store.edition("a") == Edition(changed.revision, "", 1)


FRENCH = (
    "Le conseil municipal a décidé lundi soir de fermer le vieux marché aux poissons pendant deux "
    "ans, le temps de refaire sa toiture."
)


def test_the_language_of_an_article_is_known_beside_what_its_publisher_says(
    store: ArticleStore,
) -> None:
    for declared, language in (("", "fr"), ("French", "fr"), ("de_CH", "de-CH")):
        article = Article("a", text=FRENCH, language=declared)
        store.put(article)
        assert store.edition("a") == Edition(article.revision, language, estimate_s(article))
        assert store.get("a") == article


@pytest.mark.parametrize("column", ["spoken_language", "estimated_s"])
def test_a_database_from_before_more_was_told_of_articles_is_used_on(
    tmp_path: Path, column: str
) -> None:
    article = Article("a", text=FRENCH)
    url = f"sqlite:///{tmp_path}/old.db"
    ArticleStore(Database(url)).put(article)
    with closing(sqlite3.connect(tmp_path / "old.db")) as old:
        old.execute(f"ALTER TABLE articles DROP COLUMN {column}")
    store = ArticleStore(Database(url))
    assert store.get("a") == article
    assert store.edition("a") == Edition(article.revision, "fr", estimate_s(article))
    assert store.put(article) is False
    assert ArticleStore(Database(url)).edition("a") == Edition(
        article.revision, "fr", estimate_s(article)
    )


def test_what_an_earlier_version_left_out_is_computed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = Article("a", text=FRENCH)
    url = f"sqlite:///{tmp_path}/old.db"
    ArticleStore(Database(url)).put(article)
    with closing(sqlite3.connect(tmp_path / "old.db")) as old:
        old.execute("UPDATE articles SET spoken_language = NULL, estimated_s = NULL")
        old.commit()
    store = ArticleStore(Database(url))
    edition = store.edition("a")
    assert edition == Edition(article.revision, "fr", estimate_s(article))
    monkeypatch.setattr("worker.articles.store.edition_of", None)
    assert store.edition("a") == edition, "no text is read any more"


def test_an_article_that_is_deleted_is_gone(store: ArticleStore) -> None:
    store.put(Article("a", title="T"))
    assert store.delete("a") is True
    assert store.delete("a") is False
    assert store.get("a") is None
    assert store.edition("a") is None


def test_articles_are_listed_page_by_page(store: ArticleStore) -> None:
    for number in range(5):
        store.put(Article(f"a{number}", title="T"))
    assert [a.id for a in store.list("", 3)] == ["a0", "a1", "a2"]
    assert [a.id for a in store.list("a2", 3)] == ["a3", "a4"]


def test_many_writers_at_once_lose_nothing(
    store: ArticleStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.articles.database.BUSY_TIMEOUT_S", 120)
    errors: list[Exception] = []

    def write(number: int) -> None:
        try:
            other = ArticleStore(Database(f"sqlite:///{tmp_path}/var/articles.db"))
            for turn in range(5):
                other.put(Article("same", title=f"{number}-{turn}"))
                other.put(Article(f"own-{number}-{turn}", title="T"))
        except Exception as error:  # noqa: BLE001  # whatever it is, the test shows it
            errors.append(error)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(store.list("", 100)) == 41


def test_a_database_that_cannot_be_used_is_an_error_that_names_its_setting(tmp_path: Path) -> None:
    for url in ("nonsense", "nosuchdialect://x/y"):
        with pytest.raises(ArticleStoreError, match="LISTEN_DATABASE_URL"):
            ArticleStore(Database(url))
    (tmp_path / "bad.db").write_bytes(b"this is no database" * 100)
    with pytest.raises(ArticleStoreError):
        ArticleStore(Database(f"sqlite:///{tmp_path}/bad.db")).get("a")


def test_a_database_that_has_lost_its_articles_is_found(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/articles.db"
    ArticleStore(Database(url)).list("", 1)
    assert look_at(url).size_bytes
    with closing(sqlite3.connect(tmp_path / "articles.db")) as database:
        database.execute("DROP TABLE articles").close()
        database.commit()
    with pytest.raises(ArticleStoreError, match="no such table"):
        look_at(url)


def test_articles_are_read_while_somebody_writes(store: ArticleStore, tmp_path: Path) -> None:
    store.put(Article("a", title="Before"))
    database = tmp_path / "var" / "articles.db"
    with closing(sqlite3.connect(database, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        writer.execute("UPDATE articles SET title = 'After'")
        assert (store.get("a") or Article("")).title == "Before"
        writer.execute("COMMIT")
    assert (store.get("a") or Article("")).title == "After"


@pytest.fixture
def lexicon(tmp_path: Path) -> LexiconStore:
    return LexiconStore(Database(f"sqlite:///{tmp_path}/var/articles.db"))


def test_entries_come_back_and_are_replaced_and_removed(lexicon: LexiconStore) -> None:
    british = LexiconEntry("Reading", "redding", language="en-GB")
    spoken = LexiconEntry("Reading", "redding", "ˈrɛdɪŋ", voice="piper", case_sensitive=True)
    assert lexicon.put([british, spoken]) is True
    assert lexicon.entries() == [spoken, british]
    changed = LexiconEntry("Reading", "reddeen", language="en-GB")
    assert lexicon.put([changed, LexiconEntry("Nwosu", "Nwuh-SOO")]) is False
    assert lexicon.entries()[1:] == [spoken, changed]
    assert lexicon.remove("Reading", "en-GB") == 1
    assert lexicon.remove(" Reading ", voice="piper") == 1
    assert lexicon.remove("Reading") == 0
    assert [entry.written for entry in lexicon.entries()] == ["Nwosu"]


def test_entries_are_stored_all_or_none(lexicon: LexiconStore) -> None:
    good = LexiconEntry("Nwosu", "Nwuh-SOO")
    with pytest.raises(BadEntryError):
        lexicon.put([good, LexiconEntry("Sian")])
    with pytest.raises(LexiconFullError):
        lexicon.put([LexiconEntry(f"N{n}", "x") for n in range(MOST_ENTRIES + 1)])
    assert lexicon.entries() == []
    assert lexicon.put([good, good]) is True


def test_others_see_a_change_at_once_and_else_the_same_lexicon(
    lexicon: LexiconStore, tmp_path: Path
) -> None:
    other = LexiconStore(Database(f"sqlite:///{tmp_path}/var/articles.db"))
    before = other.current()
    assert other.current() is before
    lexicon.put([LexiconEntry("Nwosu", "one")])
    lexicon.remove("Nwosu")
    lexicon.put([LexiconEntry("Nwosu", "two")])
    after = other.current()
    assert list(after.entries) == [LexiconEntry("Nwosu", "two")]
    assert other.current() is after


def test_many_writers_of_entries_at_once_lose_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.articles.database.BUSY_TIMEOUT_S", 120)
    url = f"sqlite:///{tmp_path}/var/articles.db"
    errors: list[Exception] = []

    def write(number: int) -> None:
        try:
            other = LexiconStore(Database(url))
            for turn in range(5):
                other.put(
                    [LexiconEntry("same", f"x{number}"), LexiconEntry(f"N{number}{turn}", "x")]
                )
        except Exception as error:  # noqa: BLE001  # whatever it is, the test shows it
            errors.append(error)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(LexiconStore(Database(url)).entries()) == 41
