"""Streams of narrations under way: the frames so far, and how they are sent."""
