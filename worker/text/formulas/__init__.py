"""Mathematical formulas: finding them in HTML, and their words in several languages."""
