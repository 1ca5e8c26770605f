"""Narrations: states, leases, recovery, damage and removal."""
