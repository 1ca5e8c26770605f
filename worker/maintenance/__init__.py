"""Housekeeping of stored audio."""
