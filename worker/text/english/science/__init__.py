"""Scientific notation: powers, chemistry, medicine, astronomy, statistics."""
