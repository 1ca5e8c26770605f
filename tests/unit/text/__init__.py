"""Of `text`."""
