"""One module for each benchmark: `measure` yields its figures as they are known."""
