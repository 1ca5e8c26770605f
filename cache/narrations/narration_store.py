"""The store of narration records, with all transitions between their states.

Every transition is one transaction. A transition that needs a job enqueues it in the same
transaction, so that no record waits for a job that was never queued. A later request starts a new
*run* of the same narration. Jobs carry the number of their run, and jobs of an older run do
nothing. The track of an earlier run stays live until a newer one replaces it.
"""

from cache.narrations.transitions.endings import Endings
from cache.narrations.transitions.removals import Removals
from cache.narrations.transitions.runs import Runs


class Narrations(Runs, Endings, Removals):
    """Store of narration records, with all transitions between their states."""
