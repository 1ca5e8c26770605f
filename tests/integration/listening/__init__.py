"""Listening: presses, streams, tracks, embeds and plays."""
