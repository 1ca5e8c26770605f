"""Extraction of the article from a web page: its paragraphs, title and dek."""
