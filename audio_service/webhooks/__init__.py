"""Signed webhooks from content management systems."""
