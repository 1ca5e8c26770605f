"""State shared by all processes: Redis, stored audio and narration records; more than a cache."""
