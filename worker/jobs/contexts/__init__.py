"""Dependencies of each kind of process, built once at its start."""
