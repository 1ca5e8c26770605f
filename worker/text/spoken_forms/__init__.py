"""Spoken forms of sentences in any language: rules, lexicon, aliases and signs put together."""
