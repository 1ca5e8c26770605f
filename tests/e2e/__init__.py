"""Tests of all processes of `make run`, with browsers."""
