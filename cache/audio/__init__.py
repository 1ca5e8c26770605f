"""Stored audio: clips, slots and tracks, and the files beside them."""
