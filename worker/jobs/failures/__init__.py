"""Failures of jobs: recovery after dead workers, hard time limits, fallbacks to other voices."""
