"""Tests of functions and values, without sockets."""
