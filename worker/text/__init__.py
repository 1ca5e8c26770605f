"""From an article to the words that are spoken; pure, no I/O."""
