"""Sources of articles: content management systems, feeds, web pages and files."""
