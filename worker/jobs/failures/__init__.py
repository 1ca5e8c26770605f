"""Failures of jobs: recovery after dead workers, hard time limits, and fallbacks to other voices."""
