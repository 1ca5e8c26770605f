"""Numbers with a unit: lengths, weights, durations, temperatures, coordinates."""
