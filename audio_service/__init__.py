"""The HTTP face: takes article IDs, answers with URLs, never synthesizes."""
