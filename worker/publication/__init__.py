"""The publication file: rules, sources and podcast settings of a publisher."""
