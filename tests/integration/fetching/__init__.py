"""Requests to other servers, with real sockets."""
