"""Web sites on this machine that act as WordPress, Ghost, a JSON CMS, a newspaper and a feed."""
