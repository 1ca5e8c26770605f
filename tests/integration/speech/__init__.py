"""Tests of speech servers with shared gates, and of fallbacks to other voices."""
