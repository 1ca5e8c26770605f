"""Editions of articles, as all processes know them."""
