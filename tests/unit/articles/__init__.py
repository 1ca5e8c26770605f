"""Of `articles`."""
