"""Failures of jobs: dead workers, jobs that run too long, and voices that others stand in for."""
