"""One module for each benchmark; its `measure` yields the figures as they are known."""
