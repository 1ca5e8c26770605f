"""State shared by all processes: Redis, stored audio and narration records, not only copies."""
