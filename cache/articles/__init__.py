"""Editions of articles, shared by all processes."""
