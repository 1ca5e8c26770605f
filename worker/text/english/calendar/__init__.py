"""Dates, years, days of the week, and times of day."""
