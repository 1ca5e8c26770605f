"""Functions and values, without sockets."""
