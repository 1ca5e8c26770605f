"""The entry point of `listen`; Ctrl-C ends it quietly while its modules are being imported."""

import importlib
import signal


def main() -> None:
    """Run the command line."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    importlib.import_module("audio_service.cli").main()


if __name__ == "__main__":
    main()
