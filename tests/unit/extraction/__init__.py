"""Extraction of articles from pages."""
