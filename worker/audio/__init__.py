"""From sound to clips, slots and tracks; pure, no I/O."""
