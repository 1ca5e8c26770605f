"""Tests of `pronunciation`."""
