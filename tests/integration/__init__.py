"""With a real Valkey and real workers."""
