"""Tests of `speech`."""
