"""Evidence that paragraphs of a page belong to the article, or that they do not."""
