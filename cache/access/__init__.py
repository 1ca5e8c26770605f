"""Access to articles: the decision, and what it needs from Redis."""
