"""The article store, its database and the lexicon store."""
