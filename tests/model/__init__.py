"""A model of the service: random operations by several clients, and what must always hold."""
