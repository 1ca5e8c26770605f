"""Podcast episodes, and the choice of the articles that become one."""
