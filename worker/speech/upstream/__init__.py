"""Calls to speech servers on the network: connections, response checks, retries, shared limits."""
