"""Storms that last: hours of load, hundreds of kills."""
