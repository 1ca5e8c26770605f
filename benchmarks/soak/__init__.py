"""Soak tests: hours of load, hundreds of kills."""
