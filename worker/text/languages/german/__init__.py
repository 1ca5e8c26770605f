"""German: its numbers, its nouns, its ordinals, and its tables."""
