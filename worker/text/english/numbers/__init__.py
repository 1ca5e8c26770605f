"""Plain numbers: counts, ordinals, percentages, fractions, Roman numerals, numbered things."""
