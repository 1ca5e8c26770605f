"""Candidates for the reading of a written form, the evidence for them, and the choice."""
