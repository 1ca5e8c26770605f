"""Routes for listeners and players."""
