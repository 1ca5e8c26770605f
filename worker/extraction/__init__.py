"""The article on a web page: finding its paragraphs, title and dek among all that surrounds it."""
