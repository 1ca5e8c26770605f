"""Pages for people: the demo site and the documentation."""
