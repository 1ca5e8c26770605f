"""The background processes: speaker, fetcher and scheduler."""
