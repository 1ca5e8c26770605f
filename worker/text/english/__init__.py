"""English spoken forms: tables and rules, one module for each kind of form."""
