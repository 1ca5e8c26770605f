"""Presses, and the audio, streams and cues that listeners get."""
