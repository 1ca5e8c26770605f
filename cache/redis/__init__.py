"""The Redis connection, transactions and key names."""
