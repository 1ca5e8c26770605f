"""Routes for operators and monitoring."""
