"""HTML of articles and of pages: parsing it, and the names of the boxes and roles in it."""
