"""Web sites on this machine that speak as WordPress, Ghost, a CMS, a newspaper and a feed do."""
