"""From an article to what is read aloud; pure, no I/O."""
