"""Routes for content management systems and editors."""
