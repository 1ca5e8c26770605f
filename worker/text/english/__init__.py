"""How English news is read aloud: tables and rules, one module for each kind of form."""
