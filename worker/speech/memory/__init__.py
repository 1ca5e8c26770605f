"""Memory of the models that a process has loaded."""
