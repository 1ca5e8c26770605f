"""Evidence for which paragraphs of a page are the article's."""
