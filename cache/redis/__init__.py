"""The Redis connection and the names of its keys."""
