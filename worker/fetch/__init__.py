"""Outgoing HTTP requests, and checks of their destinations."""
