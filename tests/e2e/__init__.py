"""With everything that `make run` starts, and a browser."""
