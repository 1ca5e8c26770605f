"""Titles, places, streets, political parties, abbreviated words and initials."""
