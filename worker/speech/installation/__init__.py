"""Installation of voices: downloads, and checks of new files."""
