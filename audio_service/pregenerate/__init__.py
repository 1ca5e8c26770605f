"""Narration of many articles before a listener asks for them."""
