"""Tests with a real Valkey and real workers."""
