"""Of `audio`."""
