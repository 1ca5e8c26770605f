"""The steps from an article to its track, as plain functions."""
