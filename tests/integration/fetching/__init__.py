"""Tests of requests to other servers, with real sockets."""
