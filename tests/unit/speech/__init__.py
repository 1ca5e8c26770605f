"""Of `speech`."""
