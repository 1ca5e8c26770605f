"""Dialogue: the parts of a script that other voices read, as the publisher wishes."""
