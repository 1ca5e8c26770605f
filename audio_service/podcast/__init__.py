"""The podcast feed as XML, and its cover image."""
