"""Spoken forms of languages other than English: one module each, and their shared grammar."""
