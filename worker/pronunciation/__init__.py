"""Pronunciations: the publisher's lexicon, and acronyms."""
