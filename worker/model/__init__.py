"""Frozen dataclasses of an article on its way to a track."""
