"""The start of a process that opens the article store at the same moment as others."""

import warnings
from multiprocessing.synchronize import Barrier

from worker.articles.database import Database
from worker.articles.store import ArticleStore


def open_at_once(url: str, together: Barrier) -> None:
    """Open the store at a URL as soon as all processes have started; a warning is an error."""
    warnings.simplefilter("error")
    together.wait()
    ArticleStore(Database(url))
