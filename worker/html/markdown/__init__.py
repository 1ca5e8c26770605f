"""Markdown as people write it: front matter, and the HTML of its text."""
