"""The flow from article to track, as plain functions."""
