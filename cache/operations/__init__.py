"""Heartbeats, counters, history and the audit log."""
