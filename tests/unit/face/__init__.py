"""Of `face`."""
