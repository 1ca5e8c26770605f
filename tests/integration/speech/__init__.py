"""Speech servers behind shared gates, and voices that stand in for others."""
