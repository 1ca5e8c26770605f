"""Grammar that the languages share: amounts, dates and times, counts, and unchanged forms."""
