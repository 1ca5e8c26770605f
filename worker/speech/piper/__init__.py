"""The Piper engine: neural speech on the publisher's own CPU.

Piper is GPL-3.0 and an extra of this package; only `voice` and `kokoro.espeak` import it.
"""
