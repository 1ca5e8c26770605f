"""Access: keys, signatures, embargoes, limits and headers."""
