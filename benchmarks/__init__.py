"""What the targets say, measured: figure, limit, ratio. Run with `make bench`."""
