"""Podcast episodes, and which articles become one."""
