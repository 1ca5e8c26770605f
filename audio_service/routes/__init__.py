"""Flask blueprints, in one package for each audience."""
