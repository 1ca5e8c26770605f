"""One suite over every engine, source and store."""
