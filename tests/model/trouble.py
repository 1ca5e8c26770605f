"""Trouble: kills, restarts, cuts of Redis, clock jumps, storage that refuses, lexicon edits."""

import random
import threading
import time

from tests.acting import REFUSE
from tests.model.clients import WORDS
from tests.model.clock import MISSING
from tests.model.outcome import Outcome
from tests.redis_storm import Sea

JUMPS_S = (-3600, 3600, 86_400, -86_400, -5, -5)
"""Changes of the clock of all processes, in seconds; negative values set it back."""

ROLES = ("worker", "worker", "worker", "scheduler", "gunicorn", "fetcher")


class Trouble(threading.Thread):
    """Kills processes and cuts Redis off, at random moments.

    Args:
        at: The service, and the line to its Redis.
        outcome: Outcome to which it adds its actions.
        until: Time at which it ends, on the monotonic clock.
    """

    def __init__(self, at: Sea, outcome: Outcome, until: float) -> None:
        super().__init__(name="trouble", daemon=True)
        self._at = at
        self._outcome = outcome
        self._until = until
        self._dice = random.Random(outcome.seed)

    def run(self) -> None:
        """Cause faults, with pauses in between."""
        what_it_does = [
            self.kill, self.kill, self.cut, self.lose_answer, self.outage, self.refuse_storage,
            self.edit_lexicon, self.edit_lexicon, self.restart,
        ]  # fmt: skip
        if self._at.clock:
            what_it_does += [self.jump_clock, self.jump_clock]
        else:
            self._outcome.left_out.append(MISSING)
        while time.monotonic() < self._until:
            what = self._dice.choice(what_it_does)
            what()
            self._outcome.done[what.__name__] += 1
            time.sleep(self._dice.uniform(1, 4))

    def kill(self) -> None:
        """Kill a process."""
        there = self._at.service.processes(self._dice.choice(ROLES))
        if there:
            try:
                self._at.service.kill(self._dice.choice(there))
            except ProcessLookupError:
                return

    def cut(self) -> None:
        """Cut all connections to Redis for a moment."""
        self._at.line.cut_now()

    def lose_answer(self) -> None:
        """Cut them just as a script is answered, whose answer is lost."""
        self._at.line.cut_at(is_lost=True).begun.wait(2)

    def outage(self) -> None:
        """Stop Redis for a few seconds."""
        cut = self._at.line.cut_at(
            lasts_s=self._dice.uniform(1, 5), is_lost=self._dice.random() < 0.5
        )
        if cut.begun.wait(2):
            cut.over.wait()

    def refuse_storage(self) -> None:
        """Let storage refuse all requests of workers and fetchers for a few seconds."""
        mark = self._at.service.data_dir / REFUSE
        mark.touch()
        time.sleep(self._dice.uniform(0.5, 4))
        mark.unlink()

    def edit_lexicon(self) -> None:
        """Store or remove how a word is said, and perhaps have it applied to what is ready."""
        word, ask = self._dice.choice(WORDS), self._at.service.ask
        if self._dice.random() < 0.7:
            said = f"{word}{self._dice.choice(['ish', 'oo', 'een'])}"
            ask("PUT", "/v1/lexicon", {"entries": [{"written": word, "respelling": said}]})
        else:
            ask("DELETE", f"/v1/lexicon?written={word}")
        if self._dice.random() < 0.5:
            ask("POST", "/v1/lexicon/apply")

    def restart(self) -> None:
        """Stop the service in order, and start it again."""
        self._at.service.stop()
        self._at.service.start()

    def jump_clock(self) -> None:
        """Set the clock of all processes forward or back, or correct it."""
        assert self._at.clock
        if self._at.clock.ahead_s and self._dice.random() < 0.4:
            self._at.clock.set_ahead(0.0)
        else:
            self._at.clock.jump(self._dice.choice(JUMPS_S))
