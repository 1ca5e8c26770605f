"""The commands of `listen`, a module for each kind; only the one that is called is loaded."""
