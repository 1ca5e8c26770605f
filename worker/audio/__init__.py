"""Audio processing: clips, slots and tracks. Pure functions without I/O."""
