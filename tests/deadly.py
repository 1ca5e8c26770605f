"""`listen`, with a voice that kills its process over one word; run as `python -m tests.deadly`."""

import os
import signal

from audio_service.cli import main
from worker.speech.engine import Sound
from worker.speech.tone import ToneVoice

DEADLY = "deadly"

_say = ToneVoice.say


def say_or_die(self: ToneVoice, text: str) -> Sound:
    if DEADLY in text:
        os.kill(os.getpid(), signal.SIGKILL)
    return _say(self, text)


if __name__ == "__main__":
    ToneVoice.say = say_or_die  # type: ignore[method-assign]
    main()
