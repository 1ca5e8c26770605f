"""Blocks of an article's text, such as paragraphs and headings, read from its HTML."""
