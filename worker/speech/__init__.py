"""The text-to-speech engines."""
