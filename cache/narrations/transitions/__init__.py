"""State transitions of narration records."""
