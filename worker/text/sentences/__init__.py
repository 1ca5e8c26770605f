"""Sentence boundaries: full stops, abbreviations, and the splitting of lines."""
