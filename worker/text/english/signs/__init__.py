"""Signs with several readings: hyphens, slashes, colons, and symbols."""
