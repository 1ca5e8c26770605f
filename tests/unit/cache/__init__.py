"""Of `cache`."""
