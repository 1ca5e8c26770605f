"""Code that every Python process of a service under test runs as it starts."""
