"""Outgoing HTTP requests, and the checks of where they may go."""
