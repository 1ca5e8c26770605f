"""Narration records: their states, progress, leases and prepared answers."""
